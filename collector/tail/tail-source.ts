import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Clock } from '../../platform/clock/clock.ts';
import { asError } from '../../platform/errors/app-error.ts';
import { type Labels, labelsFrom } from '../../platform/model/labels.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import { withDetectedLevel } from '../logs/detect-level.ts';
import type { EntryRefusal, EntrySink, StreamEntries } from '../model/entry-batch.ts';
import { type FoundFile, findFiles, statOf } from './path-pattern.ts';
import type { TailPosition, TailPositions } from './tail-positions.ts';
import { isFileOf, type ReadLines, type ReadOptions, TailedFile } from './tailed-file.ts';

/** Files whose lines go to one sink. */
export interface TailSourceOptions {
  /** Names its positions; to be kept. */
  readonly name: string;
  /** Absolute patterns, with `*`, `?` and `**`. */
  readonly paths: readonly string[];
  readonly exclude: readonly string[];
  /** Of every line, with those of tenancy; `filename` is added. */
  readonly labels: Labels;
  /** Where a file is read from that is there when the source is started for the first time. */
  readonly start: 'beginning' | 'end';
  readonly sink: EntrySink;
  readonly maxLineBytes: number;
  /** More are not read. */
  readonly maxFiles: number;
}

export interface TailSourceContext {
  readonly positions: TailPositions;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What a source did since it was started. */
export interface TailStats {
  readonly files: number;
  readonly lines: number;
  readonly bytes: number;
  readonly refused: number;
}

const POLL_MS = 500;
const FIND_MS = 5_000;
const HOLD_MS = 1_000;
/** A file that was renamed away or removed is closed when it did not grow for so long. */
const GONE_MS = 60_000;
const PIECE_BYTES = 262_144;
const BATCH_BYTES = 1_048_576;
const COMPLAIN_MS = 60_000;

/**
 * Reads the lines that are appended to files. Before lines are handed to the sink it is noted which
 * they are and at which instants they go; after a sudden end the same ones are sent again, and a
 * sink that keeps equal lines once has none missing and none twice.
 */
export class TailSource {
  readonly #options: TailSourceOptions;
  readonly #context: TailSourceContext;
  readonly #files = new Map<string, TailedFile>();
  readonly #labels = new Map<string, Labels>();
  #present: ReadonlySet<string> = new Set();
  #isFirstSearch = true;
  #findAtMs = 0;
  #nextFile = 0;
  #complainedAtMs = Number.NEGATIVE_INFINITY;
  #stats = { lines: 0, bytes: 0, refused: 0 };

  constructor(options: TailSourceOptions, context: TailSourceContext) {
    this.#options = options;
    this.#context = context;
  }

