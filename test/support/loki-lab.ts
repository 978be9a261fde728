import type { AddressInfo } from 'node:net';
import type { Clock } from '../../platform/clock/clock.ts';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { createMetrics } from '../../platform/observe/metrics.ts';
import { createGuard } from '../../platform/outbound/guard.ts';
import { createGuardedAgents } from '../../platform/outbound/guarded-agents.ts';
import { createGuardedDispatcher } from '../../platform/outbound/guarded-dispatcher.ts';
import { DEFAULT_TLS } from '../../platform/tenancy/cluster-backend.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import { type Revocation, Revocations } from '../../platform/tenancy/revocations.ts';
import { judgeLogql } from '../../queries/cache/judge-logql.ts';
import { RangeCache } from '../../queries/cache/range-cache.ts';
import type { RangeCacheSettings } from '../../queries/cache/range-cache-config.ts';
import { createRangeCacheMetrics } from '../../queries/cache/range-cache-metrics.ts';
import type { LimitGate } from '../../queries/limits/limit-gate.ts';
import type { AskedCluster } from '../../queries/proxy/backend-plan.ts';
import { BackendPlans } from '../../queries/proxy/backend-plans.ts';
import type { RuleOwnership } from '../../queries/proxy/filtered-answer.ts';
import { LogExporter } from '../../queries/proxy/loki/export/log-exporter.ts';
import type { LogQuestionGate } from '../../queries/proxy/loki/log-question-gate.ts';
import { LokiAsker } from '../../queries/proxy/loki/loki-asker.ts';
import type { LogLimits } from '../../queries/proxy/loki/loki-limits.ts';
import { createLokiMetrics } from '../../queries/proxy/loki/loki-metrics.ts';
import { LokiProxy } from '../../queries/proxy/loki/loki-proxy.ts';
import { LokiRangeAsker } from '../../queries/proxy/loki/loki-range-asker.ts';
import { LOKI_ROUTES } from '../../queries/proxy/loki/loki-routes.ts';
import { LokiPush } from '../../queries/proxy/loki/push/loki-push.ts';
import { TailPlanner } from '../../queries/proxy/loki/tail/tail-planner.ts';
import { createWebSocketTailUpstream } from '../../queries/proxy/loki/tail/websocket-tail-upstream.ts';
import { RangeAsker } from '../../queries/proxy/range-asker.ts';
import { LogsScopeRules } from '../../queries/proxy/scope-rules/logs-scope-rules.ts';
import { BackendPools } from '../../queries/upstream/backend-pools.ts';
import { createHttpUpstream } from '../../queries/upstream/http-upstream.ts';
import { Callers } from '../../web/server/callers.ts';
import { createHttpServer } from '../../web/server/http-server.ts';
import { LogExports } from '../../web/server/log-export.ts';
import { RunningQuestions } from '../../web/server/running-questions.ts';
import { ScopeGate } from '../../web/server/scope-gate.ts';
import { registerScopedLoki } from '../../web/server/scoped-loki.ts';
import { ScopedLokiTails } from '../../web/server/scoped-loki-tails.ts';

import { directoryOf } from './directory-of.ts';
import { openTail, type Received, type Sent, sendTo, type TailReader } from './loki-client.ts';
import { type PresentedCredentials, recognise } from './path-credentials.ts';

export interface LokiLabOptions {
  /** Cluster ids to the URL of their Loki; null for none. */
  readonly clusters: Readonly<Record<string, string | null>>;
  /** `acme.shop.prod` to `cluster/namespace`. */
  readonly environments: Readonly<Record<string, string>>;
  readonly limits?: Partial<LogLimits>;
  readonly maxResponseBytes?: number;
  readonly timeoutMs?: number;
  readonly isStrict?: boolean;
  readonly clock?: Clock;
  readonly gate?: LogQuestionGate;
  /** Metric queries go through a cache. */
  readonly rangeCache?: RangeCacheSettings;
  readonly tailGate?: Pick<LimitGate, 'openTail'>;
  /** `cluster/namespace` to the instant before which it was somebody else's. */
  readonly readableFrom?: Readonly<Record<string, number>>;
  /** Instead of the label `ns`: Loki's own tenants. */
  readonly hasTenants?: boolean;
}

