import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { type LineMode, splitLines } from './split-lines.ts';
import type { PendingLines, TailPosition } from './tail-positions.ts';

const HEAD_BYTES = 256;

/** Lines that were read, and where the file stands when they are taken. */
export interface ReadLines {
  readonly file: TailedFile;
  readonly lines: readonly string[];
  /** Unix nanoseconds of the first; each further one is a nanosecond later. */
  readonly firstNs: bigint;
  readonly next: { readonly offset: number; readonly mode: LineMode };
}

export interface ReadOptions {
  readonly nowMs: number;
  readonly maxLineBytes: number;
  /** Read at once; longer than a line may be. */
  readonly pieceBytes: number;
  /** An unfinished line of this age is a line. */
  readonly holdMs: number;
}

const NS_PER_MS = 1_000_000n;

/**
 * Whether the file at `path` is the one of which the position speaks, and has what was read of it: an
 * inode is given to another file when its own is gone, and a file may be emptied.
 * @throws the error of the file system
 */
export function isFileOf(path: string, position: TailPosition): boolean {
  const descriptor = openSync(path, 'r');
  try {
    const { size } = fstatSync(descriptor);
    return size >= (position.pending?.to ?? position.offset) && hasHead(descriptor, position);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * One file that lines are appended to, known by its inode: it stays open while it is renamed. Its
 * position moves only by `taken`.
 */
export class TailedFile {
  readonly key: string;
  readonly path: string;
  readonly #descriptor: number;
  #offset: number;
  #mode: LineMode;
  #lastNs: bigint;
  #headCrc: number;
  #headBytes: number;
  #pending: PendingLines | null;
  /** Read, but not taken yet. */
  #waiting: ReadLines | null = null;
  #sizeSeen = -1;
  /** When the unfinished line at the end was seen first, and how long it was. */
  #unfinished: { readonly sinceMs: number; readonly bytes: number } | null = null;
  /** When it was seen growing last. */
  #grewAtMs: number;

  /**
   * @param openPath where it lies now; `path` stays what it was found as
   * @param position of this very file (`isFileOf`)
   * @throws the error of the file system
   */
  constructor(openPath: string, position: TailPosition, nowMs: number) {
    this.key = position.key;
    this.path = position.path;
    this.#descriptor = openSync(openPath, 'r');
    this.#offset = position.offset;
    this.#mode = position.mode;
    this.#lastNs = position.lastNs;
    this.#headCrc = position.headCrc;
    this.#headBytes = position.headBytes;
    this.#pending = position.pending;
    this.#grewAtMs = nowMs;
    if (this.#offset > 0) this.#noteHead();
  }

  get grewAtMs(): number {
    return this.#grewAtMs;
  }

  get position(): TailPosition {
    return {
      key: this.key,
      path: this.path,
      offset: this.#offset,
      mode: this.#mode,
      lastNs: this.#lastNs,
      headCrc: this.#headCrc,
      headBytes: this.#headBytes,
      pending: this.#pending,
    };
  }

  /**
   * The next lines, the same ones until they are `taken`; null: there are none yet.
   * @throws the error of the file system
   */
  read(options: ReadOptions): ReadLines | null {
    this.#waiting ??= this.#readNext(options);
    return this.#waiting;
  }

  #readNext(options: ReadOptions): ReadLines | null {
    if (this.#pending !== null) return this.#readPending(this.#pending, options);
    const sizeBytes = fstatSync(this.#descriptor).size;
    const isGrown = sizeBytes !== this.#sizeSeen;
    if (isGrown) {
      this.#grewAtMs = options.nowMs;
      if (sizeBytes < this.#offset || !this.#isSame()) this.#startOver();
    }
    if (sizeBytes <= this.#offset) {
      this.#sizeSeen = sizeBytes;
      return null;
    }
    if (!isGrown && !this.#isHeldEnough(options)) return null;
    const bytes = this.#bytes(this.#offset, options.pieceBytes);
    const isAll = this.#offset + bytes.length >= sizeBytes;
    const isFinal = isAll && !isGrown && this.#isHeldEnough(options);
    const { maxLineBytes } = options;
    const { lines, consumed, mode } = splitLines(bytes, {
      mode: this.#mode,
      isFinal,
      maxLineBytes,
    });
    // What was read only in part is looked at again, whether the file grows or not.
    this.#sizeSeen = isAll ? sizeBytes : -1;
    this.#noteUnfinished(bytes.length - consumed, options.nowMs);
    const next = { offset: this.#offset + consumed, mode };
    if (lines.length === 0) {
      this.#move(next);
      return null;
    }
    const nowNs = BigInt(Math.floor(options.nowMs)) * NS_PER_MS;
    const firstNs = nowNs > this.#lastNs ? nowNs : this.#lastNs + 1n;
    this.#pending = { to: next.offset, firstNs };
    this.#noteHead();
    return { file: this, lines, firstNs, next };
  }

  /** The lines read last are stored. */
  taken({ lines, firstNs, next }: ReadLines): void {
    this.#waiting = null;
    this.#pending = null;
    this.#lastNs = firstNs + BigInt(lines.length) - 1n;
    this.#move(next);
    this.#noteHead();
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  /** What was handed in before the process ended: the same lines at the same instants. */
  #readPending(pending: PendingLines, { maxLineBytes }: ReadOptions): ReadLines | null {
    const bytes = this.#bytes(this.#offset, Math.max(0, pending.to - this.#offset));
    const options = { mode: this.#mode, isFinal: true, maxLineBytes };
    const { lines, consumed, mode } = splitLines(bytes, options);
    const next = { offset: this.#offset + consumed, mode };
    if (lines.length > 0) return { file: this, lines, firstNs: pending.firstNs, next };
    this.#pending = null;
    this.#move(next);
    return null;
  }

  #isHeldEnough({ nowMs, holdMs }: ReadOptions): boolean {
    return this.#unfinished !== null && nowMs - this.#unfinished.sinceMs >= holdMs;
  }

  #noteUnfinished(bytes: number, nowMs: number): void {
    if (bytes === 0) this.#unfinished = null;
    else if (this.#unfinished?.bytes !== bytes) this.#unfinished = { sinceMs: nowMs, bytes };
  }

  #move({ offset, mode }: { readonly offset: number; readonly mode: LineMode }): void {
    this.#offset = offset;
    this.#mode = mode;
  }

  #startOver(): void {
    this.#move({ offset: 0, mode: 'start' });
    this.#pending = null;
    this.#headBytes = 0;
    this.#headCrc = 0;
    this.#unfinished = null;
  }

  /** Whether it still begins with what it began with: it may have been emptied and filled again. */
  #isSame(): boolean {
    return hasHead(this.#descriptor, { headBytes: this.#headBytes, headCrc: this.#headCrc });
  }

  #noteHead(): void {
    const bytes = Math.min(HEAD_BYTES, this.#pending?.to ?? this.#offset);
    if (bytes <= this.#headBytes) return;
    const head = this.#bytes(0, bytes);
    this.#headBytes = head.length;
    this.#headCrc = crc32(head);
  }

  #bytes(from: number, length: number): Buffer {
    return bytesOf(this.#descriptor, from, length);
  }
}

function hasHead(
  descriptor: number,
  { headBytes, headCrc }: Pick<TailPosition, 'headBytes' | 'headCrc'>,
): boolean {
  if (headBytes === 0) return true;
  const head = bytesOf(descriptor, 0, headBytes);
  return head.length === headBytes && crc32(head) === headCrc;
}

/** As many as there are, `length` at most. */
function bytesOf(descriptor: number, from: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const count = readSync(descriptor, buffer, done, length - done, from + done);
    if (count === 0) break;
    done += count;
  }
  return buffer.subarray(0, done);
}
