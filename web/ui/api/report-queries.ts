import { queryOptions } from '@tanstack/react-query';
import type { Call } from './client.ts';
import { ownerKey } from './queries.ts';

/** As many as an owner can have. */
const LIMIT = 500;
/** While a run is under way. */
const SOON_MS = 3_000;

export const reportsQuery = (call: Call, owner: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'reports'],
    queryFn: async ({ signal }) =>
      (await call('reports.list', { params: { owner }, query: { limit: LIMIT }, signal })).items,
    staleTime: 10_000,
    refetchInterval: 30_000,
  });

export const reportQuery = (call: Call, owner: string, id: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'report', id],
    queryFn: ({ signal }) => call('reports.get', { params: { owner, id }, signal }),
  });

export const reportRunsQuery = (call: Call, owner: string, id: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'report', id, 'runs'],
    queryFn: async ({ signal }) =>
      (await call('reports.runs', { params: { owner, id }, signal })).items,
    refetchInterval: ({ state }) =>
      state.data?.some(({ endedAt }) => endedAt === null) ? SOON_MS : 30_000,
  });

export const reportTimesQuery = (call: Call, owner: string, cron: string, zone: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'report-times', cron, zone],
    queryFn: async ({ signal }) =>
      (await call('reports.times', { params: { owner }, query: { cron, zone }, signal })).times,
    staleTime: 60_000,
    retry: false,
  });

export const ownBoardsQuery = (call: Call, owner: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'report-boards'],
    queryFn: async ({ signal }) =>
      (await call('dashboards.list', { params: { owner }, query: { limit: LIMIT }, signal })).items,
    staleTime: 30_000,
  });