export interface LokiLab {
  readonly url: string;
  readonly log: readonly string[];
  readonly exposed: () => Promise<string>;
  /** As acme unless the headers say otherwise; paths are sent as they are. */
  send(sent: Sent): Promise<Received>;
  /** A tail; resolves when it is open or was refused. */
  tail(path: string, headers?: Readonly<Record<string, string>>): Promise<TailReader>;
  /** The token or session is known no longer. */
  revoke(token: string): void;
  /** Other places from now on. */
  changeEnvironments(environments: Readonly<Record<string, string>>): void;
  stop(): Promise<void>;
}

const LIMITS: LogLimits = {
  maxQueryLength: 32_768,
  maxLines: 5_000,
  maxBodyBytes: 262_144,
  maxMergedBytes: 1_048_576,
  rememberedQueries: 100,
  maxPushBytes: 200_000,
  maxPushPlainBytes: 400_000,
  maxTailsPerCaller: 3,
  maxTails: 10,
  maxTailBufferedBytes: 65_536,
  maxExportsPerCaller: 2,
  maxExports: 4,
};

/**
 * The real routes, proxy, tails and exports over HTTP. A bearer token is the path of the node that
 * its bearer may read (`acme`, `globex.shop`, `_platform`), with `+` behind it to write as well; the
 * session cookie is such a path too. The authenticator is the only part that is not real.
 */
