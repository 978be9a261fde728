import { describe, expect, it } from 'vitest';
import { dueAt, leastInterval, nextTimes } from './report-schedule.ts';

const at = (text: string) => Date.parse(text);
const iso = (ms: number) => new Date(ms).toISOString();

describe('the times of a report', () => {
  it.each([
    ['plain', '0 8 * * 1', 'UTC', '2026-05-12T00:00Z', ['2026-05-18T08:00Z', '2026-05-25T08:00Z']],
    [
      'skipped by the clocks: after the gap',
      '30 2 * * *',
      'Europe/Berlin',
      '2026-03-28T12:00Z',
      ['2026-03-29T01:00Z', '2026-03-30T00:30Z'],
    ],
    [
      'twice on the clocks: once',
      '30 2 * * *',
      'Europe/Berlin',
      '2026-10-24T12:00Z',
      ['2026-10-25T00:30Z', '2026-10-26T01:30Z'],
    ],
    [
      'same hour on the wall',
      '0 8 * * *',
      'America/New_York',
      '2026-03-07T00:00Z',
      ['2026-03-07T13:00Z', '2026-03-08T12:00Z'],
    ],
    [
      'of another day there',
      '0 1 * * 2',
      'Asia/Shanghai',
      '2026-05-11T00:00Z',
      ['2026-05-11T17:00Z', '2026-05-18T17:00Z'],
    ],
  ])('%s', (_, cron, zone, after, expected) => {
    const found = nextTimes({ cron, zone }, at(after), 2);
    expect(found.map(iso)).toEqual(expected.map((text) => iso(at(text))));
  });

  it.each([
    ['on time', '2026-05-12T08:00:01Z', '2026-05-12T08:00Z', false, '2026-05-13T08:00Z'],
    ['after an outage, once', '2026-05-12T13:59Z', '2026-05-12T08:00Z', false, '2026-05-13T08:00Z'],
    [
      'at the end of what is made up for',
      '2026-05-12T14:00Z',
      '2026-05-12T08:00Z',
      false,
      '2026-05-13T08:00Z',
    ],
    ['too late', '2026-05-12T14:00:01Z', '2026-05-12T08:00Z', true, '2026-05-13T08:00Z'],
    ['of many the latest', '2026-05-20T09:00Z', '2026-05-20T08:00Z', false, '2026-05-21T08:00Z'],
    ['of many too late', '2026-05-20T07:00Z', '2026-05-12T08:00Z', true, '2026-05-20T08:00Z'],
  ])('is due %s', (_, now, due, isMissed, next) => {
    const schedule = { cron: '0 8 * * *', zone: 'UTC' };
    const found = dueAt(schedule, at('2026-05-12T08:00Z'), at(now));
    expect(found).toEqual({ dueMs: at(due), isMissed, nextMs: at(next) });
  });

  it('is measured for how often it comes', () => {
    const least = (cron: string) => leastInterval({ cron, zone: 'UTC' }, at('2026-05-12T00:00Z'));
    expect(least('*/10 * * * *')).toBe(600_000);
    expect(least('0,5 8 * * *')).toBe(300_000);
    expect(least('0 8 * * 1')).toBe(7 * 86_400_000);
    expect(least('0 8 31 2 *')).toBeNull();
  });
});
