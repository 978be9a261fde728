import { describe, expect, it } from 'vitest';
import { AppError } from '../errors/app-error.ts';
import { compressSnappy, uncompressSnappy, wrapSnappy } from './snappy-block.ts';

const MAX = 1_000_000;
const bytesOf = (length: number) => Buffer.from(Array.from({ length }, (_, at) => (at * 7) & 0xff));

describe('a block of snappy', () => {
  it.each([0, 1, 2, 59, 60, 127, 128, 16_383, 16_384, 300_000])('of %i bytes', (length) => {
    const plain = bytesOf(length);
    expect(uncompressSnappy(wrapSnappy(plain), MAX).equals(plain)).toBe(true);
    expect(uncompressSnappy(compressSnappy(plain), MAX).equals(plain)).toBe(true);
  });

  it('wrapped: reads at another place of a buffer as well', () => {
    const block = wrapSnappy(bytesOf(1_000));
    const around = Buffer.concat([Buffer.alloc(3), block]);
    expect(uncompressSnappy(around.subarray(3), MAX)).toEqual(bytesOf(1_000));
  });

  const wrapped = wrapSnappy(bytesOf(300));
  const changed = (at: number, value: number) => {
    const block = Buffer.from(wrapped);
    block[at] = value;
    return block;
  };
  it.each([
    ['one byte missing', wrapped.subarray(0, -1)],
    ['one byte more', Buffer.concat([wrapped, Buffer.alloc(1)])],
    ['another length of the literal', changed(3, 0)],
    ['a literal behind a literal', Buffer.from([3, 0, 1, 252, 1, 0, 0, 0, 2, 3, 4, 5])],
  ])('wrapped, with %s, is broken', (_, block) => {
    expect(() => uncompressSnappy(block, MAX)).toThrow(AppError);
  });

  it('is refused by what it declares', () => {
    expect(() => uncompressSnappy(wrapSnappy(bytesOf(11)), 10)).toThrow(/11 bytes/);
  });
});
