import { randomInt } from 'node:crypto';
import type { Labels } from '../../platform/model/labels.ts';
import { type EntryTable, endOf, isSameEntry, startOf } from './entry-table.ts';

/**
 * Finds out whether an entry is in a table already. It takes note of the table's entries when it is
 * asked, so that a table whose entries are never doubtful costs nothing.
 *
 * An open hash table over instant, text and metadata. Its multiplier is drawn, so that nobody can
 * send lines that all fall into one place.
 */
export class SeenEntries {
  readonly #table: EntryTable;
  readonly #multiplier = randomInt(2 ** 30) * 2 + 1;
  /** Position of an entry plus one; 0 where there is none. */
  #slots = new Uint32Array(64);
  #hashes = new Uint32Array(64);
  #noted = 0;

  constructor(table: EntryTable) {
    this.#table = table;
  }

  /** Whether the table has an entry like number `index` of `other`. */
  has(other: EntryTable, index: number): boolean {
    this.#catchUp();
    const hash = this.#hashOf(other, index);
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const found = this.#slots[slot] ?? 0;
      if (found === 0) return false;
      if (this.#hashes[slot] !== hash) continue;
      if (isSameEntry(this.#table, found - 1, other, index)) return true;
    }
  }

  #catchUp(): void {
    const { count } = this.#table;
    if (this.#noted === count) return;
    if (count * 2 > this.#slots.length) this.#grow(count);
    for (; this.#noted < count; this.#noted++) {
      this.#put(this.#noted + 1, this.#hashOf(this.#table, this.#noted));
    }
  }

  #grow(count: number): void {
    let size = this.#slots.length;
    while (size < count * 4) size *= 2;
    const slots = this.#slots;
    const hashes = this.#hashes;
    this.#slots = new Uint32Array(size);
    this.#hashes = new Uint32Array(size);
    slots.forEach((entry, slot) => {
      if (entry !== 0) this.#put(entry, hashes[slot] ?? 0);
    });
  }

  #put(entry: number, hash: number): void {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = entry;
    this.#hashes[slot] = hash;
  }

  #hashOf(table: EntryTable, index: number): number {
    const { text } = table;
    const multiplier = this.#multiplier;
    const to = endOf(table, index);
    let hash = Number(BigInt.asUintN(32, table.timesNs[index] ?? 0n));
    for (let at = startOf(table, index); at < to; at++) {
      hash = Math.imul(hash ^ (text[at] ?? 0), multiplier);
      hash ^= hash >>> 15;
    }
    const metadata = table.metadataAt(index);
    if (metadata !== null) hash = hashOfMetadata(metadata, hash, multiplier);
    hash = Math.imul(hash ^ (hash >>> 16), multiplier);
    return (hash ^ (hash >>> 13)) >>> 0;
  }
}

/** The same whatever the order of the names is. */
function hashOfMetadata(metadata: Labels, seed: number, multiplier: number): number {
  let sum = 0;
  for (const [name, value] of metadata) {
    let hash = metadata.size;
    for (let at = 0; at < name.length; at++) {
      hash = Math.imul(hash ^ name.charCodeAt(at), multiplier);
    }
    for (let at = 0; at < value.length; at++) {
      hash = Math.imul(hash ^ value.charCodeAt(at), multiplier);
      hash ^= hash >>> 15;
    }
    sum = (sum + hash) | 0;
  }
  return Math.imul(seed ^ sum, multiplier);
}
