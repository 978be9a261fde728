import { AppError } from '../../platform/errors/app-error.ts';
import type { LabelMatcher, VectorSelector } from '../promql/ast.ts';
import type { PatternTester } from '../regex/pattern-tester.ts';
import type { AnsweredLabels } from '../scope/label-scope.ts';

/**
 * True when a label set fits a selector, as Prometheus compares the labels of rules with `match[]`:
 * anchored, a missing label is the empty text.
 *
 * @param patterns shared by all selectors and label sets of one question
 * @throws AppError `unprocessable` when the patterns would take more time than is allowed.
 */
export function selectorFits(
  selector: VectorSelector,
  labels: AnsweredLabels,
  patterns: PatternTester,
): boolean {
  if (selector.name !== null && labels.__name__ !== selector.name) return false;
  return selector.matchers.every((matcher) => matcherFits(matcher, labels, patterns));
}

function matcherFits(
  { name, op, value }: LabelMatcher,
  labels: AnsweredLabels,
  patterns: PatternTester,
): boolean {
  const actual = labels[name] ?? '';
  switch (op) {
    case '=':
      return actual === value;
    case '!=':
      return actual !== value;
    default:
      return patternFits(value, actual, patterns) === (op === '=~');
  }
}

function patternFits(pattern: string, value: string, patterns: PatternTester): boolean {
  const fits = patterns.test(pattern, value);
  if (fits !== null) return fits;
  throw new AppError(
    'unprocessable',
    'the regular expressions of match[] are too large together to compare labels with them',
  );
}
