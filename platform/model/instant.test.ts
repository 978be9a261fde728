import { describe, expect, it } from 'vitest';
import { parseInstantMs } from './instant.ts';

describe('parseInstantMs', () => {
  it.each([
    ['UTC', '1970-01-01T00:00:01Z', 1_000],
    ['an offset', '1970-01-01T02:00:00+02:00', 0],
    ['nanoseconds, cut', '1970-01-01T00:00:00.123456789Z', 123],
    ['one digit of fraction', '1970-01-01T00:00:00.5Z', 500],
    ['small letters and a blank', '1970-01-01 00:00:00z', 0],
  ])('reads %s', (_name, text, atMs) => {
    expect(parseInstantMs(text)).toBe(atMs);
  });

  it.each([
    ['no zone', '1970-01-01T00:00:00'],
    ['a day alone', '1970-01-01'],
    ['no seconds', '1970-01-01T00:00Z'],
    ['a month that is none', '1970-13-01T00:00:00Z'],
    ['words', 'tomorrow'],
    ['a number', '0'],
    ['nothing', ''],
  ])('refuses %s', (_name, text) => {
    expect(parseInstantMs(text)).toBeUndefined();
  });
});
