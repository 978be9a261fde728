import { queryOptions } from '@tanstack/react-query';
import type { Call } from './client.ts';

/**
 * Questions of pages, cached under their owner: `['owner', 'acme', …]`. When the live stream could
 * not resume, everything below an owner is asked anew.
 */
export const ownerKey = (owner: string) => ['owner', owner] as const;

const PAGE = 500;

/** Fetches at most `maxPages` pages of a list. */
async function allPages<Item>(
  page: (cursor: string | undefined) => Promise<{ items: Item[]; nextCursor: string | null }>,
  maxPages = 10,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  for (let count = 0; count < maxPages; count += 1) {
    const answer = await page(cursor);
    items.push(...answer.items);
    if (answer.nextCursor === null) break;
    cursor = answer.nextCursor;
  }
  return items;
}

const pageQuery = (cursor: string | undefined) => ({
  limit: PAGE,
  ...(cursor === undefined ? {} : { cursor }),
});

export const rulesQuery = (call: Call, owner: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'rules'],
    queryFn: ({ signal }) =>
      allPages((cursor) =>
        call('rules.list', { params: { owner }, query: pageQuery(cursor), signal }),
      ),
    refetchInterval: 15_000,
  });

export const ruleQuery = (call: Call, owner: string, id: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'rule', id],
    queryFn: ({ signal }) => call('rules.get', { params: { owner, id }, signal }),
  });

export const channelsQuery = (call: Call, owner: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'channels'],
    queryFn: ({ signal }) =>
      allPages((cursor) =>
        call('channels.list', { params: { owner }, query: pageQuery(cursor), signal }),
      ),
    staleTime: 10_000,
  });

export const channelQuery = (call: Call, owner: string, id: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'channel', id],
    queryFn: ({ signal }) => call('channels.get', { params: { owner, id }, signal }),
  });

/** Everything that fires; the live stream keeps it true in between. */
export const firingQuery = (call: Call, owner: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'incidents', 'firing'],
    queryFn: ({ signal }) =>
      allPages((cursor) =>
        call('incidents.list', {
          params: { owner },
          query: { ...pageQuery(cursor), status: 'firing' },
          signal,
        }),
      ),
    staleTime: 60_000,
  });

export const incidentQuery = (call: Call, owner: string, id: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'incident', id],
    queryFn: ({ signal }) => call('incidents.get', { params: { owner, id }, signal }),
    staleTime: 60_000,
  });

/** How the collection does, as of a few seconds ago. */
export const collectionQuery = (call: Call, scope: string) =>
  queryOptions({
    queryKey: ['collection', scope],
    queryFn: ({ signal }) => call('collection.get', { params: { scope }, signal }),
    refetchInterval: 5_000,
  });

/** The tenant's settings; `_platform` has none of its own. */
export const tenantQuery = (call: Call, tenant: string) =>
  queryOptions({
    queryKey: [...ownerKey(tenant), 'tenant'],
    queryFn: ({ signal }) => call('tenants.get', { params: { tenant }, signal }),
    staleTime: 300_000,
    enabled: tenant !== '_platform',
  });
