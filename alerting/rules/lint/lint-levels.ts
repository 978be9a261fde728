import type { ThresholdRange } from '../../../queries/templates/rules/rule-template.ts';
import { thresholdProblem } from '../../../queries/templates/rules/threshold-range.ts';
import type { UnitName } from '../../../queries/templates/units.data.ts';
import type { RuleCondition, RuleLevel } from '../rule.ts';
import type { LintRun } from './lint-context.ts';
import type { LintPlace } from './lint-finding.ts';

/** What the values of the rule's expression can be. */
export interface Measured {
  readonly range: ThresholdRange;
  readonly unit: UnitName;
}

/** Thresholds that the value never reaches or always fulfils, and levels that hide each other. */
export function lintLevels({ content, out }: LintRun, measured: Measured): void {
  for (const [index, level] of content.levels.entries()) {
    const { condition } = level;
    if (condition === null) continue;
    const path = `/levels/${index}/threshold`;
    reportRange({ out }, measured, condition, { path });
    const severe = content.levels[index - 1];
    if (severe?.condition) reportOrder({ out }, severe, { ...level, condition }, index);
  }
}

type Out = Pick<LintRun, 'out'>;

/** A threshold, of a level or in the expression. */
export function reportRange(
  { out }: Out,
  measured: Measured,
  { operator, threshold }: RuleCondition,
  place: LintPlace,
): void {
  const problem = thresholdProblem(measured, operator, threshold);
  if (problem === null) return;
  const fields = { message: problem.en, messageZh: problem.zh };
  out.add('threshold_out_of_range', { ...place, fields });
}

function reportOrder(
  { out }: Out,
  severe: RuleLevel,
  mild: RuleLevel & { readonly condition: RuleCondition },
  index: number,
): void {
  const worse = severe.condition;
  const { operator, threshold } = mild.condition;
  if (worse === null) return;
  const names = { severe: severe.severity, mild: mild.severity, operator };
  if (directionOf(worse.operator) !== directionOf(operator)) {
    out.add('operators_mixed', { path: `/levels/${index}/operator`, fields: names });
    return;
  }
  const direction = directionOf(operator);
  // The same threshold for a longer time is a rung, too.
  const isLonger = worse.threshold === threshold && severe.forMs > mild.forMs;
  if (direction === 'none' || isLonger) return;
  const isAbove = direction === 'above';
  const isRight = isAbove ? worse.threshold > threshold : worse.threshold < threshold;
  if (isRight) return;
  const fields = {
    ...names,
    direction: isAbove ? 'higher' : 'lower',
    directionZh: isAbove ? '高' : '低',
  };
  out.add('thresholds_disordered', { path: `/levels/${index}/threshold`, fields });
}

function directionOf(operator: RuleCondition['operator']): 'above' | 'below' | 'none' {
  if (operator === '>' || operator === '>=') return 'above';
  return operator === '<' || operator === '<=' ? 'below' : 'none';
}
