import type { IncidentVisibility } from '../incident-visibility.ts';
import type { IncidentQuery } from './incident-query.ts';

/** What incidents are counted by. */
export const FACETS = [
  'tenant',
  'severity',
  'status',
  'project',
  'environment',
  'rule',
  'outcome',
  'acknowledged',
] as const;

export type Facet = (typeof FACETS)[number];

/** One incident, or several that are alike in all this. */
export interface Counted {
  readonly owner: string;
  readonly project: string | null;
  readonly environment: string | null;
  readonly ruleId: string | null;
  readonly severity: string;
  readonly status: string;
  readonly isAcknowledged: boolean;
  /** Not known of those that are counted together. */
  readonly outcomes: readonly string[];
  readonly count: number;
}

export interface FacetCounts {
  readonly total: number;
  /** True: there are more than were counted. */
  readonly isCapped: boolean;
  /** By facet and value; a value that none has is left out. */
  readonly counts: Readonly<Record<Facet, ReadonlyMap<string, number>>>;
}

/** Most values that one facet answers with, those with the most incidents. */
const MAX_VALUES = 100;

/** The values of a facet that something has. */
function valuesOf(facet: Facet, counted: Counted): readonly string[] {
  const { owner, project, environment, ruleId, severity, status } = counted;
  switch (facet) {
    case 'tenant':
      return [owner];
    case 'severity':
      return [severity];
    case 'status':
      return [status];
    case 'project':
      return project === null ? [] : [project];
    case 'environment':
      return project === null || environment === null ? [] : [`${project}.${environment}`];
    case 'rule':
      return ruleId === null ? [] : [ruleId];
    case 'outcome':
      return counted.outcomes;
    default:
      return [counted.isAcknowledged ? 'true' : 'false'];
  }
}

/** Whether something is let through by a facet of the query. */
function isLetThrough(facet: Facet, query: IncidentQuery, counted: Counted): boolean {
  const wanted = wantedOf(facet, query);
  return wanted.length === 0 || valuesOf(facet, counted).some((value) => wanted.includes(value));
}

function wantedOf(facet: Facet, query: IncidentQuery): readonly string[] {
  switch (facet) {
    case 'severity':
      return query.severities;
    case 'project':
      return query.projects;
    case 'environment':
      return query.environments;
    case 'rule':
      return query.ruleIds;
    case 'outcome':
      return query.outcomes;
    case 'acknowledged':
      return query.acknowledged === null ? [] : [String(query.acknowledged)];
    case 'status':
      return query.status === null ? [] : [query.status];
    default:
      return [];
  }
}

/**
 * Counts by every facet. The values of a facet are counted as if it did not filter itself, as far as
 * `all` holds what it leaves out: so one sees what another choice would show.
 */
export function countFacets(
  all: Iterable<Counted>,
  query: IncidentQuery,
  isCapped: boolean,
): FacetCounts {
  const counts = Object.fromEntries(FACETS.map((facet) => [facet, new Map<string, number>()]));
  let total = 0;
  for (const counted of all) {
    const failing = FACETS.filter((facet) => !isLetThrough(facet, query, counted));
    if (failing.length > 1) continue;
    if (failing.length === 0) total += counted.count;
    for (const facet of failing.length === 0 ? FACETS : failing) {
      const of = counts[facet] ?? new Map<string, number>();
      for (const value of valuesOf(facet, counted)) {
        of.set(value, (of.get(value) ?? 0) + counted.count);
      }
    }
  }
  const most = (facet: Facet) =>
    new Map([...(counts[facet] ?? [])].sort((a, b) => b[1] - a[1]).slice(0, MAX_VALUES));
  return {
    total,
    isCapped,
    counts: {
      tenant: most('tenant'),
      severity: most('severity'),
      status: most('status'),
      project: most('project'),
      environment: most('environment'),
      rule: most('rule'),
      outcome: most('outcome'),
      acknowledged: most('acknowledged'),
    },
  };
}

/** Whether the kept numbers of open incidents hold all that a query looks at. */
export function isCounted(query: IncidentQuery): boolean {
  return (
    query.status === 'firing' &&
    query.outcomes.length === 0 &&
    query.assignee === null &&
    query.fromMs === null &&
    query.toMs === null &&
    query.matchers.length === 0 &&
    query.words.length === 0
  );
}

/** Whether somebody may know of a number. */
export function seesCount(
  { owner, seesAll, environments }: IncidentVisibility,
  counted: Pick<Counted, 'owner' | 'project' | 'environment'>,
): boolean {
  if (owner !== counted.owner) return false;
  const { project, environment } = counted;
  if (seesAll) return true;
  return project !== null && environment !== null && environments.has(`${project}.${environment}`);
}
