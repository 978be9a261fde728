import { describe, expect, it } from 'vitest';
import type { MetricExpr } from './ast.ts';
import { printBytes, readBytes } from './bytes-text.ts';
import { constantOf } from './constant.ts';
import { printDuration, printRange, readDuration, readRange } from './duration-text.ts';
import { readIpPattern } from './ip-pattern.ts';
import { readPattern } from './line-pattern.ts';
import { readNumber } from './number-text.ts';
import { parseLogql } from './parse.ts';
import { scanNumber } from './scan-number.ts';

const SECOND = 1e9;

describe('durations', () => {
  it.each([
    ['5m', 300 * SECOND],
    ['1h30m', 5_400 * SECOND],
    ['1y', 31_536_000 * SECOND],
    ['1w2d', 777_600 * SECOND],
    ['7ms', 7e6],
    ['0', 0],
    ['0s', 0],
  ])('in brackets: %s', (text, ns) => {
    expect(readRange(text)).toEqual({ kind: 'value', value: ns });
    expect(readRange(printRange(ns))).toEqual({ kind: 'value', value: ns });
  });

  it.each(['', '5', 'm', '1m1m', '1s1m', '1.5h', '-1m', '1 m', '1us', '300y'])(
    'not in brackets: %s',
    (text) => expect(readRange(text).kind).toBe('error'),
  );

  it.each([
    ['1d', 86_400 * SECOND],
    ['1.5h', 5_400 * SECOND],
    ['-1.5h', -5_400 * SECOND],
    ['.5s', SECOND / 2],
    ['5.s', 5 * SECOND],
    ['100ns', 100],
    ['1us2µs', 3_000],
    ['1s1s', 2 * SECOND],
    ['0.0000000019s', 1],
    ['1h15m30.918273645s', 4_530_918_273_645],
  ])('alone: %s', (text, ns) => {
    expect(readDuration(text)).toEqual({ kind: 'value', value: ns });
    expect(readDuration(printDuration(ns))).toEqual({ kind: 'value', value: ns });
  });

  it.each(['', '-', '5', '-5', '-1d', '1x', '.s', '1.2.3s', '9999999h'])('not alone: %s', (text) =>
    expect(readDuration(text).kind).toBe('error'),
  );

  it.each([0, 1, -1, 999, 1e15 + 1, 2 ** 53 + 2, -(2 ** 60), 9e18])(
    'printed and read: %d',
    (ns) => {
      expect(readDuration(printDuration(ns))).toEqual({ kind: 'value', value: ns });
    },
  );
});

describe('bytes', () => {
  it.each([
    ['0B', 0],
    ['5B', 5],
    ['5kB', 5_000],
    ['5KB', 5_000],
    ['5KiB', 5_120],
    ['2.5kib', 2_560],
    ['1M', 1e6],
    ['1Mi', 1_048_576],
    ['1.9B', 1],
    ['1PiB', 2 ** 50],
    ['.5k', 500],
  ])('%s', (text, bytes) => {
    expect(readBytes(text)).toBe(bytes);
    expect(readBytes(printBytes(bytes))).toBe(bytes);
  });

  it.each(['', 'B', '5', '5i', '5EB', '5KiBB', '1.2.3B', '99999999999PB'])('not: %s', (text) =>
    expect(readBytes(text)).toBe(null),
  );
});

