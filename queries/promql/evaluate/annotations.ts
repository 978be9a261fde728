import type { Span } from '../ast.ts';
import { quoteGo } from '../go-quote.ts';
import { formatG } from './format-number.ts';

/** How many of each kind an answer carries at most. */
const MOST_SHOWN = 10;

const WARNING = 'PromQL warning:';
const INFO = 'PromQL info:';

/**
 * Warnings and infos of one evaluation in Prometheus's words, each once, with the place in the
 * query: `PromQL warning: quantile value should be between 0 and 1, got 2 (1:10)`.
 */
export class Annotations {
  readonly #warnings = new Set<string>();
  readonly #infos = new Set<string>();
  readonly #text: string;
  readonly #isSilent: boolean;

  /** @param text the query as written @param isSilent notes nothing, as Prometheus 2.42 does */
  constructor(text: string, isSilent: boolean) {
    this.#text = text;
    this.#isSilent = isSilent;
  }

  invalidQuantile(quantile: number, place: Span): void {
    const got = formatG(quantile);
    this.#warn(`quantile value should be between 0 and 1, got ${got}`, place);
  }

  invalidRatio(ratio: number, cappedTo: number, place: Span): void {
    const capped = `got ${formatG(ratio)}, capping to ${formatG(cappedTo)}`;
    this.#warn(`ratio value should be between -1 and 1, ${capped}`, place);
  }

  badBucketLabel(metric: string, value: string, place: Span): void {
    const what = `bucket label "le" is missing or has a malformed value of ${quoteGo(value)}`;
    this.#warn(`${what} for metric name ${quoteGo(metric)}`, place);
  }

  possibleNonCounter(metric: string, place: Span): void {
    const what = 'metric might not be a counter, name does not end in _total/_sum/_count/_bucket:';
    this.#info(`${what} ${quoteGo(metric)}`, place);
  }

  forcedMonotonicity(metric: string, place: Span): void {
    const where =
      'https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile';
    const what = `input to histogram_quantile needed to be fixed for monotonicity (see ${where})`;
    this.#info(`${what} for metric name ${quoteGo(metric)}`, place);
  }

  /** Floats where an operator takes native histograms only. */
  incompatibleTypes(operator: string, place: Span): void {
    const what = 'incompatible sample types encountered for binary operator';
    this.#info(`${what} ${quoteGo(operator)}: float ${operator} float`, place);
  }

  /** At most ten, and how many were left out. */
  warnings(): readonly string[] {
    return shown(this.#warnings, 'warning');
  }

  /** At most ten, and how many were left out. */
  infos(): readonly string[] {
    return shown(this.#infos, 'info');
  }

  #warn(message: string, place: Span): void {
    if (!this.#isSilent) this.#warnings.add(`${WARNING} ${message} (${this.#position(place)})`);
  }

  #info(message: string, place: Span): void {
    if (!this.#isSilent) this.#infos.add(`${INFO} ${message} (${this.#position(place)})`);
  }

  /** Line and column, counted as in Prometheus: from 1, in bytes. */
  #position({ start }: Span): string {
    const before = this.#text.slice(0, start);
    const lineStart = before.lastIndexOf('\n') + 1;
    const column = new TextEncoder().encode(before.slice(lineStart)).length + 1;
    return `${before.split('\n').length}:${column}`;
  }
}

function shown(notes: ReadonlySet<string>, kind: string): readonly string[] {
  const first = [...notes].slice(0, MOST_SHOWN);
  const rest = notes.size - first.length;
  if (rest > 0) first.push(`${rest} more ${kind} annotations omitted`);
  return first;
}
