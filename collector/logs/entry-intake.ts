import type { EntryBatch, EntryRefusal, StreamEntries } from '../model/entry-batch.ts';
import type { ColumnsPool } from './columns-pool.ts';
import type { EntryColumns } from './entry-columns.ts';
import {
  type AcceptedTimes,
  acceptedTimes,
  type EntryRules,
  type Judgement,
  judgedStreamLimit,
  judgeEntry,
  judgeLabels,
} from './judge-entries.ts';
import type { LogLimits } from './log-limits.ts';
import type { LogStream } from './log-stream.ts';
import type { StreamBook } from './stream-book.ts';

/** Lines of one stream that are taken together. */
export interface TakenLines {
  readonly stream: LogStream;
  readonly lines: EntryColumns;
}

export interface Intake {
  readonly taken: readonly TakenLines[];
  readonly refused: readonly EntryRefusal[];
  readonly entries: number;
  readonly bytes: number;
}

export interface EntryIntakeOptions {
  readonly tenant: string;
  readonly book: StreamBook;
  readonly limits: LogLimits;
  readonly pool: ColumnsPool;
  /** Of text in one piece. */
  readonly pieceBytes: number;
}

const NS_PER_MS = 1_000_000n;

/** Sorts a batch into lines that are taken, in pieces, and lines that are refused. */
export class EntryIntake {
  readonly #options: EntryIntakeOptions;
  readonly #outOfOrderNs: bigint;

  constructor(options: EntryIntakeOptions) {
    this.#options = options;
    this.#outOfOrderNs = BigInt(options.limits.outOfOrderMs) * NS_PER_MS;
  }

  sort(batch: EntryBatch, nowMs: number): Intake {
    const times = acceptedTimes(this.#options.limits, nowMs);
    const taken: TakenLines[] = [];
    const refused: EntryRefusal[] = [];
    let newcomers = 0;
    batch.forEach((entries, position) => {
      const found = this.#streamOf(entries, newcomers);
      if (!('kind' in found)) {
        if (found.head === null && entries.entries.length > 0) newcomers += 1;
        this.#sortStream({ entries, position, stream: found, times }, taken, refused);
        return;
      }
      entries.entries.forEach((_, entry) => {
        refused.push({ ...found, stream: position, entry });
      });
    });
    let bytes = 0;
    let count = 0;
    for (const { lines } of taken) {
      bytes += lines.bytes;
      count += lines.count;
    }
    return { taken, refused, entries: count, bytes };
  }

  /** Its columns are used again for what comes next. */
  release({ taken }: Intake): void {
    for (const { lines } of taken) this.#options.pool.give(lines);
  }

  #streamOf({ labels }: StreamEntries, newcomers: number): LogStream | Judgement {
    const { book, limits, tenant } = this.#options;
    const known = book.index.find(labels);
    if (known !== undefined && known.head !== null) return known;
    if (book.active.size + newcomers >= limits.maxActiveStreams) {
      return judgedStreamLimit(labels, tenant);
    }
    if (known !== undefined) return known;
    if (book.index.size >= limits.maxStreams) return judgedStreamLimit(labels, tenant);
    return judgeLabels(labels, limits) ?? book.ensure(labels);
  }

  #sortStream(
    work: {
      readonly entries: StreamEntries;
      readonly position: number;
      readonly stream: LogStream;
      readonly times: AcceptedTimes;
    },
    taken: TakenLines[],
    refused: EntryRefusal[],
  ): void {
    const { entries, position, stream, times } = work;
    const { limits, pieceBytes } = this.#options;
    const rules: EntryRules = { labels: stream.labels, limits, times, windowNs: times.oldestNs };
    let newestNs = stream.newestNs ?? times.oldestNs;
    rules.windowNs = newestNs - this.#outOfOrderNs;
    let lines: EntryColumns | null = null;
    let index = 0;
    for (const entry of entries.entries) {
      const judgement = judgeEntry(entry, rules);
      if (judgement !== null) {
        refused.push({ ...judgement, stream: position, entry: index++ });
        continue;
      }
      index += 1;
      if (entry.timeNs > newestNs) {
        newestNs = entry.timeNs;
        rules.windowNs = newestNs - this.#outOfOrderNs;
      }
      if (lines === null || lines.bytes >= pieceBytes) {
        lines = this.#options.pool.take();
        taken.push({ stream, lines });
      }
      lines.push(entry.timeNs, entry.line, entry.metadata);
    }
  }
}
