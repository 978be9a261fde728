import type { Labels } from '../../../platform/model/labels.ts';
import type { StreamSelector } from '../ast.ts';
import { labelSet } from '../evaluate/label-set.ts';
import { type ListAsk, type ListContext, streamsOf } from './list-context.ts';

/** Names of the labels of streams, sorted. */
export async function listLabelNames(
  ask: ListAsk,
  context: ListContext,
): Promise<readonly string[]> {
  const names = new Set<string>();
  for (const { labels } of await streamsOf(ask, context)) {
    for (const name of labels.keys()) names.add(name);
  }
  return [...names].sort();
}

/** Values of a label of streams, sorted. */
export async function listLabelValues(
  name: string,
  ask: ListAsk,
  context: ListContext,
): Promise<readonly string[]> {
  const values = new Set<string>();
  for (const { labels } of await streamsOf(ask, context)) {
    const value = labels.get(name);
    if (value !== undefined) values.add(value);
  }
  return [...values].sort();
}

/** Label sets of streams that any of the selectors selects (none: of all), each once. */
export async function listSeries(
  selectors: readonly StreamSelector[],
  range: { readonly startNs: bigint; readonly endNs: bigint },
  context: ListContext,
): Promise<readonly Labels[]> {
  const found = new Map<string, Labels>();
  for (const selector of selectors.length === 0 ? [null] : selectors) {
    for (const { labels } of await streamsOf({ ...range, selector }, context)) {
      found.set(labelSet(labels).key, labels);
    }
  }
  return [...found.values()];
}

/** A label name with the number of its values. */
export interface DetectedLabel {
  readonly label: string;
  readonly cardinality: number;
}

/** As `detected_labels` answers them, sorted by name. */
export async function listDetectedLabels(
  ask: ListAsk,
  context: ListContext,
): Promise<readonly DetectedLabel[]> {
  const values = new Map<string, Set<string>>();
  for (const { labels } of await streamsOf(ask, context)) {
    for (const [name, value] of labels) {
      const known = values.get(name) ?? new Set();
      values.set(name, known.add(value));
    }
  }
  return [...values]
    .map(([label, { size }]) => ({ label, cardinality: size }))
    .sort((a, b) => (a.label < b.label ? -1 : 1));
}
