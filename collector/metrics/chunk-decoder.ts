import type { SampleColumns } from './sample-columns.ts';
import { HI, LO, STALE_HI, STALE_LO } from './sample-words.ts';

/** Room for the longest chunk, and for the word that is looked at behind its end. */
const SCRATCH_BYTES = 4096;

/** Decodes what {@link OpenChunks} encodes. */
export class ChunkDecoder {
  readonly #bytes = new Uint8Array(SCRATCH_BYTES);
  readonly #view = new DataView(this.#bytes.buffer);

  /**
   * Appends the `count` samples of a chunk that starts at `t0`.
   * @throws RangeError for data that is longer than a chunk can be
   */
  decode(data: Uint8Array, count: number, t0: number, target: SampleColumns): void {
    if (data.length + 8 > SCRATCH_BYTES) {
      throw new RangeError(`a chunk of ${data.length} bytes is none`);
    }
    this.#bytes.set(data);
    this.#bytes.fill(0, data.length, data.length + 8);
    target.reserve(count);
    if (decodeInto(this.#view, count, t0, target)) target.hasStale = true;
  }
}

/** @returns whether a marker of staleness was among them */
function decodeInto(view: DataView, count: number, t0: number, target: SampleColumns): boolean {
  const { times, words } = target;
  let out = target.length;
  target.length += count;
  let time = t0;
  let delta = 0;
  let hi = view.getInt32(0);
  let lo = view.getInt32(4);
  let at = 64;
  let trailing = 0;
  let size = 0;
  let hasStale = false;
  for (let left = count; ; ) {
    if (hi === STALE_HI && lo === STALE_LO) hasStale = true;
    times[out] = time;
    words[out * 2 + HI] = hi;
    words[out * 2 + LO] = lo;
    out += 1;
    left -= 1;
    if (left <= 0) return hasStale;

    let head = wordAt(view, at);
    if (head >= 0) {
      at += 1;
    } else {
      const ones = Math.clz32(~head);
      delta += differenceOf(head, ones);
      at += ones === 1 ? 9 : ones === 2 ? 15 : ones === 3 ? 21 : 28;
    }
    time += delta;
    head = wordAt(view, at);
    if (head >= 0) {
      at += 1;
      continue;
    }
    if ((head & 0x40000000) === 0) {
      at += 2;
    } else {
      size = (head << 7) >>> 26 || 64;
      trailing = 64 - ((head << 2) >>> 27) - size;
      at += 13;
    }
    if (size <= 32) {
      const bits = wordAt(view, at) >>> (32 - size);
      if (trailing >= 32) {
        hi ^= bits << (trailing - 32);
      } else {
        lo ^= bits << trailing;
        if (trailing > 0) hi ^= bits >>> (32 - trailing);
      }
    } else {
      const upper = wordAt(view, at) >>> (64 - size);
      const lower = wordAt(view, at + size - 32);
      lo ^= lower << trailing;
      hi ^= upper << trailing;
      if (trailing > 0) hi ^= lower >>> (32 - trailing);
    }
    at += size;
  }
}

/** What follows so many leading ones and a zero (four ones: no zero), as a signed number. */
function differenceOf(head: number, ones: number): number {
  if (ones === 1) return (head << 2) >> 25;
  if (ones === 2) return (head << 3) >> 20;
  if (ones === 3) return (head << 4) >> 15;
  return (head << 4) >> 8;
}

/** The 32 bits from bit `at` on. */
function wordAt(view: DataView, at: number): number {
  const byte = at >>> 3;
  const shift = at & 7;
  const word = view.getInt32(byte);
  return shift === 0 ? word : (word << shift) | (view.getUint8(byte + 4) >>> (8 - shift));
}
