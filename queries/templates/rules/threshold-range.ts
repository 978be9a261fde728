import type { BilingualText } from '../named-metric.ts';
import { printQuantity } from '../quantity.ts';
import type { RuleTemplate, TemplateOperator } from './rule-template.ts';

/**
 * Why a threshold makes no sense for what the template measures: outside of what the value can be,
 * or such that the comparison holds always or never. Null: it makes sense.
 *
 * @example thresholdProblem(cpuUsagePercent, '>', 80) // { en: '8000 % is out of range: the value is from 0 % to 100 %', … }
 */
export function thresholdProblem(
  { range, unit }: Pick<RuleTemplate, 'range' | 'unit'>,
  operator: TemplateOperator,
  threshold: number,
): BilingualText | null {
  const { min, max } = range;
  const say = (quantity: number): string => printQuantity(quantity, unit);
  const value = say(threshold);
  const isOutside = (min !== null && threshold < min) || (max !== null && threshold > max);
  if (!Number.isFinite(threshold) || isOutside) {
    const bounds = boundsOf(min === null ? null : say(min), max === null ? null : say(max));
    return {
      en: `${value} is out of range: the value is ${bounds.en}`,
      zh: `${value} 超出范围：该值${bounds.zh}`,
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

function boundsOf(min: string | null, max: string | null): BilingualText {
  if (min !== null && max !== null)
    return { en: `from ${min} to ${max}`, zh: `为 ${min} 到 ${max}` };
  if (min !== null) return { en: `at least ${min}`, zh: `不小于 ${min}` };
  return max === null
    ? { en: 'a number', zh: '为数字' }
    : { en: `at most ${max}`, zh: `不大于 ${max}` };
}
