import { RE2JS } from 're2js';
import type { LabelMatcher, VectorSelector } from '../promql/ast.ts';
import type { AnsweredLabels } from './filters/label-match.ts';

/**
 * True when a label set fits a selector, as Prometheus compares the labels of rules with `match[]`:
 * anchored, a missing label is the empty text. Patterns run in linear time.
 */
export function selectorFits(selector: VectorSelector, labels: AnsweredLabels): boolean {
  if (selector.name !== null && labels.__name__ !== selector.name) return false;
  return selector.matchers.every((matcher) => matcherFits(matcher, labels));
}

function matcherFits({ name, op, value }: LabelMatcher, labels: AnsweredLabels): boolean {
  const actual = labels[name] ?? '';
  switch (op) {
    case '=':
      return actual === value;
    case '!=':
      return actual !== value;
    default:
      return RE2JS.compile(value, RE2JS.DOTALL).matches(actual) === (op === '=~');
  }
}
