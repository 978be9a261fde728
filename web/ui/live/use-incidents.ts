import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Incident } from '../../contract/incidents.ts';
import { historyQuery } from '../api/history.ts';
import { firingQuery } from '../api/queries.ts';
import { useServices } from '../app/services.ts';
import { covers } from '../scope/scope-text.ts';
import { usePlace } from '../scope/use-place.ts';
import { useLive } from './live-context.ts';
import { mergeIncidents } from './live-overlay.ts';

/** The incidents of the scope that is shown, newest first, kept true by the live stream. */
export interface ScopedIncidents {
  /** Undefined until the first answer. */
  readonly incidents: readonly Incident[] | undefined;
  readonly error: Error | null;
  readonly retry: () => void;
  readonly loadOlder: (() => void) | undefined;
}

export function useIncidents(): ScopedIncidents {
  const { call } = useServices();
  const { parts } = usePlace();
  const { overlay } = useLive();
  const firing = useQuery(firingQuery(call, parts.owner));
  const history = useInfiniteQuery(historyQuery(call, parts.owner));
  const incidents = useMemo(() => {
    if (firing.data === undefined || history.data === undefined) return undefined;
    const fetched = [...history.data.pages.flatMap(({ items }) => items), ...firing.data];
    return mergeIncidents(newestOf(fetched), overlay.incidents).filter((incident) =>
      covers(parts, incident),
    );
  }, [firing.data, history.data, overlay.incidents, parts]);
  return {
    incidents,
    error: incidents === undefined ? (firing.error ?? history.error) : null,
    retry: () => {
      void firing.refetch();
      void history.refetch();
    },
    loadOlder: history.hasNextPage ? () => void history.fetchNextPage() : undefined,
  };
}

/** Each incident once: it may have ended between the two questions. */
function newestOf(incidents: readonly Incident[]): readonly Incident[] {
  const byId = new Map<string, Incident>();
  for (const incident of incidents) {
    const known = byId.get(incident.id);
    if (known === undefined || known.lastEvent < incident.lastEvent) {
      byId.set(incident.id, incident);
    }
  }
  return [...byId.values()];
}