  stats(): TailStats {
    return { files: this.#files.size, ...this.#stats };
  }

  /** Folders that hold the files. */
  folders(): ReadonlySet<string> {
    return new Set([...this.#files.values()].map(({ path }) => dirname(path)));
  }

  /** New files are looked for at the next run. */
  findSoon(): void {
    this.#findAtMs = 0;
  }

  /**
   * Reads once, as much as goes into one batch.
   * @returns milliseconds until the next run
   * @throws what the sink throws: the same lines are sent again then; errors of the database
   */
  async run(): Promise<number> {
    const nowMs = this.#context.clock.nowMs();
    if (nowMs >= this.#findAtMs) {
      this.#findAtMs = nowMs + FIND_MS;
      this.#find(nowMs);
    }
    const read = this.#read(nowMs);
    if (read.length === 0) return POLL_MS;
    await this.#send(read);
    return 0;
  }

  /** Closes the files; nothing may be called afterwards. */
  close(): void {
    for (const file of this.#files.values()) file.close();
    this.#files.clear();
  }

  #read(nowMs: number): readonly ReadLines[] {
    const { maxLineBytes } = this.#options;
    const pieceBytes = Math.max(PIECE_BYTES, 2 * maxLineBytes);
    const options: ReadOptions = { nowMs, maxLineBytes, pieceBytes, holdMs: HOLD_MS };
    const files = [...this.#files.values()];
    const read: ReadLines[] = [];
    let bytes = 0;
    for (let done = 0; done < files.length && bytes < BATCH_BYTES; done++) {
      this.#nextFile = (this.#nextFile + 1) % files.length;
      const file = files[this.#nextFile];
      const lines = file === undefined ? null : this.#readOne(file, options);
      if (lines === null) continue;
      read.push(lines);
      bytes += lines.next.offset - lines.file.position.offset;
    }
    return read;
  }

  #readOne(file: TailedFile, options: ReadOptions): ReadLines | null {
    try {
      return file.read(options);
    } catch (thrown) {
      this.#complain({ path: file.path, err: asError(thrown) }, 'a tailed file cannot be read');
      return null;
    }
  }

  async #send(read: readonly ReadLines[]): Promise<void> {
    const { name, sink } = this.#options;
    const { positions } = this.#context;
    const positionsOf = () => read.map(({ file }) => file.position);
    positions.save(name, positionsOf());
    const { refused } = await sink.append(read.map((lines) => this.#entriesOf(lines)));
    for (const lines of read) {
      this.#stats.lines += lines.lines.length;
      this.#stats.bytes += lines.next.offset - lines.file.position.offset;
      lines.file.taken(lines);
    }
    positions.save(name, positionsOf());
    this.#noteRefused(refused, read);
  }

  #entriesOf({ file, lines, firstNs }: ReadLines): StreamEntries {
    const labels = this.#labelsOf(file);
    const entries = lines.map((line, index) => ({
      timeNs: firstNs + BigInt(index),
      line,
      metadata: withDetectedLevel(labels, null, line),
    }));
    return { labels, entries };
  }

  #labelsOf(file: TailedFile): Labels {
    const known = this.#labels.get(file.key);
    if (known !== undefined) return known;
    const labels = labelsFrom([...this.#options.labels, ['filename', file.path]]);
    this.#labels.set(file.key, labels);
    return labels;
  }

  #noteRefused(refused: readonly EntryRefusal[], read: readonly ReadLines[]): void {
    const [first] = refused;
    if (first === undefined) return;
    this.#stats.refused += refused.length;
    const path = read[first.stream]?.file.path;
    const { message: reason } = first;
    this.#complain({ path, lines: refused.length, reason }, 'lines of a tailed file were refused');
  }

  #complain(fields: Readonly<Record<string, unknown>>, message: string): void {
    const nowMs = this.#context.clock.nowMs();
    if (nowMs - this.#complainedAtMs < COMPLAIN_MS) return;
    this.#complainedAtMs = nowMs;
    this.#context.logger.warn({ source: this.#options.name, ...fields }, message);
  }

  #find(nowMs: number): void {
    const { paths, exclude, maxFiles, name, start } = this.#options;
    const known = new Map(this.#knownPositions().map((position) => [position.key, position]));
    const isFirstEver = this.#isFirstSearch && known.size === 0;
    const found = new Map<string, FoundFile>();
    for (const path of paths) {
      for (const file of findFiles(path, exclude, maxFiles)) found.set(file.key, file);
    }
    this.#present = new Set(found.keys());
    for (const position of known.values()) this.#findRenamed(position, found, name);
    for (const file of found.values()) {
      if (this.#files.has(file.key)) continue;
      if (this.#files.size >= maxFiles) {
        this.#complain({ maxFiles }, 'more files match than are read');
        break;
      }
      const offset = isFirstEver && start === 'end' ? file.sizeBytes : 0;
      this.#open(file, known.get(file.key) ?? null, offset, nowMs);
    }
    this.#isFirstSearch = false;
    this.#closeGone(nowMs);
  }

  /** What was noted before the start; only at the first search. */
  #knownPositions(): readonly TailPosition[] {
    return this.#isFirstSearch ? this.#context.positions.list(this.#options.name) : [];
  }

  /** A file that was renamed while nobody looked is read to its end under its old name. */
  #findRenamed(position: TailPosition, found: Map<string, FoundFile>, source: string): void {
    if (found.has(position.key)) return;
    const folder = dirname(position.path);
    const renamed = namesIn(folder)
      .map((entry) => statOf(join(folder, entry)))
      .find((file) => file?.key === position.key);
    // One of which nothing was read cannot be told from another one in its place.
    if (renamed && position.headBytes > 0 && isFileOf(renamed.path, position)) {
      found.set(position.key, renamed);
    } else this.#context.positions.forget(source, position.key);
  }

  #open(found: FoundFile, known: TailPosition | null, offset: number, nowMs: number): void {
    const { positions, logger } = this.#context;
    const { name } = this.#options;
    try {
      const isKnown = known !== null && isFileOf(found.path, known);
      const position = isKnown ? known : beginning(found, offset);
      const file = new TailedFile(found.path, position, nowMs);
      this.#files.set(file.key, file);
      positions.save(name, [file.position]);
      logger.debug({ source: name, path: file.path }, 'a file is tailed');
    } catch (thrown) {
      this.#complain({ path: found.path, err: asError(thrown) }, 'a file cannot be tailed');
    }
  }

  #closeGone(nowMs: number): void {
    for (const [key, file] of this.#files) {
      if (this.#present.has(key) || nowMs - file.grewAtMs < GONE_MS) continue;
      file.close();
      this.#files.delete(key);
      this.#labels.delete(key);
      this.#context.positions.forget(this.#options.name, key);
    }
  }
}

function beginning({ key, path }: FoundFile, offset: number): TailPosition {
  const nothing = { lastNs: 0n, headCrc: 0, headBytes: 0, pending: null };
  return { key, path, offset, mode: 'start', ...nothing };
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (thrown) {
    const code = 'code' in asError(thrown) ? Reflect.get(asError(thrown), 'code') : null;
    if (code === 'ENOENT' || code === 'EACCES' || code === 'ENOTDIR') return [];
    throw thrown;
  }
}
