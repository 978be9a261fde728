import { queryOptions } from '@tanstack/react-query';
import type { DashboardSummary } from '../../contract/dashboards.ts';
import type { Call } from './client.ts';
import { allPages, ownerKey, pageQuery } from './queries.ts';

/** The stored dashboards of an owner that the reader may see. */
export const dashboardsQuery = (call: Call, owner: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'dashboards'],
    queryFn: ({ signal }): Promise<readonly DashboardSummary[]> =>
      allPages((cursor) =>
        call('dashboards.list', { params: { owner }, query: pageQuery(cursor), signal }),
      ),
  });

/** Those that were deleted and can be restored. */
export const deletedDashboardsQuery = (call: Call, owner: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'deleted-dashboards'],
    queryFn: ({ signal }): Promise<readonly DashboardSummary[]> =>
      allPages((cursor) =>
        call('dashboards.list', {
          params: { owner },
          query: { ...pageQuery(cursor), state: 'deleted' },
          signal,
        }),
      ),
  });

/** A stored dashboard with its source, by the uid of its address. */
export const dashboardQuery = (call: Call, owner: string, uid: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'dashboard', uid],
    queryFn: ({ signal }) => call('dashboards.byUid', { params: { owner, uid }, signal }),
  });

/** Its versions, newest first; also of one that was deleted. */
export const dashboardVersionsQuery = (call: Call, owner: string, id: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'dashboard-versions', id],
    queryFn: ({ signal }) =>
      allPages((cursor) =>
        call('dashboards.versions', { params: { owner, id }, query: pageQuery(cursor), signal }),
      ),
  });

/** What one version said. */
export const dashboardVersionQuery = (
  call: Call,
  owner: string,
  { id, revision }: { readonly id: string; readonly revision: number },
) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'dashboard-version', id, revision],
    queryFn: ({ signal }) =>
      call('dashboards.version', { params: { owner, id, revision }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
