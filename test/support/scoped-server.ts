import type { AddressInfo } from 'node:net';
import type { Dispatcher } from 'undici';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { createMetrics } from '../../platform/observe/metrics.ts';
import { createGuardedDispatcher } from '../../platform/outbound/guarded-dispatcher.ts';
import type { TlsIdentity } from '../../platform/outbound/tls-identity.ts';
import { parseNodePath } from '../../platform/tenancy/scope-name.ts';
import { judgePromql } from '../../queries/cache/judge-promql.ts';
import { RangeCache } from '../../queries/cache/range-cache.ts';
import { createRangeCacheMetrics } from '../../queries/cache/range-cache-metrics.ts';
import type { TenantLimits } from '../../queries/limits/tenant-limits.ts';
import { BackendAsker } from '../../queries/proxy/backend-asker.ts';
import type { AskedCluster } from '../../queries/proxy/backend-plan.ts';
import { BackendPlans } from '../../queries/proxy/backend-plans.ts';
import { PrometheusProxy } from '../../queries/proxy/prometheus-proxy.ts';
import { createProxyMetrics } from '../../queries/proxy/proxy-metrics.ts';
import type { QueryLimits } from '../../queries/proxy/query-limits.ts';
import { RangeAsker, type RangeAskerOptions } from '../../queries/proxy/range-asker.ts';
import { MetricsScopeRules } from '../../queries/proxy/scope-rules/metrics-scope-rules.ts';
import { BackendPools } from '../../queries/upstream/backend-pools.ts';
import { createHttpUpstream } from '../../queries/upstream/http-upstream.ts';
import type { CallerSource } from '../../web/server/gate.ts';
import { createHttpServer } from '../../web/server/http-server.ts';
import { RunningQuestions } from '../../web/server/running-questions.ts';
import { ScopeGate } from '../../web/server/scope-gate.ts';
import { registerScopedPrometheus } from '../../web/server/scoped-prometheus.ts';
import { directoryOf } from './directory-of.ts';
import { limitGate } from './limit-gate.ts';

export interface ScopedServer {
  /** e.g. `http://127.0.0.1:1234/scopes/acme/prometheus`. */
  base(scope: string): string;
  readonly url: string;
  /** Lines logged so far. */
  readonly log: readonly string[];
  stop(): Promise<void>;
}

export interface ScopedServerOptions {
  readonly clusters: readonly AskedCluster[];
  /** `acme.shop.prod` to `cluster/namespace`. */
  readonly environments: Readonly<Record<string, string>>;
  readonly limits?: Partial<QueryLimits>;
  /** Of every tenant; without: so wide that no test meets them. */
  readonly tenantLimits?: Partial<TenantLimits>;
  /** Says what is now to the proxy; default the real one. */
  readonly clock?: { nowMs(): number };
  /** Contradictions to the scope are refused. Default false. */
  readonly isStrict?: boolean;
  /** Range answers are remembered, as the service does. Default false. */
  readonly hasRangeCache?: boolean;
  /** From when on environments may read, by `cluster/namespace`; others: all there is. */
  readonly readableFrom?: Readonly<Record<string, number>>;
}

const DEFAULT_LIMITS: QueryLimits = {
  maxQueryLength: 32_768,
  maxBodyBytes: 262_144,
  maxMergedBytes: 1_048_576,
  maxNamedMetricBytes: 1_048_576,
  maxWriteBytes: 1_048_576,
  rememberedQueries: 100,
};

/**
 * The real routes and proxy over HTTP. A bearer token is the path of the node that its bearer may
 * read (`acme`, `globex.shop`, `_platform`): authentication itself is tested elsewhere.
 */
export async function startScopedServer(options: ScopedServerOptions): Promise<ScopedServer> {
  const directory = directoryFor(options);
  const log: string[] = [];
  const logger = createLogger({
    level: 'warn',
    destination: { write: (line) => void log.push(line) },
  });
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const metrics = createProxyMetrics(registry());
  const pools = new BackendPools(openPool);
  const server = createHttpServer({ logger, trustedProxies: [], newRequestId: () => 'test' });
  const upstream = createHttpUpstream({
    dispatcherFor: (backend) => pools.dispatcherFor(backend),
    clock: systemClock,
  });
  const gate = limitGate({ maxResponseBytes: 1_048_576, ...options.tenantLimits });
  const clock = { ...systemClock, ...options.clock };
  const clusters = () => options.clusters;
  const proxy = new PrometheusProxy({
    plans: new BackendPlans({ current: () => directory, clusters }, 'metrics'),
    rules: new MetricsScopeRules({ clock, clusters, isStrict: () => options.isStrict ?? false }),
    gate,
    asker: new BackendAsker({ upstream, gate, limits, metrics, logger }),
    ranges: options.hasRangeCache ? rangeAsker({ upstream, gate, metrics, logger }) : null,
    ownership: {
      within: (scope) => ({
        find: (labels) => (labels.owned_by === String(scope) ? { shown: null } : null),
      }),
    },
    limits,
    clock,
  });
  const scopes = new ScopeGate({ callers: callersByToken, directory: () => directory });
  const running = new RunningQuestions({
    scopes,
    revocations: { subscribe: () => () => undefined },
    onDirectoryChange: () => undefined,
  });
  registerScopedPrometheus(server, {
    scopes,
    running,
    proxy,
    metrics,
    clock: systemClock,
    logger,
    maxBodyBytes: limits.maxBodyBytes,
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
  const { port } = server.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    log,
    base: (scope) => `${url}/scopes/${scope}/prometheus`,
    stop: async () => {
      await server.close();
      await pools.destroy();
    },
  };
}

function directoryFor({ environments, clusters, readableFrom = {} }: ScopedServerOptions) {
  const ids = clusters.map(({ id }) => id);
  return directoryOf({ environments, tenants: ['empty'], clusters: ids, readableFrom });
}

const registry = () => createMetrics({ version: 'test', withProcessMetrics: false });

function rangeAsker(
  shared: Pick<RangeAskerOptions, 'upstream' | 'gate' | 'metrics' | 'logger'>,
): RangeAsker {
  const settings = { maxBytes: 10_000_000, maxAnswerBytes: 100_000 };
  return new RangeAsker({
    ...shared,
    cache: new RangeCache({
      settings: {
        ...settings,
        untrustedMs: { promql: 600_000, logql: 3_600_000 },
        keepMs: 3_600_000,
      },
      clock: systemClock,
      metrics: createRangeCacheMetrics(registry()),
    }),
    language: 'promql',
    judge: judgePromql,
    maxAnswerBytes: settings.maxAnswerBytes,
  });
}

function openPool(tls: TlsIdentity): Dispatcher {
  return createGuardedDispatcher({
    policy: 'administrator',
    connectTimeoutMs: 5_000,
    headersTimeoutMs: 60_000,
    bodyTimeoutMs: 60_000,
    connections: 16,
    tls,
  });
}

const callersByToken: CallerSource = {
  callerOf: (request) => {
    const [, token] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? [];
    if (!token) return Promise.reject(new AppError('unauthenticated', 'no token'));
    const known = callers.get(token) ?? {
      principal: {
        kind: 'token' as const,
        id: token,
        name: token,
        node: token === '_platform' ? null : (parseNodePath(token) ?? null),
        permissions: new Set(['metrics:read' as const, 'rules:read' as const]),
      },
      session: null,
      mustChangePassword: false,
      expiresAtMs: null,
    };
    callers.set(token, known);
    return Promise.resolve(known);
  },
};

const callers = new Map<string, Awaited<ReturnType<CallerSource['callerOf']>>>();
