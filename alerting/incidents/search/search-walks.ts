import type { IncidentVisibility } from '../incident-visibility.ts';
import type { IncidentQuery } from './incident-query.ts';

/** The words that a query asks for, as far as they are kept: any of the ids is one alternative. */
export interface AskedWords {
  readonly ids: readonly number[];
  /** About how many incidents have one of them. */
  readonly uses: number;
}

/** One way through the store, newest first, by an index that begins with what it names. */
export type Walk =
  | { readonly kind: 'words'; readonly ids: readonly number[] }
  | { readonly kind: 'unindexed'; readonly owner: string }
  | { readonly kind: 'rule'; readonly owner: string; readonly ruleId: string }
  | {
      readonly kind: 'place';
      readonly owner: string;
      readonly project: string;
      /** null: all of the project. */
      readonly environment: string | null;
    }
  | { readonly kind: 'failed' | 'not_sent'; readonly owner: string }
  | { readonly kind: 'status'; readonly owner: string; readonly status: 'firing' | 'resolved' }
  | { readonly kind: 'owner'; readonly owner: string }
  | { readonly kind: 'all' };

/** Alternatives that are walked side by side; with more of them one longer way is taken. */
const MAX_WALKS = 8;

/** Incidents that have one of several words are put in order first: so many at most. */
const MAX_SORTED = 5_000;

/**
 * The ways through the store on which everything lies that a query asks for: as narrow as there is an
 * index for. The rest of the query is judged on the way.
 * @param asked one for each word or label that must be there; an alternative of none is nowhere
 */
export function walksOf(
  query: IncidentQuery,
  visibilities: readonly IncidentVisibility[],
  asked: readonly AskedWords[],
): readonly Walk[] {
  const words = rarest(asked);
  if (words) {
    const found: readonly Walk[] = words.ids.length > 0 ? [{ kind: 'words', ids: words.ids }] : [];
    // First what is not kept yet: what is kept in between is then found twice, not missed.
    const unkept = visibilities.map(({ owner }) => ({ kind: 'unindexed', owner }) as const);
    return [...unkept, ...found];
  }
  const isWide = visibilities.length > MAX_WALKS && query.ruleIds.length === 0;
  if (isWide && query.status !== 'firing') return [{ kind: 'all' }];
  return visibilities.flatMap((visibility) => walksOfOwner(query, visibility));
}

function rarest(asked: readonly AskedWords[]): AskedWords | undefined {
  let best: AskedWords | undefined;
  for (const words of asked) {
    if (words.ids.length > 1 && words.uses > MAX_SORTED) continue;
    if (!best || words.uses < best.uses) best = words;
  }
  return best;
}

function walksOfOwner(query: IncidentQuery, visibility: IncidentVisibility): readonly Walk[] {
  const { owner } = visibility;
  if (some(query.ruleIds)) {
    return query.ruleIds.map((ruleId) => ({ kind: 'rule', owner, ruleId }));
  }
  if (query.outcomes.length === 1 && query.outcomes[0] !== 'delivered') {
    return query.outcomes.flatMap((kind) => (kind === 'delivered' ? [] : [{ kind, owner }]));
  }
  if (query.status === 'firing') return [{ kind: 'status', owner, status: 'firing' }];
  const places = placesOf(query, visibility);
  if (places) return places;
  if (query.status === null) return [{ kind: 'owner', owner }];
  return [{ kind: 'status', owner, status: query.status }];
}

/** The narrowest places named, or else those that may be seen. */
function placesOf(
  { environments, projects }: IncidentQuery,
  { owner, seesAll, environments: seen }: IncidentVisibility,
): readonly Walk[] | null {
  const keys = some(environments) ? environments : seesAll ? [] : [...seen];
  if (some(keys)) {
    return keys.map((key) => {
      const dot = key.indexOf('.');
      const [project, environment] = [key.slice(0, dot), key.slice(dot + 1)];
      return { kind: 'place', owner, project, environment };
    });
  }
  if (!some(projects)) return null;
  return projects.map((project) => ({ kind: 'place', owner, project, environment: null }));
}

function some(values: readonly string[]): boolean {
  return values.length > 0 && values.length <= MAX_WALKS;
}
