import { RE2JS } from 're2js';
import type { Labels } from '../../platform/model/labels.ts';
import { parsePromqlSelector } from '../../queries/promql/parse.ts';
import { printMatcher } from '../../queries/promql/print.ts';
import { regexCost } from '../../queries/regex/regex-cost.ts';

/** One condition on a label, e.g. `severity="critical"`. A label that is not there is the empty text. */
export interface CompiledMatcher {
  readonly name: string;
  /** As it is printed: equal texts for equal conditions. */
  readonly text: string;
  readonly matches: (value: string) => boolean;
}

export type MatcherVerdict =
  | { readonly kind: 'ok'; readonly matcher: CompiledMatcher }
  | { readonly kind: 'error'; readonly message: string };

/** In units of `regexCost`: matching is linear in the value with about this factor. */
const MAX_COST = 1_000;

/** Reads one condition in Prometheus's syntax: `=`, `!=`, `=~`, `!~`; patterns are RE2, anchored. */
export function compileLabelMatcher(text: string): MatcherVerdict {
  const parsed = parsePromqlSelector(`{${text}}`);
  if (parsed.kind === 'error') return { kind: 'error', message: parsed.error.message };
  const [first, ...others] = parsed.expr.matchers;
  const isOne = first !== undefined && others.length === 0 && parsed.expr.name === null;
  if (!isOne || first.isMetricName) {
    return { kind: 'error', message: 'expected one condition such as severity="critical"' };
  }
  const { name, op, value } = first;
  const isPattern = op === '=~' || op === '!~';
  if (isPattern && regexCost(value) > MAX_COST) {
    return { kind: 'error', message: 'the pattern is too large' };
  }
  const holds = isPattern ? patternTest(value) : equals(value);
  const isNegative = op === '!=' || op === '!~';
  const matches = isNegative ? (given: string) => !holds(given) : holds;
  return { kind: 'ok', matcher: { name, text: printMatcher(first), matches } };
}

/** Whether every condition holds. */
export function matchesAll(matchers: readonly CompiledMatcher[], labels: Labels): boolean {
  return matchers.every(({ name, matches }) => matches(labels.get(name) ?? ''));
}

function equals(value: string): (given: string) => boolean {
  return (given) => given === value;
}

function patternTest(pattern: string): (given: string) => boolean {
  const compiled = RE2JS.compile(pattern, RE2JS.DOTALL);
  return (given) => compiled.matches(given);
}
