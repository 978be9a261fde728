import { describe, expect, it } from 'vitest';
import { blankSilence, inputOfSilence, isSilenceForm, typedInstant } from './silence-form.ts';
import { cronOf, simpleCron } from './simple-cron.ts';

const blank = blankSilence('acme.shop', 'Europe/Berlin', Date.parse('2026-03-02T10:00:00Z'));

describe('the form of a silence', () => {
  it('is sent with instants of the zone that is shown, and without empty matchers', () => {
    const matchers = [{ name: 'job', operator: '=~', value: 'a|b' }, ...blank.matchers] as const;
    const form = { ...blank, reason: ' why ', matchers, startsAt: '2026-03-02 12:00' };
    expect(inputOfSilence(form, 'Europe/Berlin')).toEqual({
      kind: 'silence',
      scope: 'acme.shop',
      reason: 'why',
      matchers: [{ name: 'job', operator: '=~', value: 'a|b' }],
      schedule: {
        kind: 'once',
        startsAt: '2026-03-02T11:00:00.000Z',
        endsAt: '2026-03-02T12:00:00.000Z',
      },
      confirmBroad: false,
    });
    expect(isSilenceForm(form)).toBe(true);
    expect(isSilenceForm({ reason: '' })).toBe(false);
  });

  it.each([
    ['', undefined],
    ['now', undefined],
    ['x', undefined],
    ['2026-01-01', '2026-01-01T00:00:00.000Z'],
  ])('%s is the instant %s', (text, instant) => expect(typedInstant(text, 'UTC')).toBe(instant));
});

describe('patterns of a time and days', () => {
  it.each([
    ['0 22 * * *', '22:00', []],
    ['5 6 * * 1,5', '06:05', ['mon', 'fri']],
    ['0 0 * * 7', '00:00', ['sun']],
  ] as const)('%s', (cron, time, weekdays) => {
    expect(simpleCron(cron)).toEqual({ time, weekdays });
    expect(cronOf({ time, weekdays })).toBe(cron);
  });

  it.each([
    ['0 8 * * 1-3,6', ['mon', 'tue', 'wed', 'sat']],
    ['0 3 * * 0', ['sun']],
    ['0 8 * * 6-7', ['sat', 'sun']],
  ] as const)('%s names its days', (cron, weekdays) => {
    expect(simpleCron(cron)?.weekdays).toEqual(weekdays);
  });

  it.each(['*/5 * * * *', '0 22 1 * *', '99 1 * * *', '0 8 * * 5-1', '0 8 * * 8', 'x'])(
    '%s says more',
    (cron) => {
      expect(simpleCron(cron)).toBeNull();
    },
  );
});
