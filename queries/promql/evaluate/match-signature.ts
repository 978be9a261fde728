import type { VectorMatching } from '../ast.ts';
import { valuesKey } from './grouping.ts';
import { type LabelSet, METRIC_NAME } from './label-set.ts';

/** A text that is equal for label sets that match each other. */
export function signatureOf(matching: VectorMatching | null): (labels: LabelSet) => string {
  if (matching === null) return (labels) => labels.withoutName().key();
  const { mode, labels: names } = matching;
  if (mode === 'on') return (labels) => valuesKey(labels, names);
  if (names.length === 0) return (labels) => labels.withoutName().key();
  const dropped = [...names, METRIC_NAME];
  return (labels) => labels.without(dropped).key();
}

/** The labels that were matched by: what a group of matches is called. */
export function matchGroup(labels: LabelSet, matching: VectorMatching | null): LabelSet {
  if (matching?.mode === 'on') return labels.only(matching.labels);
  return labels.without([...(matching?.labels ?? []), METRIC_NAME]);
}
