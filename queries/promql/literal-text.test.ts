import { describe, expect, it } from 'vitest';
import { printDuration, readDuration } from './duration-text.ts';
import { quoteGo } from './go-quote.ts';
import { unquoteGo } from './go-unquote.ts';
import { printNumber, readNumber } from './number-text.ts';
import { scanNumberOrDuration } from './scan-number.ts';

describe('numbers', () => {
  it.each([
    ['0', 0],
    ['010', 8],
    ['0_10', 8],
    ['09', 9],
    ['0x10', 16],
    ['0XfF', 255],
    ['1_000.5e1_0', 1000.5e10],
    ['9223372036854775807', 2 ** 63],
    ['1e400', 'value out of range'],
    ['0xffffffffffffffffff', 'invalid syntax'],
    ['1_', 'invalid syntax'],
    ['Inf', Number.POSITIVE_INFINITY],
  ])('%s', (text, expected) => {
    const reading = readNumber(text);
    if (reading.kind === 'value') expect(reading.value).toBe(expected);
    else expect(reading.message).toContain(expected);
  });

  it.each([
    [0, '0'],
    [-0, '-0'],
    [0.1, '0.1'],
    [1e21, '1e+21'],
    [-5e-324, '-5e-324'],
    [Number.POSITIVE_INFINITY, 'Inf'],
    [Number.NEGATIVE_INFINITY, '-Inf'],
    [Number.NaN, 'NaN'],
  ])('%s prints as %s', (value, text) => {
    expect(printNumber(value)).toBe(text);
  });

  it.each([
    ['12)', 'number', 2],
    ['1.5.', 'bad', 4],
    ['5m]', 'duration', 2],
    ['1h30m,', 'duration', 5],
    ['1h30', 'bad', 4],
    ['5mm', 'bad', 3],
    ['0x1g', 'bad', 3],
    ['1__0', 'bad', 3],
    ['1e+5 ', 'number', 4],
  ] as const)('%s is scanned as %s', (text, kind, end) => {
    expect(scanNumberOrDuration(text, 0)).toEqual({ kind, end });
  });
});

describe('durations', () => {
  it.each([
    ['1y2w3d4h5m6s7ms', 33_019_506.007, '382d4h5m6s7ms'],
    ['90m', 5_400, '1h30m'],
    ['365d', 31_536_000, '1y'],
    ['14d', 1_209_600, '2w'],
    ['15d', 1_296_000, '15d'],
    ['1500ms', 1.5, '1s500ms'],
    ['0s', 0, '0s'],
  ])('%s', (text, seconds, printed) => {
    expect(readDuration(text)).toEqual({ kind: 'value', value: seconds });
    expect(printDuration(seconds)).toBe(printed);
  });

  it.each([
    ['1m1h', 'not a valid duration string: "1m1h"'],
    ['1s1s', 'not a valid duration string: "1s1s"'],
    ['5ys', 'unknown unit "ys" in duration "5ys"'],
    ['293y', 'duration out of range'],
  ])('%s is refused', (text, message) => {
    expect(readDuration(text)).toEqual({ kind: 'error', message });
  });

  it('prints what is no whole number of milliseconds as a number of seconds', () => {
    expect(printDuration(0.0001)).toBe('0.0001');
    expect(printDuration(-1.5)).toBe('-1s500ms');
  });
});

describe('quoted texts', () => {
  it.each([
    ['plain', '"plain"'],
    ['a"b\\c', '"a\\"b\\\\c"'],
    ['\n\r\t\v\f\b\x07', '"\\n\\r\\t\\v\\f\\b\\a"'],
    ['\0\x7f', '"\\x00\\x7f"'],
    ['é世😀', '"é世😀"'],
    ['\u200b\u00a0', '"\\u200b\\u00a0"'],
    ['\udcff\udc80', '"\\xff\\x80"'],
    ["it's `so`", '"it\'s `so`"'],
  ])('%j', (text, quoted) => {
    expect(quoteGo(text)).toBe(quoted);
    expect(unquoteGo(quoted, 1, quoted.length - 1)).toBe(text);
  });

  it('joins escaped bytes into characters, and keeps those that do not join', () => {
    const text = '"\\xe4\\xb8\\x96\\377\\U0001f600\\x41"';
    expect(unquoteGo(text, 1, text.length - 1)).toBe('世\udcff😀A');
  });
});
