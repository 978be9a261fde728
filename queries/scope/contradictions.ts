import { assertNever } from '../../platform/model/assert-never.ts';
import type { PatternTester } from '../regex/pattern-tester.ts';
import { allowedValues, type EnforcedMatcher } from './enforced-matcher.ts';

/** A condition on a label, of PromQL or LogQL. */
interface Condition {
  readonly name: string;
  readonly op: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** A selector of either language; positions are UTF-16 offsets, `end` exclusive. */
export interface JudgedSelector {
  readonly matchers: readonly Condition[];
  readonly start: number;
  readonly end: number;
}

/** A selector that can never match together with the scope. */
export interface Contradiction {
  readonly selector: JudgedSelector;
  /** The enforced label it is about. */
  readonly label: string;
  /** The user's conditions on that label which no value of the scope meets together. */
  readonly conditions: readonly Condition[];
  /** All values of the scope. */
  readonly allowed: readonly string[];
}

/**
 * The selectors that ask for values of an enforced label of which the scope has none: an equality
 * with another value, a pattern that matches none of ours, a negation of all of them, or several
 * conditions that leave none over. At most one finding for each selector. Where telling would take
 * too much, nothing is found.
 *
 * @param selectors those that carry the scope's matchers: exempt ones are to be left away
 * @param patterns shared by all that is judged of one question
 * @example contradictions of `up{namespace="b"}` and `namespace="a"`:
 *   [{ label: 'namespace', conditions: [namespace="b"], allowed: ['a'] }]
 */
export function contradictions(
  selectors: readonly JudgedSelector[],
  enforced: readonly EnforcedMatcher[],
  patterns: PatternTester,
): readonly Contradiction[] {
  return selectors.flatMap((selector) => {
    for (const matcher of enforced) {
      const conditions = impossible(selector, matcher, patterns);
      if (conditions === null) continue;
      return [{ selector, label: matcher.name, conditions, allowed: allowedValues(matcher) }];
    }
    return [];
  });
}

/** The conditions on the label that no value meets: a single one, where one alone suffices. */
function impossible(
  { matchers }: JudgedSelector,
  enforced: EnforcedMatcher,
  patterns: PatternTester,
): readonly Condition[] | null {
  const wanted = matchers.filter(({ name }) => name === enforced.name);
  if (wanted.length === 0) return null;
  const values = allowedValues(enforced);
  const mayMeet = (value: string, condition: Condition) => meets(value, condition, patterns);
  if (values.some((value) => wanted.every((condition) => mayMeet(value, condition)))) return null;
  const alone = wanted.find((condition) => !values.some((value) => mayMeet(value, condition)));
  return alone === undefined ? wanted : [alone];
}

/** May a value meet a condition? Also where that cannot be told. */
function meets(value: string, { op, value: wanted }: Condition, patterns: PatternTester): boolean {
  switch (op) {
    case '=':
      return value === wanted;
    case '!=':
      return value !== wanted;
    case '=~':
      return patterns.test(wanted, value) !== false;
    case '!~':
      return patterns.test(wanted, value) !== true;
    default:
      return assertNever(op);
  }
}

/** Most values of the scope that a message shows. */
const MAX_SHOWN = 20;

/** Longest selector that a message shows in full. */
const MAX_SELECTOR = 200;

/**
 * Why a selector is refused in strict mode, naming it, the label, and what may be asked for.
 * @param text the query that the selector is of
 */
export function contradictionMessage(
  text: string,
  { selector, label, conditions, allowed }: Contradiction,
): string {
  const written = text.slice(selector.start, Math.min(selector.end, selector.start + MAX_SELECTOR));
  const wanted = conditions.map(({ op, value }) => `${label}${op}${JSON.stringify(value)}`);
  const asked = `selector ${written} can match nothing`;
  if (allowed.every((value) => value === '')) {
    return `${asked}: streams with the label ${label} are not in the scope of who asks`;
  }
  const shown = allowed.slice(0, MAX_SHOWN).map((value) => JSON.stringify(value));
  const more = allowed.length > shown.length ? ` and ${allowed.length - shown.length} more` : '';
  return `${asked}: of label ${label} the scope holds ${shown.join(', ')}${more}, and none of them meets ${wanted.join(',').slice(0, MAX_SELECTOR)}`;
}
