import { RE2JS } from 're2js';
import { BoundedMap } from '../../platform/model/bounded-map.ts';
import { regexCost } from '../../queries/regex/regex-cost.ts';
import { matchesSimple, simplePattern } from './simple-pattern.ts';

export const MATCH_OPERATORS = ['=', '!=', '=~', '!~'] as const;
export type MatchOperator = (typeof MATCH_OPERATORS)[number];

/** A label that is missing has the empty value. Patterns are RE2, anchored on both sides. */
export interface SilenceMatcher {
  readonly name: string;
  readonly operator: MatchOperator;
  readonly value: string;
}

/** A matcher ready to be asked. */
export interface CompiledMatcher extends SilenceMatcher {
  accepts(value: string): boolean;
  /** The only values that it accepts, none of them empty; null when these are not a short list. */
  readonly values: readonly string[] | null;
}

const MOST_ALTERNATIVES = 100;
/** Answers remembered per pattern: labels take few values. */
const REMEMBERED = 256;

/** @throws Error when the pattern is no RE2; `validate-silence.ts` has judged it before. */
export function compileMatcher(matcher: SilenceMatcher): CompiledMatcher {
  const { operator, value } = matcher;
  const isNegative = operator.startsWith('!');
  const test = operator.endsWith('~') ? patternTest(value) : (text: string) => text === value;
  const accepts = isNegative ? (text: string) => !test(text) : test;
  return { ...matcher, accepts, values: isNegative ? null : valuesOf(operator, value) };
}

function valuesOf(operator: MatchOperator, value: string): readonly string[] | null {
  const values = operator === '=' ? [value] : listOf(value);
  if (values === null || values.length > MOST_ALTERNATIVES || values.includes('')) return null;
  return values;
}

function listOf(pattern: string): readonly string[] | null {
  const simple = simplePattern(pattern);
  return simple?.kind === 'values' ? simple.values : null;
}

/** What a matcher costs to test, in units of `regexCost`; 0 where no engine is needed. */
export function costOf({ operator, value }: SilenceMatcher): number {
  if (!operator.endsWith('~') || simplePattern(value) !== null) return 0;
  return regexCost(value);
}

function patternTest(pattern: string): (text: string) => boolean {
  const simple = simplePattern(pattern);
  if (simple !== null) return matchesSimple(simple);
  const expression = RE2JS.compile(`^(?s:${pattern})$`);
  const known = new BoundedMap<string, boolean>(REMEMBERED);
  return (text) => {
    const remembered = known.get(text);
    if (remembered !== undefined) return remembered;
    const matches = expression.matches(text);
    known.set(text, matches);
    return matches;
  };
}

/** Equal for equal matchers. */
export function matchersKey(matchers: readonly SilenceMatcher[]): string {
  return JSON.stringify(
    matchers.map(({ name, operator, value }) => [name, operator, value]).sort(),
  );
}
