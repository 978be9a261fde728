import type { Labels } from '../../platform/model/labels.ts';
import type { PlannedSamples } from './planned-samples.ts';

/** Types of the records in the journal. */
export const SERIES_RECORD = 1;
export const IN_ORDER_RECORD = 2;
export const OUT_OF_ORDER_RECORD = 3;

/** Labels as stored: a JSON list of names and values in turn. */
export function labelsText(labels: Labels): string {
  return JSON.stringify([...labels].flat());
}

/** @throws Error for a text that {@link labelsText} has not made */
export function labelsOfText(text: string): Labels {
  const parts: unknown = JSON.parse(text);
  if (!Array.isArray(parts)) throw new Error('stored labels are not a list');
  const labels = new Map<string, string>();
  for (let at = 0; at + 1 < parts.length; at += 2) {
    labels.set(String(parts[at]), String(parts[at + 1]));
  }
  return labels;
}

/** The record of a series: its id (4 bytes), then its labels. */
export function seriesPayload(id: number, labels: Labels): Uint8Array {
  const payload = Buffer.from(`\0\0\0\0${labelsText(labels)}`, 'utf8');
  payload.writeUInt32LE(id, 0);
  return payload;
}

export function readSeriesPayload(payload: Uint8Array): { id: number; labels: Labels } {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.length);
  return { id: bytes.readUInt32LE(0), labels: labelsOfText(bytes.toString('utf8', 4)) };
}

/**
 * Samples on their way to the journal. A record: number of samples (varint), then of each the id of
 * its series and its time, both as zigzag varints of the difference to the one before, then the values
 * of all as they are.
 */
export class SamplePayload {
  #bytes = Buffer.alloc(64 * 1024);
  #at = 0;

  /** Valid until the next call. */
  encode({ ids, times, his, los, length: count }: PlannedSamples): Uint8Array {
    const needed = 10 + count * 23;
    if (this.#bytes.length < needed) this.#bytes = Buffer.alloc(needed);
    this.#at = 0;
    this.#putVarint(count);
    let id = 0;
    let time = 0;
    for (let at = 0; at < count; at++) {
      const nextId = ids[at] ?? 0;
      const nextTime = times[at] ?? 0;
      this.#putSigned(nextId - id);
      this.#putSigned(nextTime - time);
      id = nextId;
      time = nextTime;
    }
    for (let at = 0; at < count; at++) {
      this.#bytes.writeInt32LE(his[at] ?? 0, this.#at);
      this.#bytes.writeInt32LE(los[at] ?? 0, this.#at + 4);
      this.#at += 8;
    }
    return this.#bytes.subarray(0, this.#at);
  }

  #putSigned(value: number): void {
    this.#putVarint(value < 0 ? -value * 2 - 1 : value * 2);
  }

  /** Whole and below 2^53: by division, as bit operators end at 2^31. */
  #putVarint(value: number): void {
    let rest = value;
    while (rest >= 0x80000000) {
      this.#bytes[this.#at++] = (rest % 128) | 0x80;
      rest = Math.floor(rest / 128);
    }
    while (rest >= 0x80) {
      this.#bytes[this.#at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#bytes[this.#at++] = rest;
  }
}

/** Hands over the samples of a record, in their order. */
export function readSamples(
  payload: Uint8Array,
  onSample: (id: number, time: number, hi: number, lo: number) => void,
): void {
  const varints = new VarintReader(payload);
  const count = varints.next();
  const ids = new Uint32Array(count);
  const times = new Float64Array(count);
  let id = 0;
  let time = 0;
  for (let at = 0; at < count; at++) {
    id += varints.nextSigned();
    time += varints.nextSigned();
    ids[at] = id;
    times[at] = time;
  }
  const values = new DataView(payload.buffer, payload.byteOffset + varints.at, count * 8);
  for (let at = 0; at < count; at++) {
    onSample(
      ids[at] ?? 0,
      times[at] ?? 0,
      values.getInt32(at * 8, true),
      values.getInt32(at * 8 + 4, true),
    );
  }
}

class VarintReader {
  readonly #bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  next(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.#bytes[this.at++] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
  }

  nextSigned(): number {
    const value = this.next();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}
