import { quoteGo } from '../promql/go-quote.ts';
import { printLabelName } from '../promql/print.ts';

/**
 * A condition that every selector of a scoped question must carry. `=~` means "exactly one of
 * these values": they are literals, never patterns.
 */
export type EnforcedMatcher =
  | { readonly name: string; readonly op: '='; readonly value: string }
  | { readonly name: string; readonly op: '=~'; readonly values: readonly string[] };

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
 * series *without* the label), text that is no Unicode, and more than `MAX_SCOPE_LENGTH`.
 */
export function prepareScope(matchers: readonly EnforcedMatcher[]): ScopePreparation {
  if (matchers.length === 0) return empty('the scope has no matchers');
  const expected: ExpectedMatcher[] = [];
  const parts: string[] = [];
  let length = 0;
  for (const matcher of matchers) {
    const problem = problemOf(matcher);
    if (problem !== null) return empty(problem);
    const value = matcher.op === '=' ? matcher.value : enforcedPattern(matcher.values);
    const part = printLabelName(matcher.name) + matcher.op + quoteGo(value);
    expected.push({ name: matcher.name, op: matcher.op, value });
    parts.push(part);
    length += part.length + 1;
  }
  if (length > MAX_SCOPE_LENGTH) {
    const message = `the scope's matchers take ${length} characters, more than the ${MAX_SCOPE_LENGTH} allowed`;
    return { kind: 'refused', reason: 'scope_too_large', message };
  }
  return { kind: 'ok', scope: { text: parts.join(','), expected } };
}

function empty(message: string): ScopePreparation {
  return { kind: 'refused', reason: 'empty_scope', message };
}

function problemOf(matcher: EnforcedMatcher): string | null {
  if (matcher.name === '') return 'a matcher of the scope has no label name';
  const label = quoteGo(matcher.name);
  if (HALF_SURROGATE.test(matcher.name))
    return `the scope's label name ${label} is no Unicode text`;
  const values = matcher.op === '=' ? [matcher.value] : matcher.values;
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

/** The value as an RE2 literal, as Go's `regexp.QuoteMeta` writes it. */
function quoteRegex(value: string): string {
  return value.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}
