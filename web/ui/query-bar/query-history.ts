import { parseJson } from '../api/api-error.ts';

/** A query that was run. */
export interface PastQuery {
  readonly query: string;
  /** Last run, Unix milliseconds. */
  readonly atMs: number;
  readonly isStarred: boolean;
}

/** Kept per person and scope; starred ones beyond it stay, up to `MOST_STARRED`. */
export const MOST_PAST = 100;
const MOST_STARRED = 100;
/** Longer queries are not remembered: the storage of a browser is small. */
const LONGEST_QUERY = 8_192;

/** Where a person's queries of one scope are kept: nobody else's and no other scope's are there. */
export function historyKey(user: string, scope: string): string {
  return `tocsin:queries:${encodeURIComponent(user)}:${scope}`;
}

/** Reads what is stored; entries that are none (an older interface, a foreign hand) are left out. */
export function parseHistory(text: string | null): readonly PastQuery[] {
  const stored = parseJson(text ?? '[]');
  return Array.isArray(stored) ? stored.filter(isPastQuery) : [];
}

function isPastQuery(value: unknown): value is PastQuery {
  return (
    typeof value === 'object' &&
    value !== null &&
    'query' in value &&
    typeof value.query === 'string' &&
    'atMs' in value &&
    typeof value.atMs === 'number' &&
    'isStarred' in value &&
    typeof value.isStarred === 'boolean'
  );
}

/** With queries that were run at `atMs`: newest first, each once, the oldest that has no star goes. */
export function remembered(
  past: readonly PastQuery[],
  queries: readonly string[],
  atMs: number,
): readonly PastQuery[] {
  const run = [...new Set(queries)].filter(
    (query) => query !== '' && query.length <= LONGEST_QUERY,
  );
  const starred = new Set(past.flatMap(({ query, isStarred }) => (isStarred ? [query] : [])));
  const next = [
    ...run.map((query) => ({ query, atMs, isStarred: starred.has(query) })),
    ...past.filter(({ query }) => !run.includes(query)),
  ];
  return bounded(next);
}

function bounded(past: readonly PastQuery[]): readonly PastQuery[] {
  let [plain, starred] = [0, 0];
  return past.filter(({ isStarred }) => {
    if (isStarred) starred += 1;
    else plain += 1;
    return isStarred ? starred <= MOST_STARRED : plain <= MOST_PAST;
  });
}

export function starToggled(past: readonly PastQuery[], query: string): readonly PastQuery[] {
  return bounded(
    past.map((each) => (each.query === query ? { ...each, isStarred: !each.isStarred } : each)),
  );
}

export function forgotten(past: readonly PastQuery[], query: string): readonly PastQuery[] {
  return past.filter((each) => each.query !== query);
}

/** Those in which every word occurs, whatever the case; starred ones first, newest first. */
export function foundPast(past: readonly PastQuery[], text: string): readonly PastQuery[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return past
    .filter(({ query }) => words.every((word) => query.toLowerCase().includes(word)))
    .toSorted((a, b) => Number(b.isStarred) - Number(a.isStarred) || b.atMs - a.atMs);
}
