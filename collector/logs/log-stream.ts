import type { Labels } from '../../platform/model/labels.ts';
import { EntryColumns } from './entry-columns.ts';
import type { EntryTable } from './entry-table.ts';
import { SeenEntries } from './seen-entries.ts';

/** Lines of a stream that are not in a block yet. */
export class StreamHead {
  readonly columns = new EntryColumns();
  #seen: SeenEntries | null = null;
  /** When its first line came. */
  readonly firstAtMs: number;
  /** The segment of the journal that holds its first line. */
  firstSegment: number;
  /** Of the first and the last record that brought it lines. */
  readonly firstSeq: number;
  lastSeq: number;

  constructor(first: { readonly atMs: number; readonly segment: number; readonly seq: number }) {
    this.firstAtMs = first.atMs;
    this.firstSegment = first.segment;
    this.firstSeq = first.seq;
    this.lastSeq = first.seq;
  }

  /** Which lines it has; made when it is needed, which is never for most heads. */
  get seen(): SeenEntries {
    this.#seen ??= new SeenEntries(this.columns);
    return this.#seen;
  }
}

/** What of a stream lies in blocks. */
export interface StoredPart {
  readonly blocks: number;
  readonly entries: number;
  readonly rawBytes: number;
  readonly diskBytes: number;
  /** Of the earliest and the latest line; meaningless when there is no block. */
  readonly minNs: bigint;
  readonly maxNs: bigint;
}

const NOTHING_STORED: StoredPart = {
  blocks: 0,
  entries: 0,
  rawBytes: 0,
  diskBytes: 0,
  minNs: 0n,
  maxNs: 0n,
};

/** Which block, and from when to when (both inclusive) its lines are. */
export interface BlockSpan {
  readonly id: number;
  readonly minNs: bigint;
  readonly maxNs: bigint;
}

/** Lines that came before those of the head, for the look back at what is stored already. */
export interface EarlierEntries {
  readonly minNs: bigint;
  readonly maxNs: bigint;
  readonly seen: SeenEntries;
}

/** One stream of a tenant's store. */
export class LogStream {
  readonly id: number;
  readonly labels: Labels;
  /** Names it: the pairs in order. */
  readonly labelsJson: string;
  head: StreamHead | null = null;
  /** Full heads on their way into blocks, the oldest first. */
  readonly sealed: StreamHead[] = [];
  stored: StoredPart = NOTHING_STORED;
  /** The block that was cut last; undefined: not looked up yet. */
  lastBlock: BlockSpan | null | undefined = null;
  /** Of the latest line that it ever had; null before the first one. */
  newestNs: bigint | null = null;
  /** Records up to this one are in blocks. */
  flushedSeq: number;
  /** The last segment of the journal with a record of it; -1: there is none. */
  lastSegment = -1;
  /** It was forgotten: another one of the same labels may stand in its place. */
  isGone = false;

  constructor(id: number, labels: Labels, labelsJson: string, flushedSeq: number) {
    this.id = id;
    this.labels = labels;
    this.labelsJson = labelsJson;
    this.flushedSeq = flushedSeq;
  }

  /** Whether it has no line at all. */
  get isEmpty(): boolean {
    return this.head === null && this.sealed.length === 0 && this.stored.blocks === 0;
  }

  /** Those not in blocks, the oldest first. */
  heads(): readonly StreamHead[] {
    return this.head === null ? this.sealed : [...this.sealed, this.head];
  }

  /** Whether a line in `[startNs, endNs)` may be there; null: only the list of blocks knows. */
  touches(startNs: bigint, endNs: bigint): boolean | null {
    for (const { columns } of this.heads()) {
      if (columns.count > 0 && columns.maxNs >= startNs && columns.minNs < endNs) return true;
    }
    const { blocks, minNs, maxNs } = this.stored;
    if (blocks === 0 || maxNs < startNs || minNs >= endNs) return false;
    return minNs >= startNs || maxNs < endNs ? true : null;
  }
}

/** The text that names a stream in files and indexes; `labels` are sorted by name. */
export function labelsJsonOf(labels: Labels): string {
  return JSON.stringify([...labels]);
}

/**
 * Adds lines to a head, but for those that it or `earlier` has.
 * @returns how many were added
 */
export function appendNew(
  head: StreamHead,
  lines: EntryColumns,
  earlier: EarlierEntries | null,
): number {
  const { columns } = head;
  const isLater = columns.count === 0 || lines.minNs > columns.maxNs;
  const isBeyond = earlier === null || lines.minNs > earlier.maxNs || lines.maxNs < earlier.minNs;
  if (isLater && isBeyond && lines.isStrict) {
    columns.pushAll(lines);
    return lines.count;
  }
  const before = columns.count;
  for (let index = 0; index < lines.count; index++) {
    const timeNs = lines.timesNs[index] ?? 0n;
    if (columns.count > 0 && timeNs <= columns.maxNs && head.seen.has(lines, index)) continue;
    if (earlier !== null && isIn(earlier, timeNs) && earlier.seen.has(lines, index)) continue;
    columns.pushFrom(lines, index);
  }
  return columns.count - before;
}

/** All entries of a table as columns, in the same order. */
export function columnsOf(table: EntryTable): EntryColumns {
  const columns = new EntryColumns();
  for (let index = 0; index < table.count; index++) columns.pushFrom(table, index);
  return columns;
}

function isIn({ minNs, maxNs }: EarlierEntries, timeNs: bigint): boolean {
  return timeNs >= minNs && timeNs <= maxNs;
}
