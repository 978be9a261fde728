import type { Labels } from '../../platform/model/labels.ts';
import { labelsFrom } from '../../platform/model/labels.ts';
import type { BlockCutter } from './block-cutter.ts';
import type { BlockFile } from './block-file.ts';
import type { EntryColumns } from './entry-columns.ts';
import { appendNew, LogStream, labelsJsonOf, StreamHead } from './log-stream.ts';
import { LookBack } from './look-back.ts';
import { StreamIndex } from './stream-index.ts';

/** Where lines came from, for the head that takes them. */
export interface Origin {
  readonly seq: number;
  readonly firstSeq: number;
  /** Of the journal. */
  readonly segment: number;
  readonly atMs: number;
}

/** What became of lines that were handed to a stream. */
export interface Applied {
  readonly head: StreamHead;
  /** The first of the added ones in the head. */
  readonly from: number;
  readonly added: number;
}

/** The streams of one tenant and their heads. */
export class StreamBook {
  readonly index = new StreamIndex();
  /** Those with a head. */
  readonly #active = new Set<LogStream>();
  readonly #file: BlockFile;
  readonly #cutter: BlockCutter;
  readonly #lookBack: LookBack;
  readonly #blockBytes: number;
  #headBytes = 0;
  #lastId: number;

  constructor(file: BlockFile, cutter: BlockCutter, blockBytes: number) {
    this.#file = file;
    this.#cutter = cutter;
    this.#lookBack = new LookBack(file);
    this.#blockBytes = blockBytes;
    this.#lastId = file.lastStreamId();
    for (const { id, labelsJson, flushedSeq, stored } of file.streams()) {
      const stream = new LogStream(id, labelsOf(labelsJson), labelsJson, flushedSeq);
      stream.stored = stored;
      stream.lastBlock = undefined;
      stream.newestNs = stored.blocks === 0 ? null : stored.maxNs;
      this.index.add(stream);
      this.#lastId = Math.max(this.#lastId, id);
    }
  }

  get active(): ReadonlySet<LogStream> {
    return this.#active;
  }

  /** Of text in heads that are not sealed. */
  get headBytes(): number {
    return this.#headBytes;
  }

  /** The stream of these labels, made when there is none. */
  ensure(labels: Labels): LogStream {
    return this.index.find(labels) ?? this.#make(sorted(labels));
  }

  ensureByJson(labelsJson: string): LogStream {
    return this.index.byJson(labelsJson) ?? this.#make(labelsOf(labelsJson));
  }

  /** Adds what is new of the lines to the stream's head, which is sealed when it is full. */
  apply(stream: LogStream, lines: EntryColumns, origin: Origin): Applied {
    const { seq, firstSeq, segment, atMs } = origin;
    const earlier = this.#lookBack.before(stream, lines);
    stream.head ??= new StreamHead({ atMs, segment, seq: firstSeq });
    const { head } = stream;
    const { columns } = head;
    const from = columns.count;
    const bytesBefore = columns.bytes;
    const added = appendNew(head, lines, earlier);
    head.lastSeq = seq;
    stream.lastSegment = segment;
    this.#active.add(stream);
    this.#headBytes += columns.bytes - bytesBefore;
    if (columns.count > 0 && (stream.newestNs === null || columns.maxNs > stream.newestNs)) {
      stream.newestNs = columns.maxNs;
    }
    if (columns.bytes >= this.#blockBytes) this.seal(stream);
    return { head, from, added };
  }

  /** Sends the head of a stream on its way into a block. */
  seal(stream: LogStream): void {
    const { head } = stream;
    if (head === null) return;
    stream.head = null;
    this.#active.delete(stream);
    this.#headBytes -= head.columns.bytes;
    if (head.columns.count === 0) return;
    stream.sealed.push(head);
    this.#cutter.add(stream, head);
  }

  /** Seals heads whose first line came before `beforeMs`. */
  sealOlder(beforeMs: number): void {
    for (const stream of this.#active) {
      if (stream.head !== null && stream.head.firstAtMs < beforeMs) this.seal(stream);
    }
  }

  /** Seals the largest heads until no more than `maxBytes` are in heads. */
  sealLargest(maxBytes: number): void {
    if (this.#headBytes <= maxBytes) return;
    const largest = [...this.#active].sort((a, b) => bytesOf(b) - bytesOf(a));
    for (const stream of largest) {
      if (this.#headBytes <= maxBytes) return;
      this.seal(stream);
    }
  }

  /**
   * Forgets streams without any line.
   * @param oldestSegment of the journal: those that it still speaks of stay
   */
  forgetEmpty(oldestSegment: number): void {
    const gone: LogStream[] = [];
    for (const stream of this.index.all()) {
      if (stream.isEmpty && stream.lastSegment < oldestSegment) gone.push(stream);
    }
    if (gone.length === 0) return;
    this.#file.forget(gone.map(({ id }) => id));
    for (const stream of gone) this.index.remove(stream);
  }

  #make(labels: Labels): LogStream {
    const stream = new LogStream(++this.#lastId, labels, labelsJsonOf(labels), 0);
    this.index.add(stream);
    return stream;
  }
}

function bytesOf({ head }: LogStream): number {
  return head?.columns.bytes ?? 0;
}

function labelsOf(labelsJson: string): Labels {
  return new Map(JSON.parse(labelsJson) as readonly (readonly [string, string])[]);
}

/** Of one's own: who handed them in may change the map. */
function sorted(labels: Labels): Labels {
  return labelsFrom(labels);
}
