import { printNumber } from '../../promql/number-text.ts';
import type { BilingualText } from '../named-metric.ts';
import { UNITS } from '../units.data.ts';
import type { RuleTemplate, TemplateOperator } from './rule-template.ts';

/**
 * Why a threshold makes no sense for what the template measures: outside of what the value can be,
 * or such that the comparison holds always or never. Null: it makes sense.
 *
 * @example thresholdProblem(cpuUsagePercent, '>', 80) // { en: '80 is no share: from 0 to 1 …', … }
 */
export function thresholdProblem(
  { range, unit }: Pick<RuleTemplate, 'range' | 'unit'>,
  operator: TemplateOperator,
  threshold: number,
): BilingualText | null {
  const { min, max } = range;
  const value = printNumber(threshold);
  const isOutside = (min !== null && threshold < min) || (max !== null && threshold > max);
  if (!Number.isFinite(threshold) || isOutside) {
    return {
      en: `${value} is out of range: the value is in ${UNITS[unit].plain}, ${boundsEn(min, max)}`,
      zh: `${value} 超出范围：该值的单位为 ${UNITS[unit].plain}，${boundsZh(min, max)}`,
    };
  }
  if ((operator === '<' && threshold === min) || (operator === '>' && threshold === max)) {
    return {
      en: `never fires: the value is never ${operator} ${value}`,
      zh: `永远不会触发：该值不可能 ${operator} ${value}`,
    };
  }
  if ((operator === '>=' && threshold === min) || (operator === '<=' && threshold === max)) {
    return {
      en: `always fires: the value is always ${operator} ${value}`,
      zh: `始终触发：该值总是 ${operator} ${value}`,
    };
  }
  return null;
}

function boundsEn(min: number | null, max: number | null): string {
  if (min !== null && max !== null) return `from ${min} to ${max}`;
  if (min !== null) return `at least ${min}`;
  return max === null ? 'a number' : `at most ${max}`;
}

function boundsZh(min: number | null, max: number | null): string {
  if (min !== null && max !== null) return `取值 ${min} 到 ${max}`;
  if (min !== null) return `不小于 ${min}`;
  return max === null ? '为数字' : `不大于 ${max}`;
}
