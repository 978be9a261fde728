import { describe, expect, it } from 'vitest';
import { type QuietHours, quietUntil } from '../../alerting/people/quiet-hours.ts';
import {
  judgeWindows,
  nextOpening,
  type TimeSpan,
  type TimeWindow,
} from '../../alerting/policies/time-window.ts';
import { spansOf } from '../../alerting/silences/silence-span.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** When clocks change, in UTC, and what they show in the minute before and then. */
const CHANGES = [
  ['Europe/Berlin', '2026-03-29T01:00Z', '01:59', '03:00'],
  ['Europe/Berlin', '2026-10-25T01:00Z', '02:59', '02:00'],
  ['America/New_York', '2026-03-08T07:00Z', '01:59', '03:00'],
  ['America/New_York', '2026-11-01T06:00Z', '01:59', '01:00'],
  ['Australia/Lord_Howe', '2026-10-03T15:30Z', '01:59', '02:30'],
  ['Australia/Lord_Howe', '2026-04-04T15:00Z', '01:59', '01:30'],
  ['Asia/Shanghai', '2026-03-29T00:00Z', '07:59', '08:00'],
  ['Asia/Shanghai', '2026-10-25T00:00Z', '07:59', '08:00'],
  ['Pacific/Apia', '2020-09-26T14:00Z', '02:59', '04:00'],
  ['Pacific/Apia', '2021-04-03T14:00Z', '03:59', '03:00'],
  // Clocks that skip midnight, and show the last hour of a day twice.
  ['Africa/Cairo', '2026-04-23T22:00Z', '23:59', '01:00'],
  ['Africa/Cairo', '2026-10-29T21:00Z', '23:59', '23:00'],
] as const;

/** What a clock on the wall shows, by the runtime's own tables. */
function wallOf(zone: string): (atMs: number) => Wall {
  const format = new Intl.DateTimeFormat('en-CA', {
    ...{ timeZone: zone, hourCycle: 'h23', weekday: 'short' },
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
  });
  return (atMs) => {
    const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, value]));
    const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? '';
    return {
      date: `${part('year')}-${part('month')}-${part('day')}`,
      time: `${part('hour')}:${part('minute')}`,
      minute: Number(part('hour')) * 60 + Number(part('minute')),
    };
  };
}

interface Wall {
  readonly date: string;
  readonly time: string;
  readonly minute: number;
}

const span = (from: string, to: string): TimeSpan => ({
  fromMinute: minuteOf(from),
  toMinute: minuteOf(to),
});
function minuteOf(text: string): number {
  const [hour = 0, minute = 0] = text.split(':').map(Number);
  return hour * 60 + minute;
}
function windowOf(zone: string, kind: TimeWindow['kind'], times: readonly TimeSpan[]): TimeWindow {
  return { name: 'w', kind, zone, times, weekdays: [], monthDays: [], months: [] };
}
const isIn = ({ fromMinute, toMinute }: TimeSpan, minute: number) =>
  fromMinute < toMinute
    ? minute >= fromMinute && minute < toMinute
    : minute >= fromMinute || minute < toMinute;

/** Spans that lie about, begin in, and end in what clocks skip or show twice, and one across midnight. */
const SPANS = [
  span('01:30', '03:15'),
  span('02:15', '02:45'),
  span('22:00', '02:20'),
  span('23:30', '00:30'),
] as const;

