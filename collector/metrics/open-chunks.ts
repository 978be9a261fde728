/** A chunk as it is stored: `samples` of `data`, of which the first is at `t0` and the last at `t1`. */
export interface EncodedChunk {
  readonly t0: number;
  readonly t1: number;
  readonly count: number;
  readonly data: Uint8Array;
}

/** Samples in a full chunk. */
export const CHUNK_SAMPLES = 120;
/** No chunk reaches further (2 h), so that all that touch a time are found by their start. */
export const CHUNK_SPAN_MS = 7_200_000;

const FIRST_BYTES = 64;
/** More than one sample can take: 28 bits of time, 77 of value, and what a write may touch. */
const ROOM_BYTES = 20;
const NO_WINDOW = 0xff;
const EMPTY = new Uint8Array(0);

/**
 * The chunks that are being filled, one per slot, encoded as they come (the method of Facebook's
 * Gorilla, with times in whole milliseconds): each time as the difference of differences in 1, 9,
 * 15, 21 or 28 bits, each value XORed with the one before it. State is kept in columns, so that a
 * series costs tens of bytes and no object.
 */
export class OpenChunks {
  #counts = new Uint8Array(0);
  #firstTimes = new Float64Array(0);
  #times = new Float64Array(0);
  #deltas = new Int32Array(0);
  #his = new Int32Array(0);
  #los = new Int32Array(0);
  #leading = new Uint8Array(0);
  #trailing = new Uint8Array(0);
  #bits = new Uint16Array(0);
  readonly #data: Uint8Array[] = [];

