import { labelsFrom, labelsKey } from '../../platform/model/labels.ts';
import type { RecordingRule } from '../rules/manifests/rule-group.ts';
import type { RuleSample } from './alert-samples.ts';
import type { RuleElement } from './rule-elements.ts';

export type RecordedSamples =
  | { readonly kind: 'samples'; readonly samples: readonly RuleSample[] }
  | { readonly kind: 'failed'; readonly message: string };

/** The samples that a recording rule makes of its result; two of one series fail the rule. */
export function recordedSamples(
  elements: readonly RuleElement[],
  rule: RecordingRule,
  limit: number,
): RecordedSamples {
  const own = [...rule.labels, ['__name__', rule.record]] as const;
  const samples = elements.map(({ labels, value }) => ({
    labels: labelsFrom([...labels, ...own]),
    value,
  }));
  const different = new Set(samples.map(({ labels }) => labelsKey(labels)));
  if (different.size < samples.length) {
    const message = 'vector contains metrics with the same labelset after applying rule labels';
    return { kind: 'failed', message };
  }
  if (limit > 0 && samples.length > limit) {
    const message = `exceeded limit of ${limit} with ${samples.length} series`;
    return { kind: 'failed', message };
  }
  return { kind: 'samples', samples };
}
