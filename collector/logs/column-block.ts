import type { Labels } from '../../platform/model/labels.ts';
import type { EntryTable } from './entry-table.ts';

/** Metadata of the entries of a block, by position. */
export interface MetadataColumn {
  /** The distinct sets; entry `i` has `sets[setOf[i]]`, or none where `setOf[i]` is 0. */
  readonly sets: readonly (Labels | null)[];
  readonly setOf: Uint32Array;
}

/**
 * Lines of one stream in order of time, as they are handed to readers. What is expensive to make of
 * the metadata is made when it is asked for.
 */
export class ColumnBlock implements EntryTable {
  readonly timesNs: BigInt64Array;
  readonly text: Buffer;
  readonly ends: Uint32Array;
  readonly #readMetadata: (() => MetadataColumn) | null;
  #column: MetadataColumn | null = null;
  #metadata: readonly (Labels | null)[] | null = null;

  constructor(
    columns: Pick<EntryTable, 'timesNs' | 'text' | 'ends'>,
    readMetadata: (() => MetadataColumn) | null,
  ) {
    this.timesNs = columns.timesNs;
    this.text = columns.text;
    this.ends = columns.ends;
    this.#readMetadata = readMetadata;
  }

  get count(): number {
    return this.ends.length;
  }

  /** Null when no entry has any. */
  get metadata(): readonly (Labels | null)[] | null {
    if (this.#readMetadata === null) return null;
    this.#metadata ??= Array.from(this.ends, (_, index) => this.metadataAt(index));
    return this.#metadata;
  }

  /** Null when no entry has any. */
  get metadataColumn(): MetadataColumn | null {
    this.#column ??= this.#readMetadata?.() ?? null;
    return this.#column;
  }

  metadataAt(index: number): Labels | null {
    const column = this.metadataColumn;
    return column?.sets[column.setOf[index] ?? 0] ?? null;
  }
}

/** A block without lines. */
export function emptyBlock(): ColumnBlock {
  const columns = {
    timesNs: new BigInt64Array(0),
    text: Buffer.alloc(0),
    ends: new Uint32Array(0),
  };
  return new ColumnBlock(columns, null);
}
