/**
 * A value as two words of 32 bits, so that the marker of staleness, which is one of many NaNs, is
 * never touched by floating-point arithmetic.
 */
export const STALE_HI = 0x7ff00000;
export const STALE_LO = 2;

/** The NaN that stands for all others. */
export const NAN_HI = 0x7ff80000;
export const NAN_LO = 0;

const isLittleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/** Where the upper word of a Float64Array's element lies among its two. */
export const HI = isLittleEndian ? 1 : 0;
export const LO = 1 - HI;

/** The same memory as words; element i is at 2i + HI and 2i + LO. */
export function wordsOf(values: Float64Array): Int32Array {
  return new Int32Array(values.buffer, values.byteOffset, values.length * 2);
}
