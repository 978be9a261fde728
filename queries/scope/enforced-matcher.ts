import { assertNever } from '../../platform/model/assert-never.ts';
import { quoteGo } from '../promql/go-quote.ts';
import { printLabelName } from '../promql/print.ts';
import { quoteRegex } from '../promql/quote-regex.ts';

/**
 * A condition on a tenancy label. `=~` means "exactly one of these values": they are literals, never
 * patterns.
 */
export type TenancyMatcher =
  | { readonly name: string; readonly op: '='; readonly value: string }
  | { readonly name: string; readonly op: '=~'; readonly values: readonly string[] };

/**
 * What must not carry a label, whatever its value: hides what the asker has no right to. Written
 * `name=""`. It selects nothing by itself, and is only ever added to what the tenancy says.
 */
export interface AbsenceMatcher {
  readonly name: string;
  readonly op: 'absent';
}

/** A condition that every selector of a scoped question must carry. */
export type EnforcedMatcher = TenancyMatcher | AbsenceMatcher;

/** Values that a matcher lets through; the empty text stands for a label that is not there. */
export function allowedValues(matcher: EnforcedMatcher): readonly string[] {
  switch (matcher.op) {
    case '=':
      return [matcher.value];
    case '=~':
      return matcher.values;
    case 'absent':
      return [''];
    default:
      return assertNever(matcher);
  }
}

/** A matcher as it must come out of the parser again. */
export interface ExpectedMatcher {
  readonly name: string;
  readonly op: '=' | '=~';
  /** Unescaped; a pattern for `=~`. */
  readonly value: string;
}

/** Enforced matchers ready to be spliced: `text` is `ns="a",team=~"x|y"`. */
export interface PreparedScope {
  readonly text: string;
  readonly expected: readonly ExpectedMatcher[];
}

/** Longest text of all matchers of a scope together, in UTF-16 units. */
const MAX_SCOPE_LENGTH = 64 * 1024;

export type ScopePreparation =
  | { readonly kind: 'ok'; readonly scope: PreparedScope }
  | {
      readonly kind: 'refused';
      readonly reason: 'empty_scope' | 'scope_too_large';
      readonly message: string;
    };

/**
 * Writes matchers as PromQL. Refused: an empty list, an empty name, an empty value (it would select
 * series *without* the label, which only an absence may), text that is no Unicode, and more than `MAX_SCOPE_LENGTH`.
 */
export function prepareScope(matchers: readonly EnforcedMatcher[]): ScopePreparation {
  if (matchers.length === 0) return empty('the scope has no matchers');
  const expected: ExpectedMatcher[] = [];
  const parts: string[] = [];
  let length = 0;
  for (const matcher of matchers) {
    const problem = problemOf(matcher);
    if (problem !== null) return empty(problem);
    const { name } = matcher;
    const op = matcher.op === '=~' ? '=~' : '=';
    const value = matcher.op === '=~' ? enforcedPattern(matcher.values) : literalOf(matcher);
    const part = printLabelName(name) + op + quoteGo(value);
    expected.push({ name, op, value });
    parts.push(part);
    length += part.length + 1;
  }
  if (length > MAX_SCOPE_LENGTH) {
    const message = `the scope's matchers take ${length} characters, more than the ${MAX_SCOPE_LENGTH} allowed`;
    return { kind: 'refused', reason: 'scope_too_large', message };
  }
  return { kind: 'ok', scope: { text: parts.join(','), expected } };
}

function literalOf(matcher: Exclude<EnforcedMatcher, { op: '=~' }>): string {
  return matcher.op === 'absent' ? '' : matcher.value;
}

function empty(message: string): ScopePreparation {
  return { kind: 'refused', reason: 'empty_scope', message };
}

function problemOf(matcher: EnforcedMatcher): string | null {
  if (matcher.name === '') return 'a matcher of the scope has no label name';
  const label = quoteGo(matcher.name);
  if (HALF_SURROGATE.test(matcher.name))
    return `the scope's label name ${label} is no Unicode text`;
  if (matcher.op === 'absent') return null;
  const values = allowedValues(matcher);
  if (values.length === 0) return `the scope's matcher on ${label} has no values`;
  for (const value of values) {
    if (value === '') return `the scope's matcher on ${label} has an empty value`;
    if (HALF_SURROGATE.test(value)) {
      return `the scope's matcher on ${label} has a value that is no Unicode text`;
    }
  }
  return null;
}

const HALF_SURROGATE = /\p{Cs}/u;

/** `a\.b|c`: matches exactly the values. PromQL anchors patterns on both sides. */
export function enforcedPattern(values: readonly string[]): string {
  return values.map(quoteRegex).join('|');
}
