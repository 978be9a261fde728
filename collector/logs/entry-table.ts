import type { Labels } from '../../platform/model/labels.ts';

/** Lines in columns, one stream's. Entry `i` is `text[ends[i - 1] ?? 0, ends[i])`. */
export interface EntryTable {
  /** How many entries there are; the columns may be longer. */
  readonly count: number;
  /** Unix nanoseconds. */
  readonly timesNs: BigInt64Array;
  /** UTF-8 of all lines, one directly behind the other. */
  readonly text: Buffer;
  /** Exclusive. */
  readonly ends: Uint32Array;
  /** Structured metadata of one entry; null where it has none. */
  metadataAt(index: number): Labels | null;
}

/** Whether two entries are the same line: instant, text and metadata. */
export function isSameEntry(a: EntryTable, i: number, b: EntryTable, j: number): boolean {
  if (a.timesNs[i] !== b.timesNs[j]) return false;
  const aFrom = startOf(a, i);
  const bFrom = startOf(b, j);
  const length = endOf(a, i) - aFrom;
  if (length !== endOf(b, j) - bFrom) return false;
  if (a.text.compare(b.text, bFrom, bFrom + length, aFrom, aFrom + length) !== 0) return false;
  return isSameMetadata(a.metadataAt(i), b.metadataAt(j));
}

/** Where entry `index` begins in `text`. */
export function startOf(table: EntryTable, index: number): number {
  return index === 0 ? 0 : endOf(table, index - 1);
}

/** Where entry `index` ends in `text`, exclusive. */
export function endOf(table: EntryTable, index: number): number {
  return table.ends[index] ?? 0;
}

function isSameMetadata(a: Labels | null, b: Labels | null): boolean {
  if (a === b) return true;
  if (a === null || b === null || a.size !== b.size) return false;
  for (const [name, value] of a) if (b.get(name) !== value) return false;
  return true;
}
