import { describe, expect, it } from 'vitest';
import { dueAt, leastInterval, nextTimes } from './report-schedule.ts';

const at = (text: string) => Date.parse(text);
const iso = (ms: number) => new Date(ms).toISOString();

const GAP = ['2026-03-29T01:00Z', '2026-03-30T00:15Z', '2026-03-30T00:45Z'];

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
    [
      'of leap days only',
      '0 8 29 2 *',
      'Asia/Shanghai',
      '2026-03-01T00:00Z',
      ['2028-02-29T00:00Z', '2032-02-29T00:00Z'],
    ],
    [
      'of the last day of a month',
      '0 8 L * *',
      'UTC',
      '2028-02-01T00:00Z',
      ['2028-02-29T08:00Z', '2028-03-31T08:00Z'],
    ],
    [
      'of every hour, both when clocks go back',
      '0 * * * *',
      'Europe/Berlin',
      '2026-10-24T23:30Z',
      ['2026-10-25T00:00Z', '2026-10-25T01:00Z', '2026-10-25T02:00Z'],
    ],
    [
      'of every hour, without the one that clocks skip',
      '0 * * * *',
      'Europe/Berlin',
      '2026-03-28T23:30Z',
      ['2026-03-29T00:00Z', '2026-03-29T01:00Z', '2026-03-29T02:00Z'],
    ],
    [
      'in half an hour that clocks skip',
      '15 2 * * *',
      'Australia/Lord_Howe',
      '2026-10-03T00:00Z',
      ['2026-10-03T15:30Z', '2026-10-04T15:15Z'],
    ],
    [
      'at a midnight that clocks skip: at one',
      '0 0 * * *',
      'Africa/Cairo',
      '2026-04-23T12:00Z',
      ['2026-04-23T22:00Z', '2026-04-24T21:00Z'],
    ],
    ['two of one gap: once', '15,45 2 * * *', 'Europe/Berlin', '2026-03-28T12:00Z', GAP],
  ])('%s', (_, cron, zone, after, expected) => {
    const found = nextTimes({ cron, zone }, at(after), expected.length);
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

  it.each([
    ['went forward', '2026-03-28T01:30Z', '2026-03-29T05:00Z', '2026-03-29T01:00Z'],
    ['went back', '2026-10-24T00:30Z', '2026-10-25T05:00Z', '2026-10-25T00:30Z'],
    ['went back, while it was', '2026-10-25T00:30Z', '2026-10-25T01:30Z', '2026-10-25T00:30Z'],
  ])('is made up for once after an outage in which clocks %s', (_, first, now, due) => {
    const schedule = { cron: '30 2 * * *', zone: 'Europe/Berlin' };
    const found = dueAt(schedule, at(first), at(now));
    expect([iso(found.dueMs), found.isMissed]).toEqual([iso(at(due)), false]);
    expect(found.nextMs).toBeGreaterThan(at(now));
  });

  it('is measured for how often it comes', () => {
    const least = (cron: string) => leastInterval({ cron, zone: 'UTC' }, at('2026-05-12T00:00Z'));
    expect(least('*/10 * * * *')).toBe(600_000);
    expect(least('0,5 8 * * *')).toBe(300_000);
    expect(least('0 8 * * 1')).toBe(7 * 86_400_000);
    expect(least('0 8 31 2 *')).toBeNull();
  });
});
