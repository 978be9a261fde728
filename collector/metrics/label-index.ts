import type { Labels } from '../../platform/model/labels.ts';

/** One label as it occurs: all series that have it share it. */
export interface LabelPair {
  readonly id: number;
  readonly name: string;
  readonly value: string;
  /** Series that have it, ascending; a number while there is one only. Forgotten ones may be among them. */
  series: number | number[];
}

/** Grows by half, and holds what a series is made of: ids of pairs, by name. */
class Arena {
  words = new Uint32Array(1024);
  length = 0;

  reserve(more: number): void {
    if (this.length + more <= this.words.length) return;
    const grown = new Uint32Array(Math.ceil((this.length + more) * 1.5));
    grown.set(this.words.subarray(0, this.length));
    this.words = grown;
  }
}

/**
 * The inverted index: label name -> value -> series, and series -> labels. Series are small numbers
 * ("slots") that the owner gives out. Texts are kept once.
 */
export class LabelIndex {
  readonly #names = new Map<string, Map<string, LabelPair>>();
  readonly #pairs: (LabelPair | null)[] = [];
  readonly #freePairs: number[] = [];
  #arena = new Arena();
  #starts = new Uint32Array(0);
  #sizes = new Uint8Array(0);
  #hashes = new Int32Array(0);
  #chain = new Int32Array(0);
  readonly #byHash = new Map<number, number>();
  readonly #probe: number[] = [];