  /** Lets slots up to `slots` (exclusive) exist. */
  resize(slots: number): void {
    if (slots <= this.#counts.length) return;
    this.#counts = copied(this.#counts, new Uint8Array(slots));
    this.#firstTimes = copied(this.#firstTimes, new Float64Array(slots));
    this.#times = copied(this.#times, new Float64Array(slots));
    this.#deltas = copied(this.#deltas, new Int32Array(slots));
    this.#his = copied(this.#his, new Int32Array(slots));
    this.#los = copied(this.#los, new Int32Array(slots));
    this.#leading = copied(this.#leading, new Uint8Array(slots));
    this.#trailing = copied(this.#trailing, new Uint8Array(slots));
    this.#bits = copied(this.#bits, new Uint16Array(slots));
    while (this.#data.length < slots) this.#data.push(EMPTY);
  }

  count(slot: number): number {
    return this.#counts[slot] ?? 0;
  }

  /** Of the first sample; meaningless in an empty chunk. */
  firstTime(slot: number): number {
    return this.#firstTimes[slot] ?? 0;
  }

  /** Whether a sample at `time` needs a new chunk. */
  isClosedFor(slot: number, time: number): boolean {
    const count = this.#counts[slot] ?? 0;
    if (count === 0) return false;
    return count >= CHUNK_SAMPLES || time - (this.#firstTimes[slot] ?? 0) > CHUNK_SPAN_MS;
  }

  /** `time` is whole and later than the last one; the chunk is not closed for it. */
  append(slot: number, time: number, hi: number, lo: number): void {
    const count = this.#counts[slot] ?? 0;
    const data = this.#roomIn(slot);
    let at = this.#bits[slot] ?? 0;
    if (count === 0) {
      this.#firstTimes[slot] = time;
      this.#deltas[slot] = 0;
      this.#leading[slot] = NO_WINDOW;
      putBits(data, 0, hi, 32);
      putBits(data, 32, lo, 32);
      at = 64;
    } else {
      const delta = time - (this.#times[slot] ?? 0);
      at = putTime(data, at, delta - (this.#deltas[slot] ?? 0));
      this.#deltas[slot] = delta;
      at = this.#putValue(data, at, slot, hi ^ (this.#his[slot] ?? 0), lo ^ (this.#los[slot] ?? 0));
    }
    this.#bits[slot] = at;
    this.#times[slot] = time;
    this.#his[slot] = hi;
    this.#los[slot] = lo;
    this.#counts[slot] = count + 1;
  }

  /** The chunk as it is now; `data` is a copy. Null when it is empty. */
  snapshot(slot: number): EncodedChunk | null {
    const chunk = this.view(slot);
    return chunk === null ? null : { ...chunk, data: chunk.data.slice() };
  }

  /** The same, `data` being valid until the next change only. */
  view(slot: number): EncodedChunk | null {
    const count = this.#counts[slot] ?? 0;
    if (count === 0) return null;
    return {
      t0: this.#firstTimes[slot] ?? 0,
      t1: this.#times[slot] ?? 0,
      count,
      data: (this.#data[slot] ?? EMPTY).subarray(0, ((this.#bits[slot] ?? 0) + 7) >>> 3),
    };
  }

  /** Empties the slot, whose memory serves the next chunk; `release` lets go of it. */
  reset(slot: number, release: boolean): void {
    this.#counts[slot] = 0;
    this.#bits[slot] = 0;
    if (release) this.#data[slot] = EMPTY;
  }

  #roomIn(slot: number): Uint8Array {
    const data = this.#data[slot] ?? EMPTY;
    const needed = ((this.#bits[slot] ?? 0) >>> 3) + ROOM_BYTES;
    if (needed <= data.length) return data;
    const grown = new Uint8Array(Math.max(FIRST_BYTES, data.length * 2));
    grown.set(data);
    this.#data[slot] = grown;
    return grown;
  }

  #putValue(data: Uint8Array, at: number, slot: number, hi: number, lo: number): number {
    if ((hi | lo) === 0) return putBits(data, at, 0, 1);
    const leading = Math.min(31, hi === 0 ? 32 + Math.clz32(lo) : Math.clz32(hi));
    const trailing = lo === 0 ? 32 + trailingZeros(hi) : trailingZeros(lo);
    const open = this.#leading[slot] ?? NO_WINDOW;
    const shut = this.#trailing[slot] ?? 0;
    if (open !== NO_WINDOW && leading >= open && trailing >= shut) {
      return putWindow(data, putBits(data, at, 0b10, 2), hi, lo, shut, 64 - open - shut);
    }
    this.#leading[slot] = leading;
    this.#trailing[slot] = trailing;
    const size = 64 - leading - trailing;
    const after = putBits(data, at, (0b11 << 11) | (leading << 6) | (size & 63), 13);
    return putWindow(data, after, hi, lo, trailing, size);
  }
}

function copied<Column extends { set(from: Column): void }>(from: Column, into: Column): Column {
  into.set(from);
  return into;
}

function trailingZeros(word: number): number {
  return 31 - Math.clz32(word & -word);
}

function putTime(data: Uint8Array, at: number, difference: number): number {
  if (difference === 0) return putBits(data, at, 0, 1);
  if (difference >= -64 && difference < 64) {
    return putBits(data, at, (0b10 << 7) | (difference & 0x7f), 9);
  }
  if (difference >= -2048 && difference < 2048) {
    return putBits(data, at, (0b110 << 12) | (difference & 0xfff), 15);
  }
  if (difference >= -65_536 && difference < 65_536) {
    return putBits(data, at, (0b1110 << 17) | (difference & 0x1ffff), 21);
  }
  return putBits(data, at, (0b1111 << 24) | (difference & 0xffffff), 28);
}

/** The `size` bits of (hi, lo) above the lowest `trailing` ones. */
function putWindow(
  data: Uint8Array,
  at: number,
  hi: number,
  lo: number,
  trailing: number,
  size: number,
): number {
  let upper = hi;
  let lower = lo;
  if (trailing >= 32) {
    upper = 0;
    lower = hi >>> (trailing - 32);
  } else if (trailing > 0) {
    upper = hi >>> trailing;
    lower = (lo >>> trailing) | (hi << (32 - trailing));
  }
  if (size <= 32) return putBits(data, at, lower, size);
  return putBits(data, putBits(data, at, upper, size - 32), lower, 32);
}

/** The lowest `size` (1 to 32) bits of `word`; the bits behind `at` in its byte are zero. */
function putBits(data: Uint8Array, at: number, word: number, size: number): number {
  const bits = size === 32 ? word : word & ((1 << size) - 1);
  let byte = at >>> 3;
  const free = 8 - (at & 7);
  if (size <= free) {
    data[byte] = ((at & 7) === 0 ? 0 : (data[byte] ?? 0)) | (bits << (free - size));
    return at + size;
  }
  let left = size - free;
  data[byte] = ((at & 7) === 0 ? 0 : (data[byte] ?? 0)) | (bits >>> left);
  while (left >= 8) {
    left -= 8;
    byte += 1;
    data[byte] = bits >>> left;
  }
  if (left > 0) data[byte + 1] = bits << (8 - left);
  return at + size;
}
