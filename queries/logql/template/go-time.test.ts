import { describe, expect, it } from 'vitest';
import { formatTime } from './format-time.ts';
import { parseGoDuration, printGoDuration } from './go-duration.ts';
import { parseTime } from './parse-time.ts';
import { UTC, zoneOf } from './zone.ts';

const AT = 1_136_214_245_123_456_789n;

describe('formatTime', () => {
  it.each([
    ['Mon Jan _2 15:04:05 2006', 'UTC', 'Mon Jan  2 15:04:05 2006'],
    ['02 Jan 06 15:04 -0700', 'Asia/Kolkata', '02 Jan 06 20:34 +0530'],
    ['Monday, 02-Jan-06 15:04:05 MST', 'America/New_York', 'Monday, 02-Jan-06 10:04:05 EST'],
    ['2006-01-02T15:04:05.999999999Z07:00', 'Asia/Shanghai', '2006-01-02T23:04:05.123456789+08:00'],
    ['3:04PM', 'UTC', '3:04PM'],
    ['15h04m05.000s', 'UTC', '15h04m05.123s'],
    ['Jan 2 Janus Monkey', 'UTC', 'Jan 2 Janus Monkey'],
    ['-07:00:00 -07 Z07 Z0700', 'Europe/Berlin', '+01:00:00 +01 +01 +0100'],
    ['MST', 'Europe/Berlin', 'CET'],
    ['MST', 'Asia/Dubai', '+04'],
    ['002 __2 _2006', 'UTC', '002   2 _2006'],
  ])('%s in %s', (layout, zone, expected) => {
    expect(formatTime(AT, zoneOf(zone) ?? UTC, layout)).toBe(expected);
  });
});

describe('parseTime', () => {
  it.each([
    ['2006-01-02T15:04:05Z07:00', '2006-01-02T15:04:05Z', 'UTC', 1_136_214_245_000_000_000n],
    ['2006-01-02T15:04:05Z07:00', '2006-01-02T15:04:05.5+02:00', 'UTC', 1_136_207_045_500_000_000n],
    ['2006-01-02 15:04', '2023-03-26 02:30', 'Europe/Berlin', 1_679_794_200_000_000_000n],
    ['Jan _2 15:04:05', 'Nov  5 01:02:03', 'UTC', null],
    ['2006-01-02', '2006-1-02', 'UTC', null],
    ['2006-01-02', '2023-02-29', 'UTC', null],
    ['2006-01-02', '2006-01-02 ', 'UTC', null],
    ['15:04', '24:00', 'UTC', null],
    [
      'Mon, 2 Jan 2006 15:04:05 MST',
      'Mon, 2 Jan 2006 15:04:05 UTC',
      'Asia/Tokyo',
      1_136_214_245_000_000_000n,
    ],
    ['2006-002', '2006-032', 'UTC', 1_138_752_000_000_000_000n],
  ])('%s: %s in %s', (layout, text, zone, expected) => {
    const parsed = parseTime(layout, text, zoneOf(zone) ?? UTC);
    if (layout.startsWith('Jan _2')) {
      // A time without a year is of the year 0.
      expect(parsed?.ns).toBeLessThan(-62_135_596_800_000_000_000n);
    } else expect(parsed?.ns ?? null).toBe(expected);
  });
});

describe('durations', () => {
  it.each([
    ['1h2m3.5s', 3_723_500_000_000n, '1h2m3.5s'],
    ['1.5h', 5_400_000_000_000n, '1h30m0s'],
    ['-250us', -250_000n, '-250µs'],
    ['0', 0n, '0s'],
    ['1ns', 1n, '1ns'],
    ['90ms', 90_000_000n, '90ms'],
  ])('%s', (text, ns, printed) => {
    expect(parseGoDuration(text)).toBe(ns);
    expect(printGoDuration(ns)).toBe(printed);
  });

  it.each(['', '1', '1d', 's', '1.s.', '-', '9999999999999h'])('%s is none', (text) => {
    expect(parseGoDuration(text)).toBeNull();
  });
});