  resize(slots: number): void {
    if (slots <= this.#starts.length) return;
    const grown = { starts: new Uint32Array(slots), sizes: new Uint8Array(slots) };
    grown.starts.set(this.#starts);
    grown.sizes.set(this.#sizes);
    const hashes = new Int32Array(slots);
    hashes.set(this.#hashes);
    const chain = new Int32Array(slots);
    chain.set(this.#chain);
    this.#starts = grown.starts;
    this.#sizes = grown.sizes;
    this.#hashes = hashes;
    this.#chain = chain;
  }

  /** The slot of exactly these labels (at most 255, sorted by name), or -1. */
  find(labels: Labels): number {
    const probe = this.#probe;
    probe.length = 0;
    for (const [name, value] of labels) {
      const pair = this.#names.get(name)?.get(value);
      if (pair === undefined) return -1;
      probe.push(pair.id);
    }
    let slot = (this.#byHash.get(hashOf(probe)) ?? 0) - 1;
    while (slot >= 0 && !this.#isMadeOf(slot, probe)) slot = (this.#chain[slot] ?? 0) - 1;
    return slot;
  }

  /** The labels are in no other slot, and the slot is not in use. */
  add(slot: number, labels: Labels): void {
    const arena = this.#arena;
    arena.reserve(labels.size);
    this.#starts[slot] = arena.length;
    this.#sizes[slot] = labels.size;
    const ids: number[] = [];
    for (const [name, value] of labels) {
      const pair = this.#pairOf(name, value);
      pair.series = withSeries(pair.series, slot);
      arena.words[arena.length++] = pair.id;
      ids.push(pair.id);
    }
    const hash = hashOf(ids);
    this.#hashes[slot] = hash;
    this.#chain[slot] = this.#byHash.get(hash) ?? 0;
    this.#byHash.set(hash, slot + 1);
  }

  /** These labels are not found any more; what is left of them goes with {@link purge}. */
  hide(slot: number): void {
    const hash = this.#hashes[slot] ?? 0;
    const next = this.#chain[slot] ?? 0;
    const first = this.#byHash.get(hash) ?? 0;
    if (first !== slot + 1) {
      let before = first - 1;
      while ((this.#chain[before] ?? 0) !== slot + 1) before = (this.#chain[before] ?? 0) - 1;
      this.#chain[before] = next;
    } else if (next === 0) this.#byHash.delete(hash);
    else this.#byHash.set(hash, next);
  }

  /** Takes the hidden slots out of every list, and lets go of labels that nothing has any more. */
  purge(hidden: ReadonlySet<number>): void {
    for (const [name, values] of this.#names) {
      for (const [value, pair] of values) {
        const left = seriesOf(pair).filter((slot) => !hidden.has(slot));
        if (left.length > 0) {
          pair.series = left.length === 1 ? (left[0] ?? 0) : left;
          continue;
        }
        values.delete(value);
        this.#pairs[pair.id] = null;
        this.#freePairs.push(pair.id);
      }
      if (values.size === 0) this.#names.delete(name);
    }
    this.#compact(hidden);
  }

  labels(slot: number): Labels {
    const labels = new Map<string, string>();
    this.eachPair(slot, ({ name, value }) => void labels.set(name, value));
    return labels;
  }

  eachPair(slot: number, onPair: (pair: LabelPair) => void): void {
    const start = this.#starts[slot] ?? 0;
    for (let at = start; at < start + (this.#sizes[slot] ?? 0); at++) {
      const pair = this.#pairs[this.#arena.words[at] ?? 0];
      if (pair) onPair(pair);
    }
  }

  /** The label of this name that the series has. */
  pairOf(slot: number, name: string): LabelPair | null {
    const start = this.#starts[slot] ?? 0;
    for (let at = start; at < start + (this.#sizes[slot] ?? 0); at++) {
      const pair = this.#pairs[this.#arena.words[at] ?? 0];
      if (pair?.name === name) return pair;
    }
    return null;
  }

  names(): IterableIterator<string> {
    return this.#names.keys();
  }

  /** By value; live. */
  pairsOf(name: string): ReadonlyMap<string, LabelPair> {
    return this.#names.get(name) ?? NO_PAIRS;
  }

  #isMadeOf(slot: number, ids: readonly number[]): boolean {
    if (this.#sizes[slot] !== ids.length) return false;
    const start = this.#starts[slot] ?? 0;
    return ids.every((id, at) => this.#arena.words[start + at] === id);
  }

  #pairOf(name: string, value: string): LabelPair {
    let values = this.#names.get(name);
    if (values === undefined) {
      values = new Map();
      this.#names.set(ownText(name), values);
    }
    const known = values.get(value);
    if (known !== undefined) return known;
    const id = this.#freePairs.pop() ?? this.#pairs.length;
    const pair = { id, name: ownText(name), value: ownText(value), series: [] };
    this.#pairs[id] = pair;
    values.set(pair.value, pair);
    return pair;
  }

  #compact(hidden: ReadonlySet<number>): void {
    const arena = new Arena();
    arena.reserve(this.#arena.length);
    for (let slot = 0; slot < this.#starts.length; slot++) {
      const size = hidden.has(slot) ? 0 : (this.#sizes[slot] ?? 0);
      const start = this.#starts[slot] ?? 0;
      arena.words.set(this.#arena.words.subarray(start, start + size), arena.length);
      this.#starts[slot] = arena.length;
      this.#sizes[slot] = size;
      arena.length += size;
    }
    this.#arena = arena;
  }
}

const NO_PAIRS: ReadonlyMap<string, LabelPair> = new Map();

/** Ascending; may hold forgotten series. */
export function seriesOf(pair: LabelPair): readonly number[] {
  return typeof pair.series === 'number' ? [pair.series] : pair.series;
}

function withSeries(series: number | number[], slot: number): number | number[] {
  if (typeof series === 'number') return series < slot ? [series, slot] : [slot, series];
  if (series.length === 0) return slot;
  if ((series.at(-1) ?? -1) < slot) {
    series.push(slot);
    return series;
  }
  const at = series.findIndex((other) => other > slot);
  series.splice(at, 0, slot);
  return series;
}

function hashOf(ids: readonly number[]): number {
  let hash = 17;
  for (const id of ids) hash = Math.imul(hash ^ id, 0x9e3779b1) ^ (hash >>> 15);
  return hash;
}

/**
 * A text that holds on to nothing else: what was cut out of a page of metrics would keep the whole
 * page in memory.
 */
function ownText(text: string): string {
  if (text.length < 13) return text;
  const encoding = isLatin1(text) ? 'latin1' : 'utf16le';
  return Buffer.from(text, encoding).toString(encoding);
}

function isLatin1(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0xff) return false;
  return true;
}
