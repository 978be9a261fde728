import { parseScopeName } from '../../../platform/tenancy/scope-name.ts';

/** In paths of the API that Grafana's alerting pages ask: `/api/ruler/:uid/api/v1/rules/:namespace/:group`. */
const RULER = ['api', 'ruler', null, 'api', 'v1', 'rules'] as const;

/**
 * Grafana's pages send a name with a slash in the query (since 11.2), and a word in its place.
 * e.g. `…/rules/QUERY_NAMESPACE/orders?namespace=acme.shop%2Fteam`
 */
const IN_QUERY = [
  { parameter: 'namespace', word: 'QUERY_NAMESPACE' },
  { parameter: 'group', word: 'QUERY_GROUP' },
] as const;

/** What `encodeURIComponent` leaves, what it makes, and marks that are plain in any segment. */
const ESCAPED = /^(?:[A-Za-z0-9_~@+,:=.!*'()-]|%[0-9A-Fa-f]{2})+$/;
/** Control characters, ends of lines, halves of pairs, what is no character. */
const NO_TEXT = /[\p{Cc}\p{Cs}\p{Cn}\p{Zl}\p{Zp}\ufffd\\]/u;
const MAX_CHARS = 1_000;

/** How many segments of a path stand before its names; all of them in a path that has none. */
export function plainLength(segments: readonly string[]): number {
  const isRuler = RULER.every((part, at) => part === null || part === segments[at]);
  return isRuler ? RULER.length : segments.length;
}

/**
 * Namespace and group as they are forwarded: decoded once, checked, and escaped in one way.
 * @param segments those behind `rules` as they came: none, a namespace, or a namespace and a group
 * @returns null: refused
 */
export function rulerNames(
  segments: readonly string[],
  query: URLSearchParams,
): readonly string[] | null {
  if (segments.length === 0) return [];
  if (segments.length > IN_QUERY.length) return null;
  const names = segments.map((segment, at) => readName(segment, at === 0));
  const fit = names.filter((name) => name !== null);
  if (fit.length < names.length || !namesOfQueryFit(fit, query)) return null;
  return fit.map(encodeURIComponent);
}

function readName(segment: string, isNamespace: boolean): string | null {
  const name = ESCAPED.test(segment) ? decoded(segment) : null;
  return name !== null && isPlainName(name, isNamespace) ? name : null;
}

/** Null for what is not UTF-8 in its shortest form. */
function decoded(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch (thrown) {
    if (thrown instanceof URIError) return null;
    throw thrown;
  }
}

/** One name stands in one place, and the word says that it is there. */
function namesOfQueryFit(names: readonly string[], query: URLSearchParams): boolean {
  return IN_QUERY.every(({ parameter, word }, at) => {
    const [name, ...others] = query.getAll(parameter);
    if (names[at] !== word) return name === undefined;
    return name !== undefined && others.length === 0 && isPlainName(name, at === 0);
  });
}

/**
 * A slash stands only behind the scope of a namespace (`acme.shop.prod/team`): whatever decodes it before it
 * splits finds no other path than one below this scope. What is an escape again was escaped twice.
 */
function isPlainName(name: string, isNamespace: boolean): boolean {
  if (name === '' || name.length > MAX_CHARS || NO_TEXT.test(name)) return false;
  if (/%[0-9A-Fa-f]{2}/.test(name)) return false;
  const [scope = '', ...inside] = name.split('/');
  const mayHold = inside.length === 0 || (isNamespace && parseScopeName(scope) !== undefined);
  return mayHold && [scope, ...inside].every((part) => part !== '' && !/^\.+$/.test(part));
}
