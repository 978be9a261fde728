import type { Labels } from '../../../platform/model/labels.ts';

const P1 = 0x9e3779b185ebca87n;
const P2 = 0xc2b2ae3d27d4eb4fn;
const P3 = 0x165667b19e3779f9n;
const P4 = 0x85ebca77c2b2ae63n;
const P5 = 0x27d4eb2f165667c5n;
const MASK = 0xffffffffffffffffn;

/**
 * xxHash, 64 bit, seed 0, of a label set as Prometheus lays it out: name, 0xff, value, 0xff, by
 * name. `limit_ratio` chooses by it, so that equal series are chosen everywhere.
 */
export function hashLabels(labels: Labels): bigint {
  const encoder = new TextEncoder();
  const parts: number[] = [];
  for (const [name, value] of labels) {
    for (const text of [name, value]) {
      for (const byte of encoder.encode(text)) parts.push(byte);
      parts.push(0xff);
    }
  }
  return xxhash64(Uint8Array.from(parts));
}

/** The hash of some bytes. */
export function xxhash64(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { length } = bytes;
  let at = 0;
  let hash = P5;
  if (length >= 32) {
    const lanes = [(P1 + P2) & MASK, P2, 0n, -P1 & MASK];
    for (; at + 32 <= length; at += 32) {
      for (const [lane, sum] of lanes.entries()) {
        lanes[lane] = round(sum, view.getBigUint64(at + lane * 8, true));
      }
    }
    const [a = 0n, b = 0n, c = 0n, d = 0n] = lanes;
    hash = (rotate(a, 1n) + rotate(b, 7n) + rotate(c, 12n) + rotate(d, 18n)) & MASK;
    for (const lane of lanes) hash = ((hash ^ round(0n, lane)) * P1 + P4) & MASK;
  }
  hash = (hash + BigInt(length)) & MASK;
  for (; at + 8 <= length; at += 8) {
    const mixed = hash ^ round(0n, view.getBigUint64(at, true));
    hash = (rotate(mixed, 27n) * P1 + P4) & MASK;
  }
  if (at + 4 <= length) {
    const mixed = hash ^ ((BigInt(view.getUint32(at, true)) * P1) & MASK);
    hash = (rotate(mixed, 23n) * P2 + P3) & MASK;
    at += 4;
  }
  for (; at < length; at++) {
    hash = (rotate(hash ^ ((BigInt(bytes[at] ?? 0) * P5) & MASK), 11n) * P1) & MASK;
  }
  hash = ((hash ^ (hash >> 33n)) * P2) & MASK;
  hash = ((hash ^ (hash >> 29n)) * P3) & MASK;
  return hash ^ (hash >> 32n);
}

function round(sum: bigint, lane: bigint): bigint {
  return (rotate((sum + lane * P2) & MASK, 31n) * P1) & MASK;
}

function rotate(value: bigint, bits: bigint): bigint {
  return ((value << bits) | (value >> (64n - bits))) & MASK;
}
