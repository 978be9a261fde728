import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { IncidentQuery } from '../../contract/incident-history.ts';
import type { Incident } from '../../contract/incidents.ts';
import { foundIncidentsQuery } from '../api/incident-queries.ts';
import { useServices } from '../app/services.ts';
import { covers, type ScopeParts } from '../scope/scope-text.ts';
import { usePlace } from '../scope/use-place.ts';
import { useLive } from './live-context.ts';
import { mergeIncidents } from './live-overlay.ts';

/** What the service finds, newest first, kept true by the live stream. */
export interface FoundIncidents {
  /** Undefined until the first answer. */
  readonly incidents: readonly Incident[] | undefined;
  readonly error: Error | null;
  readonly retry: () => void;
  readonly loadOlder: (() => void) | undefined;
  /** The search went no further back than this instant. */
  readonly searchedTo: string | null;
}

/** How often a search is asked again that the stream cannot keep true. */
const AGAIN_MS = 10_000;

/**
 * @param passes whether an incident of the stream belongs to what is found
 * @param isJudgedAfar only the service can tell: new ones come when it is asked again
 */
export function useFoundIncidents(
  query: IncidentQuery,
  passes: (incident: Incident) => boolean,
  isJudgedAfar: boolean,
): FoundIncidents {
  const { call } = useServices();
  const { parts } = usePlace();
  const { overlay } = useLive();
  const refetchMs = isJudgedAfar ? AGAIN_MS : false;
  const found = useInfiniteQuery(foundIncidentsQuery(call, parts.owner, query, refetchMs));
  const incidents = useMemo(() => {
    const fetched = found.data?.pages.flatMap(({ items }) => items);
    if (fetched === undefined) return undefined;
    const known = new Set(fetched.map(({ id }) => id));
    const news = isJudgedAfar
      ? new Map([...overlay.incidents].filter(([id]) => known.has(id)))
      : overlay.incidents;
    const latest = isJudgedAfar ? () => true : passes;
    return mergeIncidents(fetched, news).filter(
      (incident) =>
        covers({ ...parts, ...ownerFor(parts, incident) }, incident) && latest(incident),
    );
  }, [found.data, overlay.incidents, parts, passes, isJudgedAfar]);
  return {
    incidents,
    error: incidents === undefined ? found.error : null,
    retry: () => void found.refetch(),
    loadOlder: found.hasNextPage ? () => void found.fetchNextPage() : undefined,
    searchedTo: found.data?.pages.at(-1)?.searchedTo ?? null,
  };
}

/** The platform finds incidents of tenants, too. */
function ownerFor({ owner }: ScopeParts, incident: Incident): Pick<ScopeParts, 'owner'> {
  return { owner: owner === '_platform' ? incident.owner : owner };
}
