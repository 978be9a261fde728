import type { EncodedChunk } from './open-chunks.ts';

/** A chunk on its way to the file. */
export interface ChunkToWrite {
  readonly series: number;
  readonly isDisordered: boolean;
  readonly chunk: EncodedChunk;
  /** The row that holds an earlier state of this chunk; null: there is none. */
  readonly replaces: number | null;
}

/** What one transaction writes, as a whole or not at all. */
export interface ChunkBatch {
  readonly series: readonly { readonly id: number; readonly labels: string }[];
  readonly chunks: readonly ChunkToWrite[];
  /** Series that hold chunks out of order from now on. */
  readonly disordered: readonly number[];
  readonly numbers: Readonly<Record<string, number>>;
}

/** A chunk as it is read. */
export interface StoredChunk {
  readonly t0: number;
  readonly count: number;
  readonly isDisordered: boolean;
  readonly data: Uint8Array;
}

/** A series as the file knows it. */
export interface StoredSeries {
  readonly id: number;
  readonly labels: string;
  readonly isDisordered: boolean;
  /** Of its chunks; null: it has none. */
  readonly oldest: number | null;
  /** Of its chunks in order. */
  readonly newest: number | null;
}

/** What starts in one hour. */
export interface HourUsage {
  /** Hours since 1970. */
  readonly hour: number;
  readonly chunks: number;
  readonly samples: number;
  readonly bytes: number;
}
