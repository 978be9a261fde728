import type { RuleCondition } from '../rule.ts';

/** Values a comparison lets through. */
interface Span {
  readonly low: number;
  readonly high: number;
  readonly lowOpen: boolean;
  readonly highOpen: boolean;
}

/**
 * Does no value fulfil both?
 * @example excludes({ operator: '==', threshold: 0 }, { operator: '>', threshold: 0 }) // true
 */
export function excludes(a: RuleCondition, b: RuleCondition): boolean {
  if (a.operator === '!=') return b.operator === '==' && a.threshold === b.threshold;
  if (b.operator === '!=') return a.operator === '==' && a.threshold === b.threshold;
  const [one, other] = [spanOf(a), spanOf(b)];
  const low = Math.max(one.low, other.low);
  const high = Math.min(one.high, other.high);
  if (low !== high) return low > high;
  const isOpen = (span: Span): boolean =>
    (span.low === low && span.lowOpen) || (span.high === high && span.highOpen);
  return isOpen(one) || isOpen(other);
}

function spanOf({ operator, threshold }: RuleCondition): Span {
  const isExact = operator === '==';
  const isAbove = operator === '>' || operator === '>=';
  return {
    low: isExact || isAbove ? threshold : -Infinity,
    high: isExact || !isAbove ? threshold : Infinity,
    lowOpen: operator === '>',
    highOpen: operator === '<',
  };
}
