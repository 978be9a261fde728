import type { MetadataLine } from './metric-metadata.ts';

/** Which label holds a float in series under a TYPE line: 1 `le` of histograms, 2 `quantile` of summaries. */
export type FloatLabelKind = 0 | 1 | 2;

/** A series as it was read before; what it resolved to is found by its bytes alone. */
export interface CachedSeries<T> {
  readonly kind: 'series';
  /** From the name to behind the brace, a character for each byte. */
  readonly raw: string;
  readonly floatLabel: FloatLabelKind;
  readonly resolved: T;
  /** The last exposition that had it. */
  seenIn: number;
}

/** A comment line as it was read before. */
export interface CachedComment {
  readonly kind: 'comment';
  /** The whole line, a character for each byte. */
  readonly raw: string;
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
  /** By the float label that was looked for, then by `raw`. */
  readonly #series: readonly Map<string, CachedSeries<T>>[] = [new Map(), new Map(), new Map()];
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
      if (bytes[at + index] !== raw.charCodeAt(index)) return null;
    }
    return expected;
  }

  find(raw: string, floatLabel: FloatLabelKind): CachedSeries<T> | undefined {
    return this.#series[floatLabel]?.get(raw);
  }

  addSeries(series: CachedSeries<T>): void {
    this.#series[series.floatLabel]?.set(series.raw, series);
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
    const known = this.#series.reduce((sum, { size }) => sum + size, 0);
    if (this.#seenSeries === known) return;
    for (const byRaw of this.#series) {
      for (const [raw, { seenIn }] of byRaw) if (seenIn !== this.#generation) byRaw.delete(raw);
    }
  }

  /** Of the last complete exposition. */
  *metadataLines(): Generator<MetadataLine> {
    for (const line of this.#expected) {
      if (line.kind === 'comment' && line.metadata !== null) yield line.metadata;
    }
  }
}
