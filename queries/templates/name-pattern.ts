import { quoteRegex } from '../promql/quote-regex.ts';

/** Names by which an answer is narrowed: literals, in which `*` stands for any run of characters. */
export type NameList = readonly string[];

/** Most names in one filter. */
export const MAX_NAMES = 1_000;
/** Most of them with a `*`: each of these is tried on every row. */
const MAX_WILDCARDS = 20;
/** Longest name, in UTF-16 units: twice the longest name of a Kubernetes object. */
const MAX_NAME_LENGTH = 512;

const HALF_SURROGATE = /\p{Cs}/u;

/** Why a list of names cannot be used, or null. An empty name would select what has no such label. */
export function nameListProblem(names: NameList): string | null {
  if (names.length === 0) return 'has no names';
  if (names.length > MAX_NAMES)
    return `has ${names.length} names, at most ${MAX_NAMES} are allowed`;
  const wild = names.filter((name) => name.includes('*')).length;
  if (wild > MAX_WILDCARDS) return `has ${wild} names with *, at most ${MAX_WILDCARDS} are allowed`;
  for (const name of names) {
    if (name === '') return 'has an empty name';
    if (name.length > MAX_NAME_LENGTH) return `has a name of ${name.length} characters`;
    if (HALF_SURROGATE.test(name)) return 'has a name that is no Unicode text';
  }
  return null;
}

/**
 * The condition that means "one of these names". Everything but `*` is taken literally: `a.b` never
 * matches `axb`.
 *
 * @example matcherOf(['api']) // { op: '=', value: 'api' }
 * @example matcherOf(['a.b', 'web-*']) // { op: '=~', value: 'a\\.b|web-.*' }
 */
export function matcherOf(names: NameList): { readonly op: '=' | '=~'; readonly value: string } {
  const [only, ...more] = names;
  if (only !== undefined && more.length === 0 && !only.includes('*'))
    return { op: '=', value: only };
  return { op: '=~', value: names.map(namePattern).join('|') };
}

function namePattern(name: string): string {
  return name.split('*').map(quoteRegex).join('.*');
}

/** Is the value one of the names? Takes time in proportion to the value, for each name with a `*`. */
export function matchesNames(value: string, names: NameList): boolean {
  const { exact, wild } = compiledOf(names);
  return exact.has(value) || wild.some((parts) => matchesParts(value, parts));
}

interface CompiledNames {
  readonly exact: ReadonlySet<string>;
  /** What stands between the `*` of each name that has one. */
  readonly wild: readonly (readonly string[])[];
}

/** A list is matched against many values: it is taken apart once. */
const COMPILED = new WeakMap<NameList, CompiledNames>();

function compiledOf(names: NameList): CompiledNames {
  const known = COMPILED.get(names);
  if (known !== undefined) return known;
  const compiled = {
    exact: new Set(names.filter((name) => !name.includes('*'))),
    wild: names.filter((name) => name.includes('*')).map((name) => name.split('*')),
  };
  COMPILED.set(names, compiled);
  return compiled;
}

/** The first part begins the value, the last ends it, the others follow each other at their first places. */
function matchesParts(value: string, parts: readonly string[]): boolean {
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  const endsAt = value.length - last.length;
  if (endsAt < first.length || !value.startsWith(first) || !value.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = indexOfPart(value, part, at, endsAt);
    if (found < 0) return false;
    at = found + part.length;
  }
  return true;
}

/**
 * Where a part begins in the value between two places; -1: nowhere. Knuth, Morris and Pratt's way,
 * since `indexOf` may take the product of both lengths.
 */
function indexOfPart(value: string, part: string, from: number, to: number): number {
  if (part === '') return from;
  if (part.length > to - from) return -1;
  const borders = bordersOf(part);
  let matched = 0;
  for (let at = from; at < to; at++) {
    while (matched > 0 && part[matched] !== value[at]) matched = borders[matched - 1] ?? 0;
    if (part[matched] === value[at]) matched++;
    if (matched === part.length) return at - part.length + 1;
  }
  return -1;
}

/** For each beginning of the part, the length of its longest end that begins it as well. */
function bordersOf(part: string): readonly number[] {
  const borders = [0];
  let matched = 0;
  for (let at = 1; at < part.length; at++) {
    while (matched > 0 && part[matched] !== part[at]) matched = borders[matched - 1] ?? 0;
    if (part[matched] === part[at]) matched++;
    borders.push(matched);
  }
  return borders;
}
