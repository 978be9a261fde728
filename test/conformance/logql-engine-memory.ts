import type { Labels } from '../../platform/model/labels.ts';
import type { SourceMatcher } from '../../queries/source/source-matcher.ts';
import type {
  EntryBlock,
  FollowedEntries,
  StoredBlock,
  StoredStream,
  StreamAsk,
  StreamSource,
} from '../../queries/source/stream-source.ts';
import type { Turn } from '../../queries/source/turn.ts';

/** A line to store. */
export interface MemoryEntry {
  readonly stream: Labels;
  readonly timeNs: bigint;
  readonly line: string;
  readonly metadata: Labels | null;
}

interface MemoryStream {
  readonly labels: Labels;
  readonly entries: MemoryEntry[];
  readonly seen: Set<string>;
}

interface Follower {
  readonly matchers: readonly SourceMatcher[];
  readonly listener: (arrived: FollowedEntries) => void;
}

/** Streams in memory, in blocks of a few lines, as a store would hand them out. */
export class MemoryStreams implements StreamSource {
  readonly #streams = new Map<string, MemoryStream>();
  readonly #followers = new Set<Follower>();
  readonly #linesPerBlock: number;
  /** Blocks that were read since the last `clear`. */
  blocksRead = 0;

  constructor(linesPerBlock = 4) {
    this.#linesPerBlock = linesPerBlock;
  }

  clear(): void {
    this.#streams.clear();
    this.blocksRead = 0;
  }

  /** A line that is there already, with its metadata, is kept once. Labels without a value are dropped. */
  append(entries: readonly MemoryEntry[]): void {
    for (const entry of entries) {
      const labels = new Map([...entry.stream].filter(([, value]) => value !== '').sort(byName));
      const stream = this.#streamOf(labels);
      const key = JSON.stringify([`${entry.timeNs}`, entry.line, [...(entry.metadata ?? [])]]);
      if (stream.seen.has(key)) continue;
      stream.seen.add(key);
      stream.entries.push({ ...entry, stream: labels });
      for (const { matchers, listener } of this.#followers) {
        if (fulfils(labels, matchers)) listener({ labels, block: blockOf([entry]) });
      }
    }
    for (const { entries: all } of this.#streams.values()) {
      all.sort((a, b) => (a.timeNs === b.timeNs ? 0 : a.timeNs < b.timeNs ? -1 : 1));
    }
  }

  async select(
    { matchers, startNs, endNs }: StreamAsk,
    turn: Turn,
  ): Promise<readonly StoredStream[]> {
    if (turn.isDue()) await turn.rest();
    return [...this.#streams.values()]
      .filter(({ labels }) => fulfils(labels, matchers))
      .map(({ labels, entries }) => ({
        labels,
        blocks: this.#blocks(entries).filter(
          ({ minNs, maxNs }) => maxNs >= startNs && minNs < endNs,
        ),
      }))
      .filter(({ blocks }) => blocks.length > 0);
  }

  follow(
    matchers: readonly SourceMatcher[],
    listener: (arrived: FollowedEntries) => void,
  ): () => void {
    const follower = { matchers, listener };
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  #streamOf(labels: Labels): MemoryStream {
    const key = JSON.stringify([...labels]);
    const known = this.#streams.get(key);
    if (known !== undefined) return known;
    const stream: MemoryStream = { labels, entries: [], seen: new Set() };
    this.#streams.set(key, stream);
    return stream;
  }

  #blocks(entries: readonly MemoryEntry[]): readonly StoredBlock[] {
    const blocks: StoredBlock[] = [];
    for (let i = 0; i < entries.length; i += this.#linesPerBlock) {
      const part = entries.slice(i, i + this.#linesPerBlock);
      blocks.push({
        minNs: part[0]?.timeNs ?? 0n,
        maxNs: part.at(-1)?.timeNs ?? 0n,
        entries: part.length,
        bytes: part.reduce((sum, { line }) => sum + Buffer.byteLength(line), 0),
        read: () => {
          this.blocksRead++;
          return blockOf(part);
        },
      });
    }
    return blocks;
  }
}

function blockOf(entries: readonly MemoryEntry[]): EntryBlock {
  const lines = entries.map(({ line }) => Buffer.from(line));
  let end = 0;
  const hasMetadata = entries.some(({ metadata }) => metadata !== null);
  return {
    timesNs: BigInt64Array.from(entries, ({ timeNs }) => timeNs),
    text: Buffer.concat(lines),
    ends: Uint32Array.from(lines, (line) => {
      end += line.length;
      return end;
    }),
    metadata: hasMetadata ? entries.map(({ metadata }) => metadata) : null,
  };
}

function fulfils(labels: Labels, matchers: readonly SourceMatcher[]): boolean {
  return matchers.every((matcher) => matcher.matches(labels.get(matcher.name) ?? ''));
}

function byName([a]: readonly [string, string], [b]: readonly [string, string]): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** A turn without limits that rests at every other question, so that resting is tested as well. */
export class RestlessTurn implements Turn {
  #asked = 0;
  held = 0;
  bytes = 0;

  isDue(): boolean {
    this.#asked++;
    return this.#asked % 2 === 0;
  }

  rest(): Promise<void> {
    return Promise.resolve();
  }

  holdSamples(count: number): void {
    this.held += count;
  }

  readBytes(count: number): void {
    this.bytes += count;
  }
}