describe('numbers', () => {
  it.each([
    ['0', 0],
    ['010', 10],
    ['1_0.5', 10.5],
    ['.5e-3', 0.0005],
    ['5.', 5],
    ['0x1p0', 1],
    ['0x.8p1', 1],
    ['0X1.FP+4', 31],
    ['0x1p-1074', 5e-324],
    ['0x1p-1075', 0],
    ['0x3p-1075', 1e-323],
    ['0x1.fffffffffffffp1023', Number.MAX_VALUE],
    ['0x10000000000000.8p0', 4_503_599_627_370_496],
    ['0x20000000000001p0', 9_007_199_254_740_992],
    ['0x20000000000003p0', 9_007_199_254_740_996],
    ['0x0p99999', 0],
    ['0x1p-99999', 0],
    ['1e-400', 0],
  ])('%s', (text, value) => expect(readNumber(text)).toEqual({ kind: 'value', value }));

  it.each([
    ['1e999', 'value out of range'],
    ['0x1p1024', 'value out of range'],
    ['0x1p99999', 'value out of range'],
    ['0x1F', 'invalid syntax'],
    ['0b1', 'invalid syntax'],
    ['0o7', 'invalid syntax'],
  ])('not %s', (text, why) => {
    const message = `strconv.ParseFloat: parsing "${text}": ${why}`;
    expect(readNumber(text)).toEqual({ kind: 'error', message });
  });

  it.each([
    ['12x', 2, null],
    ['1.5.5', 3, null],
    ['1e5e', 3, null],
    ['1E+5', 4, null],
    ['0B', 1, null],
    ['0b12', 4, "invalid digit '2' in binary literal"],
    ['0o8', 3, "invalid digit '8' in octal literal"],
    ['08.5', 4, null],
    ['0b1.5', 5, 'invalid radix point in binary literal'],
    ['0x1e5', 5, null],
    ['1_', 2, "'_' must separate successive digits"],
    ['0x_1p1', 6, null],
  ])('the token at the front of %s', (text, end, message) => {
    expect(scanNumber(text, 0)).toEqual({ end, message });
  });
});

describe('constantOf', () => {
  const constant = (text: string): number | null => {
    const result = parseLogql(text);
    if (result.kind === 'error' || result.expr.kind === 'log') throw new Error(text);
    const expr: MetricExpr = result.expr;
    return constantOf(expr);
  };

  it.each([
    ['1 + 2 * 3', 7],
    ['(1 - 2) ^ 2', 1],
    ['7 % 4', 3],
    ['1 / 0', Number.NaN],
    ['1 % 0', Number.NaN],
    ['1 ^ (0 / 0)', 1],
    ['2 > bool 1', 1],
    ['1 >= 1 > 1', 0],
    ['1 != 1', 0],
    ['1 <= 1', 1],
    ['1 < 1', 0],
    ['1 == 1', 1],
    ['1 + vector(1)', null],
    ['vector(1) or vector(2)', null],
  ])('%s', (text, value) => expect(constant(text)).toBe(value));
});

describe('ip patterns', () => {
  it.each([
    ['1.2.3.4', 32, 0x01020304n, 0x01020304n],
    ['10.1.2.3/8', 32, 0x0a000000n, 0x0affffffn],
    ['0.0.0.0/0', 32, 0n, 0xffffffffn],
    ['10.0.0.1-10.0.0.9', 32, 0x0a000001n, 0x0a000009n],
    ['::1', 128, 1n, 1n],
    ['::', 128, 0n, 0n],
    [
      '1:2:3:4:5:6:7:8',
      128,
      0x00010002000300040005000600070008n,
      0x00010002000300040005000600070008n,
    ],
    ['1::8', 128, 0x00010000000000000000000000000008n, 0x00010000000000000000000000000008n],
    ['::ffff:1.2.3.4', 128, 0xffff01020304n, 0xffff01020304n],
    ['ff00::/8', 128, 0xffn << 120n, (1n << 128n) - 1n],
  ] as const)('%s', (text, bits, first, last) => {
    expect(readIpPattern(text)).toEqual({ bits, first, last });
  });

  it.each([
    '',
    'x',
    '1.2.3',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.4.',
    '1.2.3.4/33',
    '1.2.3.4/',
    '1.2.3.4/08',
    '1.2.3.4 - 1.2.3.5',
    '1.2.3.5-1.2.3.4',
    '1.2.3.4-::1',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1::2::3',
    '1:2:3:4:5:6:7::8',
    '::12345',
    '1.2.3.4::',
    'fe80::1%eth0',
    ':1',
  ])('not: %s', (text) => expect(readIpPattern(text)).toBe(null));
});

describe('line patterns', () => {
  it('are literals and captures', () => {
    expect(readPattern('<ip> - <_>[<1> <x y> <a_1')).toEqual([
      { kind: 'capture', name: 'ip' },
      { kind: 'literal', text: ' - ' },
      { kind: 'capture', name: null },
      { kind: 'literal', text: '[<1> <x y> <a_1' },
    ]);
  });
});
