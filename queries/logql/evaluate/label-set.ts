import type { Labels } from '../../../platform/model/labels.ts';
import { quoteGo } from '../../promql/go-quote.ts';

/** Labels with the text that tells them from others. A label may be there with an empty value. */
export interface LabelSet {
  /** `app=4:shopenv=4:prod`: sorted, each value behind its length. */
  readonly key: string;
  /** Sorted by name. */
  readonly labels: Labels;
}

export const NO_LABELS: LabelSet = { key: '', labels: new Map() };

type Pair = readonly [string, string];

/** A set of pairs that are sorted by name, each name once. */
export function sortedLabelSet(pairs: readonly Pair[]): LabelSet {
  return { key: keyOf(pairs), labels: new Map(pairs) };
}

/** A set of labels in any order. */
export function labelSet(labels: Iterable<Pair>): LabelSet {
  return sortedLabelSet([...labels].sort(byName));
}

/** The key of pairs that are sorted by name. */
export function keyOf(pairs: Iterable<Pair>): string {
  let key = '';
  for (const [name, value] of pairs) key += `${name}=${value.length}:${value}`;
  return key;
}

/** About what a set takes in memory, in samples: so that many series of one sample count as well. */
export function weightOf({ key }: LabelSet): number {
  return 64 + Math.ceil(key.length / 2);
}

export function byName([a]: Pair, [b]: Pair): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Only the labels named, those that are there. */
export function pickLabels({ labels }: LabelSet, names: ReadonlySet<string>): LabelSet {
  return sortedLabelSet([...labels].filter(([name]) => names.has(name)));
}

/** All labels but those named. */
export function omitLabels(set: LabelSet, names: ReadonlySet<string>): LabelSet {
  const rest = [...set.labels].filter(([name]) => !names.has(name));
  return rest.length === set.labels.size ? set : sortedLabelSet(rest);
}

/** As a selector is written: `{app="shop", env="prod"}`. */
export function printLabelSet(labels: Labels): string {
  return `{${[...labels].map(([name, value]) => `${name}=${quoteGo(value)}`).join(', ')}}`;
}

/** In the order of names, then values, then of how many there are. */
export function compareLabelSets(left: LabelSet, right: LabelSet): number {
  const a = [...left.labels];
  const b = [...right.labels];
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [nameA = '', valueA = ''] = a[i] ?? [];
    const [nameB = '', valueB = ''] = b[i] ?? [];
    if (nameA !== nameB) return nameA < nameB ? -1 : 1;
    if (valueA !== valueB) return valueA < valueB ? -1 : 1;
  }
  return a.length - b.length;
}
