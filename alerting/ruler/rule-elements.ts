import { type Labels, labelsFrom } from '../../platform/model/labels.ts';
import type { RuleAnswer } from './ask-query.ts';

/** One element of a rule's result. */
export interface RuleElement {
  readonly labels: Labels;
  readonly value: number;
}

export type RuleElements =
  | { readonly kind: 'elements'; readonly elements: readonly RuleElement[] }
  | { readonly kind: 'failed'; readonly message: string };

/** The elements of an answer: a scalar is one element without labels. */
export function ruleElements(answer: RuleAnswer): RuleElements {
  switch (answer.kind) {
    case 'failed':
      return { kind: 'failed', message: answer.message };
    case 'other':
      return { kind: 'failed', message: 'rule result is not a vector or scalar' };
    case 'scalar':
      return { kind: 'elements', elements: [{ labels: labelsFrom([]), value: answer.value }] };
    default: {
      const { values } = answer;
      const elements = answer.labels.map((labels, index) => ({
        labels,
        value: values[index] ?? Number.NaN,
      }));
      return { kind: 'elements', elements };
    }
  }
}
