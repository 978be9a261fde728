import type { Labels } from '../../platform/model/labels.ts';
import type { SourceMatcher } from './source-matcher.ts';
import type { Turn } from './turn.ts';

/** Streams that fulfil every matcher; instants are Unix nanoseconds, `startNs` inclusive, `endNs` exclusive. */
export interface StreamAsk {
  readonly matchers: readonly SourceMatcher[];
  readonly startNs: bigint;
  readonly endNs: bigint;
}

/** Lines of one stream, in columns. Not to be written to: a store may hand out what it holds. */
export interface EntryBlock {
  /** Unix nanoseconds, ascending; lines of one instant in the order of their arrival. */
  readonly timesNs: BigInt64Array;
  /** UTF-8 of all lines, one directly behind the other. */
  readonly text: Buffer;
  /** Where each line ends in `text`, exclusive. */
  readonly ends: Uint32Array;
  /** Structured metadata of each line, or null where it has none; null for none at all. */
  readonly metadata: readonly (Labels | null)[] | null;
}

/** A piece of a stream that is read when it is needed. It may hold lines outside of the time asked for. */
export interface StoredBlock {
  readonly minNs: bigint;
  readonly maxNs: bigint;
  readonly entries: number;
  /** Of its text. */
  readonly bytes: number;
  read(): EntryBlock;
}

export interface StoredStream {
  /** Sorted by name. */
  readonly labels: Labels;
  /** Those that touch the time asked for, ascending by `minNs`; they may overlap. */
  readonly blocks: readonly StoredBlock[];
}

/** Lines as they arrive. */
export interface FollowedEntries {
  readonly labels: Labels;
  readonly block: EntryBlock;
  /** Lines that came before these and were let go, because the listener did not keep up. */
  readonly dropped?: number;
}

/** Where the evaluator reads streams. */
export interface StreamSource {
  select(ask: StreamAsk, turn: Turn): Promise<readonly StoredStream[]>;
  /** Tells of lines that arrive from now on, until the function that it answers is called. */
  follow(
    matchers: readonly SourceMatcher[],
    listener: (arrived: FollowedEntries) => void,
  ): () => void;
}
