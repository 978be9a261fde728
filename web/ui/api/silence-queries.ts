import { queryOptions } from '@tanstack/react-query';
import type { SilenceKind } from '../../contract/silences.ts';
import type { Call } from './client.ts';
import { ownerKey } from './queries.ts';

const LIMIT = 500;

/** What the list is asked for; undefined: any. */
export interface SilenceChoice {
  readonly state: 'standing' | 'active' | 'pending' | 'expired' | undefined;
  readonly kind: SilenceKind | undefined;
}

export const silencesQuery = (call: Call, owner: string, { state, kind }: SilenceChoice) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'silences', state, kind],
    queryFn: async ({ signal }) => {
      const query = {
        limit: LIMIT,
        ...(state === undefined ? {} : { state }),
        ...(kind === undefined ? {} : { kind }),
      };
      return (await call('silences.list', { params: { owner }, query, signal })).items;
    },
    staleTime: 10_000,
  });

export const silenceQuery = (call: Call, owner: string, id: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'silence', id],
    queryFn: ({ signal }) => call('silences.get', { params: { owner, id }, signal }),
  });

export const silenceHistoryQuery = (call: Call, owner: string, id: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'silence', id, 'history'],
    queryFn: async ({ signal }) =>
      (await call('silences.history', { params: { owner, id }, signal })).items,
  });

/** Open incidents that are muted now; a silence may begin or end at any time. */
export const mutedQuery = (call: Call, owner: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'muted'],
    queryFn: async ({ signal }) => {
      const { items } = await call('silences.muted', { params: { owner }, signal });
      return new Map(items.map(({ incidentId, silences }) => [incidentId, silences]));
    },
    staleTime: 20_000,
    refetchInterval: 60_000,
  });
