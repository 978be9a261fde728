import type { Clock } from '../../platform/clock/clock.ts';
import { asError } from '../../platform/errors/app-error.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { DiskRoom } from '../storage/disk-room.ts';
import { encodeBlock } from './block-codec.ts';
import type { BlockFile, NewBlock } from './block-file.ts';
import type { LogStream, StoredPart, StreamHead } from './log-stream.ts';
import { pause } from './pause.ts';

/** Text that is made into blocks before the thread is left to others. */
const SLICE_BYTES = 524_288;
const RETRY_MS = 1_000;

interface Waiting {
  readonly stream: LogStream;
  readonly head: StreamHead;
}

interface Waiter {
  readonly isDone: () => boolean;
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}

export interface BlockCutterOptions {
  readonly file: Pick<BlockFile, 'insert'>;
  readonly room: DiskRoom;
  readonly clock: Clock;
  readonly logger: Logger;
  /** A block was stored. */
  readonly onCut: (diskBytes: number) => void;
}

/**
 * Makes blocks of full heads, in the order in which they were handed in, a few at a time. When the
 * disk takes none it tries again every second; the heads stay readable, and what is in the journal
 * is safe.
 */
export class BlockCutter {
  readonly #options: BlockCutterOptions;
  readonly #queue: Waiting[] = [];
  readonly #waiters = new Set<Waiter>();
  #bytes = 0;
  #added = 0;
  #done = 0;
  #running: Promise<void> | null = null;
  #fault: Error | null = null;
  #isClosed = false;

  constructor(options: BlockCutterOptions) {
    this.#options = options;
  }

  /** Of text, waiting. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Why no block can be stored just now; null: it can. */
  get fault(): Error | null {
    return this.#fault;
  }

  /** Hands in the last sealed head of a stream. */
  add(stream: LogStream, head: StreamHead): void {
    this.#queue.push({ stream, head });
    this.#bytes += head.columns.bytes;
    this.#added += 1;
    if (this.#fault === null) this.#start();
  }

  /** Resolves when no more than `maxBytes` wait. @throws the fault when blocks cannot be stored */
  below(maxBytes: number): Promise<void> {
    return this.#until(() => this.#bytes <= maxBytes);
  }

  /** Resolves when all that wait now are in blocks. @throws the fault when they cannot be stored */
  settle(): Promise<void> {
    const target = this.#added;
    return this.#until(() => this.#done >= target);
  }

  /** Ends after the slice under way; what still waits is in the journal. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#running;
    for (const { reject } of this.#waiters) reject(new Error('the store is closed'));
    this.#waiters.clear();
  }

  #until(isDone: () => boolean): Promise<void> {
    if (isDone()) return Promise.resolve();
    if (this.#fault !== null) return Promise.reject(this.#fault);
    return new Promise((resolve, reject) => {
      this.#waiters.add({ isDone, resolve, reject });
    });
  }

  #start(): void {
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    await pause();
    while (!this.#isClosed && this.#queue.length > 0 && this.#cutSlice()) await pause();
    this.#running = null;
    if (this.#fault !== null && !this.#isClosed) {
      this.#options.clock.after(RETRY_MS, () => {
        if (!this.#isClosed) this.#start();
      });
    }
  }

  #cutSlice(): boolean {
    const { file, room } = this.#options;
    const slice = this.#slice();
    const blocks = slice.map(blockOf);
    try {
      const ids = room.use(() => file.insert(blocks));
      slice.forEach((waiting, index) => {
        const block = blocks[index];
        if (block !== undefined) this.#settleOne(waiting, block, ids[index] ?? 0);
      });
    } catch (thrown) {
      this.#fail(asError(thrown));
      return false;
    }
    this.#queue.splice(0, slice.length);
    this.#recover();
    for (const waiter of this.#waiters) {
      if (!waiter.isDone()) continue;
      this.#waiters.delete(waiter);
      waiter.resolve();
    }
    return true;
  }

  #slice(): readonly Waiting[] {
    let bytes = 0;
    const end = this.#queue.findIndex(({ head }) => {
      bytes += head.columns.bytes;
      return bytes >= SLICE_BYTES;
    });
    return this.#queue.slice(0, end < 0 ? this.#queue.length : end + 1);
  }

  #settleOne({ stream, head }: Waiting, block: NewBlock, id: number): void {
    stream.sealed.shift();
    stream.stored = withBlock(stream.stored, block);
    stream.lastBlock = { id, minNs: block.minNs, maxNs: block.maxNs };
    stream.flushedSeq = head.lastSeq;
    this.#bytes -= head.columns.bytes;
    this.#done += 1;
    this.#options.onCut(block.data.length);
  }

  #fail(fault: Error): void {
    if (this.#fault === null) {
      this.#options.logger.warn({ err: fault }, 'blocks of log lines cannot be stored');
    }
    this.#fault = fault;
    for (const { reject } of this.#waiters) reject(fault);
    this.#waiters.clear();
  }

  #recover(): void {
    if (this.#fault === null) return;
    this.#fault = null;
    this.#options.logger.info({}, 'blocks of log lines are stored again');
  }
}

function blockOf({ stream, head }: Waiting): NewBlock {
  const { columns, lastSeq } = head;
  return {
    stream: stream.id,
    labelsJson: stream.labelsJson,
    flushedSeq: lastSeq,
    minNs: columns.minNs,
    maxNs: columns.maxNs,
    entries: columns.count,
    rawBytes: columns.bytes,
    data: encodeBlock(columns.block()),
  };
}

function withBlock(stored: StoredPart, block: NewBlock): StoredPart {
  const isFirst = stored.blocks === 0;
  return {
    blocks: stored.blocks + 1,
    entries: stored.entries + block.entries,
    rawBytes: stored.rawBytes + block.rawBytes,
    diskBytes: stored.diskBytes + block.data.length,
    minNs: isFirst || block.minNs < stored.minNs ? block.minNs : stored.minNs,
    maxNs: isFirst || block.maxNs > stored.maxNs ? block.maxNs : stored.maxNs,
  };
}