describe.each(CHANGES)('%s, clocks at %s', (zone, change, before, then) => {
  const wall = wallOf(zone);
  const changeMs = Date.parse(change);
  const minutes = Array.from({ length: 144 }, (_, n) => changeMs - 6 * HOUR + n * 5 * MINUTE);

  it('is as the table says', () => {
    expect([wall(changeMs - MINUTE).time, wall(changeMs).time]).toEqual([before, then]);
  });

  it.each(SPANS)('mute and active windows hold by what clocks show: %o', (times) => {
    const mute = [windowOf(zone, 'mute', [times])];
    const active = [windowOf(zone, 'active', [times])];
    for (const atMs of minutes) {
      const { minute, time } = wall(atMs);
      const isInside = isIn(times, minute);
      const verdicts = [mute, active].map((windows) => judgeWindows(windows, atMs).kind);
      const expected = isInside ? ['closed', 'open'] : ['open', 'closed'];
      expect([time, ...verdicts]).toEqual([time, ...expected]);
    }
  });

  it.each(SPANS)(
    'what is muted opens, and quiet hours end, at the first minute after: %o',
    (times) => {
      const quiet: QuietHours = { zone, weekly: [{ weekdays: [], times: [times] }], passes: [] };
      const windows = [windowOf(zone, 'mute', [times])];
      const firstOpen = (fromMs: number) => {
        let atMs = fromMs;
        while (isIn(times, wall(atMs).minute)) atMs += MINUTE;
        return atMs;
      };
      for (const fromMs of minutes.filter((_, n) => n % 12 === 0)) {
        const openMs = firstOpen(fromMs);
        expect(nextOpening(windows, fromMs, fromMs + 2 * DAY)).toBe(openMs);
        expect(quietUntil(quiet, 'minor', fromMs)).toBe(openMs === fromMs ? null : openMs);
      }
    },
  );

  it.each(['01:45', '02:15', '02:30', '03:30', '00:15', '23:30'])(
    'a silence that recurs at %s begins once on each day, for its whole duration',
    (time) => {
      const [hour, minute] = time.split(':').map(Number);
      const durationMs = 20 * MINUTE;
      const spanAt = spansOf({
        ...{ kind: 'recurring', cron: `${minute} ${hour} * * *`, zone, durationMs },
        ...{ startsAtMs: changeMs - 10 * DAY, endsAtMs: null },
      });
      // From noon to noon the day of the change lies in between whole.
      const fromMs = changeMs - 36 * HOUR;
      const begun: number[] = [];
      for (let atMs = fromMs; ; ) {
        const next = spanAt(atMs);
        if (!next || next.fromMs > changeMs + 36 * HOUR) break;
        expect(next.untilMs).toBe(next.fromMs + durationMs);
        if (next.fromMs >= fromMs) begun.push(next.fromMs);
        atMs = next.untilMs ?? Number.POSITIVE_INFINITY;
      }
      expect(begun).toEqual(beginnings(wall, time, fromMs, changeMs + 36 * HOUR));
    },
  );
});

/** Each day's first minute at which clocks show the time; where they skip it, the first after the gap. */
function beginnings(wall: (atMs: number) => Wall, time: string, fromMs: number, toMs: number) {
  const found = new Map<string, number>();
  let last = wall(fromMs - MINUTE);
  for (let atMs = fromMs; atMs <= toMs; atMs += MINUTE) {
    const now = wall(atMs);
    const key = (wallTime: Wall) => `${wallTime.date} ${wallTime.time}`;
    const dates = new Set([last.date, now.date]);
    for (const date of dates) {
      const due = `${date} ${time}`;
      if (!found.has(date) && key(last) < due && due <= key(now)) found.set(date, atMs);
    }
    last = now;
  }
  return [...found.values()];
}

describe('the day that Apia had not', () => {
  const zone = 'Pacific/Apia';
  const skippedMs = Date.parse('2011-12-30T10:00Z');
  const wall = wallOf(zone);

  it('follows on its eve at once, for windows across midnight too', () => {
    expect([wall(skippedMs - MINUTE), wall(skippedMs)]).toMatchObject([
      { date: '2011-12-29', time: '23:59' },
      { date: '2011-12-31', time: '00:00' },
    ]);
    const nights = [windowOf(zone, 'mute', [span('22:00', '06:00')])];
    expect(nextOpening(nights, skippedMs - HOUR, skippedMs + DAY)).toBe(skippedMs + 6 * HOUR);
    const thursdays = [{ ...nights[0], weekdays: ['thu'] as const }] as readonly TimeWindow[];
    expect(judgeWindows(thursdays, skippedMs - MINUTE).kind).toBe('closed');
  });
});
