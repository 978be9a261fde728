import type { MetadataLine } from './metric-metadata.ts';

/** Which label holds a float in series under a TYPE line: 1 `le` of histograms, 2 `quantile` of summaries. */
export type FloatLabelKind = 0 | 1 | 2;

/** A series as it was read before; what it resolved to is found by its bytes alone. */
export interface CachedSeries<T> {
  readonly kind: 'series';
  /** From the name to behind the brace. */
  readonly raw: Uint8Array;
  readonly floatLabel: FloatLabelKind;
  readonly resolved: T;
  /** The last exposition that had it. */
  seenIn: number;
}

/** A comment line as it was read before. */
export interface CachedComment {
  readonly kind: 'comment';
  /** The whole line. */
  readonly raw: Uint8Array;
  readonly metadata: MetadataLine | null;
}

type CachedLine<T> = CachedSeries<T> | CachedComment;

/**
 * The lines of the last exposition of one target. Targets write the same lines in the same order
 * each time, so that a line is nearly always found by comparing it with the one that came at its
 * place before; otherwise series are found by their bytes. Holds what the last exposition had.
 */
export class LineCache<T> {
  #expected: CachedLine<T>[] = [];
  #seen: CachedLine<T>[] = [];
  readonly #series = new Map<string, CachedSeries<T>>();
  #generation = 0;
  #seenSeries = 0;

  /** Begins a new exposition. */
  begin(): void {
    this.#generation += 1;
    this.#seen = [];
    this.#seenSeries = 0;
  }

  /** The line that came here before, when it begins at `at` now as well. */
  lineAt(bytes: Uint8Array, at: number): CachedLine<T> | null {
    const expected = this.#expected[this.#seen.length];
    if (expected === undefined) return null;
    const { raw } = expected;
    const { length } = raw;
    if (at + length > bytes.length) return null;
    // The end differs sooner than the beginning does.
    for (let index = length - 1; index >= 0; index--) {
      if (bytes[at + index] !== raw[index]) return null;
    }
    return expected;
  }

  find(key: string): CachedSeries<T> | undefined {
    return this.#series.get(key);
  }

  addSeries(key: string, series: CachedSeries<T>): void {
    this.#series.set(key, series);
  }

  /** The line is part of this exposition. */
  saw(line: CachedLine<T>): void {
    this.#seen.push(line);
    if (line.kind === 'comment' || line.seenIn === this.#generation) return;
    line.seenIn = this.#generation;
    this.#seenSeries += 1;
  }

  /** The exposition is complete: what it did not have is forgotten. */
  commit(): void {
    this.#expected = this.#seen;
    if (this.#seenSeries === this.#series.size) return;
    for (const [key, series] of this.#series) {
      if (series.seenIn !== this.#generation) this.#series.delete(key);
    }
  }

  /** Of the last complete exposition. */
  *metadataLines(): Generator<MetadataLine> {
    for (const line of this.#expected) {
      if (line.kind === 'comment' && line.metadata !== null) yield line.metadata;
    }
  }
}
