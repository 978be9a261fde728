import { queryOptions } from '@tanstack/react-query';
import type { Call } from './client.ts';

/**
 * Questions of pages, cached under their owner: `['owner', 'acme', …]`. When the live stream could
 * not resume, everything below an owner is asked anew.
 */
export const ownerKey = (owner: string) => ['owner', owner] as const;

const PAGE = 500;

/** Fetches at most `maxPages` pages of a list. */
export async function allPages<Item>(
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

/** The first page, or that of a cursor. */
export const pageQuery = (cursor: string | undefined) => ({
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

export const systemRulesQuery = (call: Call, owner: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'system-rules'],
    queryFn: ({ signal }) => call('systemRules.list', { params: { owner }, signal }),
    refetchInterval: 15_000,
  });

export const systemRuleQuery = (call: Call, owner: string, rule: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'system-rule', rule],
    queryFn: ({ signal }) => call('systemRules.get', { params: { owner, rule }, signal }),
    refetchInterval: 10_000,
  });

/** How a rule does now, apart from the rule that is being edited. */
export const ruleStateQuery = (call: Call, owner: string, id: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'rule-state', id],
    queryFn: async ({ signal }) => {
      const params = { owner, id };
      const [rule, { clusters }] = await Promise.all([
        call('rules.get', { params, signal }),
        call('rules.evaluations', { params, signal }),
      ]);
      return { rule, clusters };
    },
    refetchInterval: 10_000,
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

/** With the state of each, as of a few seconds ago. */
export const monitorsQuery = (call: Call, owner: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'monitors'],
    queryFn: ({ signal }) =>
      allPages((cursor) =>
        call('monitors.list', { params: { owner }, query: pageQuery(cursor), signal }),
      ),
    refetchInterval: 10_000,
  });

export const monitorQuery = (call: Call, owner: string, id: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'monitor', id],
    queryFn: ({ signal }) => call('monitors.get', { params: { owner, id }, signal }),
  });

export const monitorStatusQuery = (call: Call, owner: string, id: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'monitor', id, 'status'],
    queryFn: ({ signal }) => call('monitors.status', { params: { owner, id }, signal }),
    refetchInterval: 5_000,
  });

export const monitorHistoryQuery = (call: Call, owner: string, id: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'monitor', id, 'history'],
    queryFn: ({ signal }) => call('monitors.history', { params: { owner, id }, signal }),
  });

export const monitorOptionsQuery = (call: Call, owner: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'monitor-options'],
    queryFn: ({ signal }) => call('monitors.options', { params: { owner }, signal }),
    staleTime: 60_000,
  });

/** The tenant's settings; `_platform` has none of its own. */
export const tenantQuery = (call: Call, tenant: string) =>
  queryOptions({
    queryKey: [...ownerKey(tenant), 'tenant'],
    queryFn: ({ signal }) => call('tenants.get', { params: { tenant }, signal }),
    staleTime: 300_000,
    enabled: tenant !== '_platform',
  });

export const logFlowsQuery = (call: Call, owner: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'log-flows'],
    queryFn: ({ signal }) =>
      allPages((cursor) =>
        call('logFlows.list', { params: { owner }, query: pageQuery(cursor), signal }),
      ),
    refetchInterval: 10_000,
  });

export const logOutputsQuery = (call: Call, owner: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'log-outputs'],
    queryFn: ({ signal }) =>
      allPages((cursor) =>
        call('logOutputs.list', { params: { owner }, query: pageQuery(cursor), signal }),
      ),
    refetchInterval: 10_000,
  });

/** Files of nodes, which only the platform has. */
export const logTailersQuery = (call: Call, owner: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'log-tailers'],
    queryFn: ({ signal }) =>
      allPages((cursor) =>
        call('logTailers.list', { params: { owner }, query: pageQuery(cursor), signal }),
      ),
    refetchInterval: 10_000,
  });

/** Routes of each kind of what is written about logs. */
export const LOG_SPEC_ROUTES = {
  flows: 'logFlows',
  outputs: 'logOutputs',
  tailers: 'logTailers',
} as const;
export type LogSpecKind = keyof typeof LOG_SPEC_ROUTES;

export const logSpecQuery = (call: Call, owner: string, kind: LogSpecKind, id: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'log-spec', kind, id],
    queryFn: ({ signal }) =>
      call(`${LOG_SPEC_ROUTES[kind]}.get`, { params: { owner, id }, signal }),
  });

export const logSpecHistoryQuery = (call: Call, owner: string, kind: LogSpecKind, id: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'log-spec', kind, id, 'history'],
    queryFn: ({ signal }) =>
      call(`${LOG_SPEC_ROUTES[kind]}.history`, { params: { owner, id }, signal }),
  });

export const loggingQuery = (call: Call, cluster: string) =>
  queryOptions({
    queryKey: ['logging', cluster],
    queryFn: ({ signal }) => call('logging.get', { params: { cluster }, signal }),
    refetchInterval: 15_000,
  });
