import type { Labels } from '../../platform/model/labels.ts';

export interface LogEntry {
  /** Unix nanoseconds. */
  readonly timeNs: bigint;
  readonly line: string;
  /** Structured metadata; null for none. */
  readonly metadata: Labels | null;
}

/** Lines of one stream, in the order in which they came. */
export interface StreamEntries {
  /** With the labels of tenancy, sorted by name, no empty values. */
  readonly labels: Labels;
  readonly entries: readonly LogEntry[];
}

export type EntryBatch = readonly StreamEntries[];

/**
 * Why a line was not taken.
 * - `too_old`, `too_far_ahead`: outside of the time that a store accepts.
 * - `line_too_long`: longer than it accepts.
 * - `too_many_labels`, `invalid_labels`, `metadata_too_large`
 * - `stream_limit`: its stream would be one too many.
 */
export type EntryRefusalKind =
  | 'too_old'
  | 'too_far_ahead'
  | 'line_too_long'
  | 'too_many_labels'
  | 'invalid_labels'
  | 'metadata_too_large'
  | 'stream_limit';

export interface EntryRefusal {
  readonly kind: EntryRefusalKind;
  /** Position of the stream in the batch, and of the entry in it. */
  readonly stream: number;
  readonly entry: number;
  /** In Loki's words, without what surrounds it in an answer. */
  readonly message: string;
}

export interface EntryOutcome {
  readonly appended: number;
  /** The others are stored. */
  readonly refused: readonly EntryRefusal[];
}

/** Takes the lines of one tenant. */
export interface EntrySink {
  /**
   * Resolves when what was taken survives the end of the process. A line that is stored already
   * (same stream, instant, text and metadata) is taken silently and kept once.
   * @throws AppError `unavailable` when the disk is full (nothing was taken)
   */
  append(batch: EntryBatch): Promise<EntryOutcome>;
}
