import type { ScopeNode } from '../../contract/session.ts';
import { parseRange, type TimeRange } from '../time/range.ts';
import { nodeOf, parseScope, type ScopeParts } from './scope-text.ts';

export const DEFAULT_RANGE = '1h';

/** Where the reader is: the scope and the time range, both carried by every link. */
export interface Place {
  /** As named in the URL, e.g. `acme.shop.prod@eu-1`. */
  readonly scope: string;
  readonly parts: ScopeParts;
  readonly node: ScopeNode;
  readonly range: TimeRange;
  readonly rangeText: string;
}

/** What the URL says: a place, nothing yet (`missing`), or a scope that is not the reader's. */
export type PlaceReading =
  | { readonly kind: 'here'; readonly place: Place }
  | { readonly kind: 'missing' }
  | { readonly kind: 'denied'; readonly scope: string };

/**
 * Reads scope and range of a URL, also as Grafana's `from` and `to`; an unreadable range counts as the
 * last hour. Days and months are those of `zone`.
 */
export function readPlace(
  search: URLSearchParams,
  scopes: readonly ScopeNode[],
  zone = 'local',
): PlaceReading {
  const scope = search.get('scope');
  if (scope === null || scope === '') return { kind: 'missing' };
  const parts = parseScope(scope);
  const node = scopes.find(({ path }) => path === nodeOf(scope));
  if (parts === undefined || node === undefined) return { kind: 'denied', scope };
  const text = askedRange(search) ?? DEFAULT_RANGE;
  const range = parseRange(text, zone);
  if (range !== undefined)
    return { kind: 'here', place: { scope, parts, node, range, rangeText: text } };
  const fallback = parseRange(DEFAULT_RANGE);
  if (fallback === undefined) throw new Error('the default range is none');
  return {
    kind: 'here',
    place: { scope, parts, node, range: fallback, rangeText: DEFAULT_RANGE },
  };
}

/** The range that an address asks for, as `range` or as Grafana's `from` and `to`; null for none. */
export function askedRange(search: URLSearchParams): string | null {
  const from = search.get('from');
  return search.get('range') ?? (from === null ? null : `${from}..${search.get('to') ?? 'now'}`);
}

/** The scope to start with: the last used that is still open, else the first that is no platform. */
export function firstScope(
  scopes: readonly ScopeNode[],
  recent: readonly string[],
): string | undefined {
  const known = new Set(scopes.map(({ path }) => path));
  return (
    recent.find((scope) => known.has(nodeOf(scope))) ??
    scopes.find(({ level }) => level !== 'platform')?.path ??
    scopes[0]?.path
  );
}

/** A link to a page at the same place; `more` are the page's own parameters. */
export function linkTo(
  path: string,
  place: { readonly scope: string; readonly rangeText: string },
  more: Readonly<Record<string, string>> = {},
): string {
  const search = new URLSearchParams({ scope: place.scope });
  if (place.rangeText !== DEFAULT_RANGE) search.set('range', place.rangeText);
  for (const [name, value] of Object.entries(more)) search.set(name, value);
  return `${path}?${search}`;
}

/** The most recent scopes, newest first, each once. */
export function rememberScope(recent: readonly string[], scope: string): readonly string[] {
  return [scope, ...recent.filter((other) => other !== scope)].slice(0, 6);
}
