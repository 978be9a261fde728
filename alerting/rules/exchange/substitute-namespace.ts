import { isDeepStrictEqual } from 'node:util';
import type { Expr as LogExpr } from '../../../queries/logql/ast.ts';
import { parseLogql } from '../../../queries/logql/parse.ts';
import { stripOffsets as stripLogql } from '../../../queries/logql/structure.ts';
import type { Expr } from '../../../queries/promql/ast.ts';
import { quoteGo } from '../../../queries/promql/go-quote.ts';
import { parsePromql } from '../../../queries/promql/parse.ts';
import { printLabelName } from '../../../queries/promql/print.ts';
import { stripOffsets } from '../../../queries/promql/structure.ts';
import type { RuleLanguage } from '../rule-language.ts';
import { substitutedValue } from './substituted-value.ts';

export interface NamespaceSubstitution {
  /** New namespaces by those that they take the place of; replaced all at once. */
  readonly names: ReadonlyMap<string, string>;
  /** Names of labels that hold a namespace. */
  readonly labels: ReadonlySet<string>;
}

/** One matcher that was replaced; offsets are UTF-16 units of the text as it was, `end` exclusive. */
export interface SubstitutedMatcher {
  readonly start: number;
  readonly end: number;
  readonly before: string;
  readonly after: string;
}

export type SubstitutedExpression =
  | {
      readonly kind: 'ok';
      readonly text: string;
      readonly changes: readonly SubstitutedMatcher[];
      /** Patterns on these labels that are no plain choice of names: for people to look at. */
      readonly untouched: readonly string[];
    }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Replaces namespaces in the matchers of an expression, found in its syntax tree: never in names,
 * other labels, line filters or templates. In `=~` and `!~` it is replaced where it is one of
 * several names (`a|b`). The result is parsed again and must differ in nothing but these.
 *
 * @example substituteNamespace('up{namespace="prod"}', 'promql',
 *   { names: new Map([['prod', 'test']]), labels: new Set(['namespace']) }) // { text: 'up{namespace="test"}', … }
 */
export function substituteNamespace(
  text: string,
  language: RuleLanguage,
  substitution: NamespaceSubstitution,
): SubstitutedExpression {
  const before = parse(text, language);
  if (before.kind === 'refused') return before;
  const found = new Map<number, Matcher>();
  for (const matcher of matchersOf(before.expr)) {
    if (substitution.labels.has(matcher.name)) found.set(matcher.start, matcher);
  }
  const changes: SubstitutedMatcher[] = [];
  const untouched: string[] = [];
  for (const matcher of [...found.values()].sort((a, b) => a.start - b.start)) {
    const { name, op, start, end } = matcher;
    const value = substitutedValue(matcher, substitution.names);
    const written = text.slice(start, end);
    if (value === null) untouched.push(written);
    else if (value !== matcher.value) {
      const after = `${printLabelName(name)}${op}${quoteGo(value)}`;
      changes.push({ start, end, before: written, after });
    }
  }
  const result = spliced(text, changes);
  const again = parse(result, language);
  if (again.kind === 'refused') return again;
  const expected = substitutedTree(before.tree, substitution);
  if (!isDeepStrictEqual(expected, again.tree)) {
    return { kind: 'refused', reason: `replacing changed more than the namespace: ${result}` };
  }
  return { kind: 'ok', text: result, changes, untouched };
}

interface Matcher {
  readonly name: string;
  readonly op: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

type ParsedTree =
  | { readonly kind: 'ok'; readonly expr: Expr | LogExpr; readonly tree: unknown }
  | { readonly kind: 'refused'; readonly reason: string };

function parse(text: string, language: RuleLanguage): ParsedTree {
  if (language === 'promql') {
    const parsed = parsePromql(text);
    if (parsed.kind === 'error') return { kind: 'refused', reason: parsed.error.text };
    return { kind: 'ok', expr: parsed.expr, tree: stripOffsets(parsed.expr) };
  }
  const parsed = parseLogql(text);
  if (parsed.kind === 'error') return { kind: 'refused', reason: parsed.error.text };
  return { kind: 'ok', expr: parsed.expr, tree: stripLogql(parsed.expr) };
}

/** The matchers in a tree of either language: nothing else has name, operator, value and place. */
function* matchersOf(node: unknown): Generator<Matcher> {
  if (Array.isArray(node)) for (const item of node) yield* matchersOf(item);
  else if (isObject(node)) {
    if (isMatcher(node)) yield node;
    else for (const part of Object.values(node)) yield* matchersOf(part);
  }
}

function isMatcher(node: object): node is Matcher {
  return isTextMatcher(node) && 'start' in node && 'end' in node;
}

/** Numbers are compared with `==` and `>`, and their values are no texts. */
function isTextMatcher(node: object): node is Pick<Matcher, 'name' | 'op' | 'value'> {
  return (
    'name' in node &&
    'op' in node &&
    'value' in node &&
    typeof node.name === 'string' &&
    typeof node.value === 'string'
  );
}

function substitutedTree(node: unknown, substitution: NamespaceSubstitution): unknown {
  if (Array.isArray(node)) return node.map((item) => substitutedTree(item, substitution));
  if (!isObject(node)) return node;
  if (isTextMatcher(node) && substitution.labels.has(node.name)) {
    return { ...node, value: substitutedValue(node, substitution.names) ?? node.value };
  }
  const parts = Object.entries(node).map(
    ([name, part]) => [name, substitutedTree(part, substitution)] as const,
  );
  return Object.fromEntries(parts);
}

function spliced(text: string, changes: readonly SubstitutedMatcher[]): string {
  let out = '';
  let from = 0;
  for (const { start, end, after } of changes) {
    out += text.slice(from, start) + after;
    from = end;
  }
  return out + text.slice(from);
}

function isObject(node: unknown): node is object {
  return typeof node === 'object' && node !== null;
}
