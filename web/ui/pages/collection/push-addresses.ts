/** A protocol by which things are pushed into a scope. */
export type PushProtocol =
  | 'remoteWrite'
  | 'otlpMetrics'
  | 'pushgateway'
  | 'lokiPush'
  | 'otlpLogs'
  | 'events'
  | 'audit';

export interface PushAddress {
  readonly protocol: PushProtocol;
  /** What a token needs for it. */
  readonly permission: 'metrics:write' | 'logs:write';
  readonly url: string;
}

/** Of the query plane: any backend takes these. */
const ANYWHERE: ReadonlySet<PushProtocol> = new Set(['remoteWrite', 'lokiPush']);

const METRICS: Readonly<Partial<Record<PushProtocol, string>>> = {
  remoteWrite: 'prometheus/api/v1/write',
  otlpMetrics: 'otlp/v1/metrics',
  pushgateway: 'pushgateway/metrics/job/JOB',
};
const LOGS: Readonly<Partial<Record<PushProtocol, string>>> = {
  lokiPush: 'loki/loki/api/v1/push',
  otlpLogs: 'otlp/v1/logs',
};
const PLATFORM: Readonly<Partial<Record<PushProtocol, string>>> = {
  events: 'kubernetes/events',
  audit: 'kubernetes/audit',
};

/**
 * Where to push for a scope. What only the embedded stores take is left out where the scope is not
 * theirs.
 * @param scope as in the URL; of `_platform` one with a cluster
 */
export function pushAddresses(
  origin: string,
  scope: string,
  takes: { readonly metrics: boolean; readonly logs: boolean },
): readonly PushAddress[] {
  const base = `${origin}/scopes/${scope}`;
  const listOf = (
    paths: typeof METRICS,
    permission: PushAddress['permission'],
    isEmbedded: boolean,
  ) =>
    (Object.entries(paths) as [PushProtocol, string][])
      .filter(([protocol]) => isEmbedded || ANYWHERE.has(protocol))
      .map(([protocol, path]) => ({ protocol, permission, url: `${base}/${path}` }));
  if (scope.startsWith('_platform')) return listOf(PLATFORM, 'logs:write', scope.includes('@'));
  return [
    ...listOf(METRICS, 'metrics:write', takes.metrics),
    ...listOf(LOGS, 'logs:write', takes.logs),
  ];
}
