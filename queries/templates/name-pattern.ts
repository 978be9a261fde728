/** Names by which an answer is narrowed: literals, in which `*` stands for any run of characters. */
export type NameList = readonly string[];

/** Most names in one filter. */
export const MAX_NAMES = 1_000;
/** Longest name, in UTF-16 units: twice the longest name of a Kubernetes object. */
const MAX_NAME_LENGTH = 512;

const HALF_SURROGATE = /\p{Cs}/u;

/** Why a list of names cannot be used, or null. An empty name would select what has no such label. */
export function nameListProblem(names: NameList): string | null {
  if (names.length === 0) return 'has no names';
  if (names.length > MAX_NAMES)
    return `has ${names.length} names, at most ${MAX_NAMES} are allowed`;
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

/** The text as an RE2 literal. */
export function quoteRegex(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}

/** Is the value one of the names? Time is bounded by their lengths multiplied. */
export function matchesNames(value: string, names: NameList): boolean {
  return names.some((name) => (name.includes('*') ? matchesWildcard(value, name) : value === name));
}

/** Greedy matching that goes back to the last `*` only: no pattern takes exponential time. */
function matchesWildcard(value: string, pattern: string): boolean {
  let at = 0;
  let next = 0;
  let star = -1;
  let resumeAt = 0;
  while (at < value.length) {
    if (pattern[next] === '*') {
      star = next++;
      resumeAt = at;
    } else if (next < pattern.length && pattern[next] === value[at]) {
      next++;
      at++;
    } else if (star >= 0) {
      next = star + 1;
      at = ++resumeAt;
    } else return false;
  }
  return [...pattern.slice(next)].every((char) => char === '*');
}
