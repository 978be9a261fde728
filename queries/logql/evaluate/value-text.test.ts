import { describe, expect, it } from 'vitest';
import { readFloat, readGoDuration, readSize } from './value-text.ts';

const value = (n: number) => ({ kind: 'value', value: n });
const error = (message: string) => ({ kind: 'error', message });

describe('readFloat', () => {
  it.each([
    ['1.5', value(1.5)],
    ['-5', value(-5)],
    ['1e3', value(1000)],
    ['+Inf', value(Number.POSITIVE_INFINITY)],
    ['0x1p-2', value(0.25)],
    ['', error('strconv.ParseFloat: parsing "": invalid syntax')],
    ['a"b', error('strconv.ParseFloat: parsing "a\\"b": invalid syntax')],
    ['1e999', error('strconv.ParseFloat: parsing "1e999": value out of range')],
  ])('%j', (text, expected) => {
    expect(readFloat(text)).toEqual(expected);
  });
});

describe('readGoDuration', () => {
  it.each([
    ['1h30m', value(5.4e12)],
    ['-1.5s', value(-1.5e9)],
    ['0', value(0)],
    ['250µs', value(250_000)],
    ['90', error('time: missing unit in duration "90"')],
    ['1d', error('time: unknown unit "d" in duration "1d"')],
    ['oops', error('time: invalid duration "oops"')],
    ['', error('time: invalid duration ""')],
  ])('%j', (text, expected) => {
    expect(readGoDuration(text)).toEqual(expected);
  });
});

describe('readSize', () => {
  it.each([
    ['1KB', value(1000)],
    ['1.5 KiB', value(1536)],
    ['2,048', value(2048)],
    ['1.5B', value(1)],
    ['3mb', value(3e6)],
    ['1XB', error('unhandled size name: xb')],
    ['oops', error('strconv.ParseFloat: parsing "": invalid syntax')],
  ])('%j', (text, expected) => {
    expect(readSize(text)).toEqual(expected);
  });
});

describe('values of 256 KB', () => {
  const digits = '1'.repeat(262_144);
  it.each([
    ['readFloat', () => readFloat(`${digits}x`)],
    ['readFloat of hexadecimal digits', () => readFloat(`0x${digits}x`)],
    ['readGoDuration', () => readGoDuration(`${digits}x`)],
    ['readSize', () => readSize(`${digits}x`)],
  ])('%s takes time in proportion to them', (_name, read) => {
    const startedMs = performance.now();
    expect(read().kind).toBe('error');
    expect(performance.now() - startedMs).toBeLessThan(500);
  });
});
