import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { IncidentQuery } from '../../contract/incident-history.ts';
import type { Call } from './client.ts';
import { ownerKey } from './queries.ts';

const PAGE = 100;

/** Incidents as the service finds them, newest first, a hundred at a time. */
export const foundIncidentsQuery = (
  call: Call,
  owner: string,
  query: IncidentQuery,
  refetchMs: number | false,
) =>
  infiniteQueryOptions({
    queryKey: [...ownerKey(owner), 'incidents', 'found', query],
    queryFn: ({ signal, pageParam }) =>
      call('incidents.list', {
        params: { owner },
        query: {
          ...query,
          limit: PAGE,
          ...(pageParam === undefined ? {} : { cursor: pageParam }),
        },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    staleTime: 30_000,
    refetchInterval: refetchMs,
    placeholderData: keepPreviousData,
  });

/** How many there are by what they can be filtered by. */
export const incidentFacetsQuery = (call: Call, owner: string, query: IncidentQuery) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'incidents', 'facets', query],
    queryFn: ({ signal }) => call('incidents.facets', { params: { owner }, query, signal }),
    staleTime: 10_000,
    refetchInterval: 30_000,
    placeholderData: keepPreviousData,
  });

export const incidentDeliveriesQuery = (call: Call, owner: string, id: string, lastEvent: number) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'incident', id, 'deliveries', lastEvent],
    queryFn: ({ signal }) => call('incidents.deliveries', { params: { owner, id }, signal }),
    placeholderData: keepPreviousData,
  });

export const relatedIncidentsQuery = (call: Call, owner: string, id: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'incident', id, 'related'],
    queryFn: ({ signal }) => call('incidents.related', { params: { owner, id }, signal }),
    staleTime: 60_000,
  });

export const incidentPeopleQuery = (call: Call, owner: string, id: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'incident', id, 'people'],
    queryFn: ({ signal }) => call('incidents.people', { params: { owner, id }, signal }),
    staleTime: 60_000,
  });

export interface Period {
  readonly from: string;
  readonly to: string;
  readonly project: string | null;
  readonly environment: string | null;
}

export const incidentAnalyticsQuery = (call: Call, owner: string, period: Period) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'incidents', 'analytics', period],
    queryFn: ({ signal }) => {
      const { from, to, project, environment } = period;
      const place = {
        ...(project === null ? {} : { project }),
        ...(environment === null ? {} : { environment }),
      };
      return call('incidents.analytics', {
        params: { owner },
        query: { from, to, ...place },
        signal,
      });
    },
    placeholderData: keepPreviousData,
  });

/** Every event of the incidents of a rule, newest first. */
export const ruleEventsQuery = (call: Call, owner: string, id: string) =>
  infiniteQueryOptions({
    queryKey: [...ownerKey(owner), 'rule', id, 'events'],
    queryFn: ({ signal, pageParam }) =>
      call('rules.events', {
        params: { owner, id },
        query: { limit: PAGE, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    staleTime: 10_000,
  });