export async function startLokiLab(options: LokiLabOptions): Promise<LokiLab> {
  const log: string[] = [];
  const tools = labTools(options, log);
  const { logger, registry } = tools;
  const places = labDirectory(options);
  const revoked = new Set<string>();
  const server = createHttpServer({ logger, trustedProxies: [], newRequestId: () => 'test' });
  const authenticator = {
    authenticate: ({ authorization, sessionCookie }: PresentedCredentials) =>
      recognise(authorization, sessionCookie, revoked),
  };
  let url = '';
  const callers = new Callers(authenticator as ConstructorParameters<typeof Callers>[0], () => url);
  const tails = serveLoki(server, { options, tools, places, callers });
  await server.listen({ host: '127.0.0.1', port: 0 });
  const { port } = server.server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}`;
  return {
    url,
    log,
    exposed: async () => (await registry.expose()).text,
    send: (sent) => sendTo(url, sent),
    tail: (path, headers = { authorization: 'Bearer acme' }) => openTail(url, path, headers),
    revoke: (token) => {
      revoked.add(token);
      tools.revocations.announce({ kind: 'token', token } satisfies Revocation);
    },
    changeEnvironments: places.change,
    stop: async () => {
      tails.close();
      server.server.closeAllConnections();
      await server.close();
      tools.agents.destroy();
      await tools.pools.destroy();
    },
  };
}

/** What needs no server: limits, logger, metrics and the ways out. */
function labTools(options: LokiLabOptions, log: string[]) {
  const logger = createLogger({
    level: 'warn',
    destination: { write: (line) => void log.push(line) },
  });
  const registry = createMetrics({ version: 'test', withProcessMetrics: false });
  const pools = new BackendPools((tls) =>
    createGuardedDispatcher({
      policy: 'administrator',
      connectTimeoutMs: 5_000,
      headersTimeoutMs: 60_000,
      bodyTimeoutMs: 60_000,
      connections: 16,
      tls,
    }),
  );
  return {
    limits: { ...LIMITS, ...options.limits },
    logger,
    registry,
    metrics: createLokiMetrics(registry),
    pools,
    agents: createGuardedAgents(createGuard({ policy: 'administrator' })),
    revocations: new Revocations(logger),
    clock: options.clock ?? systemClock,
  };
}

/** A directory whose environments can be changed while the lab runs. */
function labDirectory(options: LokiLabOptions) {
  const listeners = new Set<() => void>();
  let version = 1;
  let directory = labDirectoryOf(options, options.environments, version);
  return {
    current: () => directory,
    subscribe: (listener: () => void) => void listeners.add(listener),
    change: (environments: LokiLabOptions['environments']) => {
      directory = labDirectoryOf(options, environments, ++version);
      for (const listener of listeners) listener();
    },
  };
}

interface Lab {
  readonly options: LokiLabOptions;
  readonly tools: ReturnType<typeof labTools>;
  readonly places: ReturnType<typeof labDirectory>;
  readonly callers: Callers;
}

/** The routes and the upgrade of tails, as the service has them. */
function serveLoki(server: ReturnType<typeof createHttpServer>, lab: Lab): ScopedLokiTails {
  const { places, tools, callers } = lab;
  const { limits, logger, metrics, clock, agents, revocations } = tools;
  const scopes = new ScopeGate({ callers, directory: places.current });
  const shared = sharedParts(lab);
  registerScopedLoki(server, {
    scopes,
    proxy: new LokiProxy({ ...shared, ownership: OWNED_BY, ranges: rangesOf(lab, shared) }),
    push: new LokiPush(shared),
    exports: new LogExports({ exporter: new LogExporter(shared), scopes, limits, metrics }),
    running: new RunningQuestions({ scopes, revocations, onDirectoryChange: places.subscribe }),
    metrics,
    clock,
    logger,
    limits,
  });
  const route = LOKI_ROUTES.find(({ answer }) => answer.kind === 'tail');
  if (!route) throw new Error('there is no route of tails');
  const tails = new ScopedLokiTails({
    callers,
    scopes,
    planner: new TailPlanner({ route, ...shared }),
    upstream: createWebSocketTailUpstream({ agents, clock }),
    gate: lab.options.tailGate ?? { openTail: () => ({ release: () => undefined }) },
    onDirectoryChange: places.subscribe,
    revocations,
    limits,
    metrics,
    clock,
    logger,
  });
  server.server.on('upgrade', (message, socket, head) => {
    if (!tails.upgrade(message, socket, head)) socket.destroy();
  });
  return tails;
}

function rangesOf(
  { options, tools }: Lab,
  { upstream, gate }: ReturnType<typeof sharedParts>,
): LokiRangeAsker | null {
  const { rangeCache: settings } = options;
  if (settings === undefined) return null;
  const { clock, metrics, logger, registry } = tools;
  const cache = new RangeCache({ settings, clock, metrics: createRangeCacheMetrics(registry) });
  const { maxAnswerBytes } = settings;
  const asking = { language: 'logql', judge: judgeLogql, upstream, gate, metrics, logger } as const;
  return new LokiRangeAsker(new RangeAsker({ cache, maxAnswerBytes, ...asking }));
}

/** Planning and asking, shared by queries, pushes, exports and tails. */
function sharedParts({ options, tools, places }: Lab) {
  const { limits, logger, metrics, clock, pools } = tools;
  const clusters = clustersOf(options);
  const upstream = createHttpUpstream({
    dispatcherFor: (backend) => pools.dispatcherFor(backend),
    clock,
  });
  const place = { release: () => undefined };
  const gate: LogQuestionGate = options.gate ?? {
    limitsOf: () => ({
      maxResponseBytes: options.maxResponseBytes ?? 1_048_576,
      timeoutMs: 10_000,
    }),
    check: () => undefined,
    enter: () => Promise.resolve(place),
    admit: () => Promise.resolve(place),
  };
  return {
    upstream,
    plans: new BackendPlans({ current: places.current, clusters: () => clusters }, 'log'),
    asker: new LokiAsker({ upstream, maxMergedBytes: limits.maxMergedBytes, metrics, logger }),
    gate,
    limits,
    clock,
    rules: new LogsScopeRules({
      clock,
      clusters: () => clusters,
      isStrict: () => options.isStrict ?? false,
    }),
  };
}

/** An alert is owned by the scope that its label `owned_by` names. */
const OWNED_BY: RuleOwnership = {
  within: (scope) => ({
    find: (labels) => (labels.owned_by === String(scope) ? { shown: null } : null),
  }),
};

function clustersOf(options: LokiLabOptions): readonly AskedCluster[] {
  const enforcement = {
    namespaceLabel: options.hasTenants ? null : 'ns',
    tenantLabel: null,
    clusterLabel: null,
    tenantHeader: options.hasTenants
      ? { name: 'X-Scope-OrgID', value: 'tenant' as const, platform: null }
      : null,
    exemptMetrics: [],
    strict: false,
    guardPast: false,
  };
  return Object.entries(options.clusters).map(([id, url]) => ({
    id,
    backend:
      url === null
        ? null
        : {
            kind: 'loki' as const,
            url,
            timeoutMs: options.timeoutMs ?? 5_000,
            auth: { kind: 'bearer' as const, token: 'backend-token' },
            tls: DEFAULT_TLS,
          },
    enforcement,
  }));
}

function labDirectoryOf(
  { clusters, readableFrom = {} }: LokiLabOptions,
  environments: Readonly<Record<string, string>>,
  version: number,
): Directory {
  const tenants = ['acme', 'empty'];
  return directoryOf({
    environments,
    tenants,
    clusters: Object.keys(clusters),
    readableFrom,
    version,
  });
}
