import { compareText, type Labels, labelsFrom } from '../../../platform/model/labels.ts';
import { quoteGo } from '../go-quote.ts';
import { printLabelName } from '../print.ts';

/** The label that holds a metric's name. */
export const METRIC_NAME = '__name__';

/**
 * A label set as the evaluator holds it: what is worked out of it (its key, its pairs, itself
 * without the name) is worked out once, and only when it is asked for.
 */
export class LabelSet {
  static readonly empty = new LabelSet(new Map());

  /** Sorted by name, without empty values. */
  readonly labels: Labels;
  #key: string | null = null;
  #pairs: readonly string[] | null = null;
  #nameless: LabelSet | null = null;

  /** @param labels sorted by name, without empty values */
  constructor(labels: Labels) {
    this.labels = labels;
  }

  /** The value of a label; the empty text where it is missing. */
  get(name: string): string {
    return this.labels.get(name) ?? '';
  }

  /** Equal for equal label sets, different for different ones. */
  key(): string {
    if (this.#key !== null) return this.#key;
    let key = '';
    for (const [name, value] of this.labels) {
      key += `${name.length}:${name}${value.length}:${value}`;
    }
    this.#key = key;
    return key;
  }

  /** Name, value, name, value …, by name: what label sets are sorted by. */
  pairs(): readonly string[] {
    this.#pairs ??= [...this.labels].flat();
    return this.#pairs;
  }

  /** Itself where it has no name. */
  withoutName(): LabelSet {
    if (this.#nameless !== null) return this.#nameless;
    this.#nameless = this.labels.has(METRIC_NAME) ? this.without([METRIC_NAME]) : this;
    return this.#nameless;
  }

  without(names: readonly string[]): LabelSet {
    const rest = new Map(this.labels);
    for (const name of names) rest.delete(name);
    return rest.size === this.labels.size ? this : new LabelSet(rest);
  }

  /** Only the named labels. */
  only(names: readonly string[]): LabelSet {
    const kept: [string, string][] = [];
    for (const name of names) {
      const value = this.labels.get(name);
      if (value !== undefined) kept.push([name, value]);
    }
    return new LabelSet(labelsFrom(kept));
  }

  /** With one label set; an empty value removes it. */
  with(name: string, value: string): LabelSet {
    return new LabelSet(labelsFrom([...this.labels, [name, value]]));
  }
}

/** The order of Prometheus's range results: pair by pair, a shorter set before its extensions. */
export function compareLabelSets(a: LabelSet, b: LabelSet): number {
  const [left, right] = [a.pairs(), b.pairs()];
  const least = Math.min(left.length, right.length);
  for (let i = 0; i < least; i++) {
    const order = compareText(left[i] ?? '', right[i] ?? '');
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** As messages show it: `{__name__="up", job="api"}`. */
export function showLabelSet({ labels }: LabelSet): string {
  const pairs = [...labels].map(([name, value]) => `${printLabelName(name)}=${quoteGo(value)}`);
  return `{${pairs.join(', ')}}`;
}
