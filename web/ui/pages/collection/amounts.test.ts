import { describe, expect, it } from 'vitest';
import { bytesText, figureText, secondsText } from './amounts.ts';

describe('amounts', () => {
  it.each([
    [0, '0 B'],
    [1_023, '1,023 B'],
    [1_536, '1.5 KiB'],
    [5 * 1024 ** 3, '5 GiB'],
    [2_048 * 1024 ** 4, '2,048 TiB'],
  ])('%d bytes: %s', (bytes, text) => {
    expect(bytesText(bytes, 'en')).toBe(text);
  });
  it('keeps thousands apart', () => expect(figureText(1_234_567, 'en')).toBe('1,234,567'));
  it.each([
    [0.0123, '12 ms'],
    [1.25, '1.3 s'],
  ])('%d seconds: %s', (seconds, text) => expect(secondsText(seconds, 'en')).toBe(text));
});
