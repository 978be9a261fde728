import type { Service } from '../../../platform/lifecycle/service.ts';
import { createGuard } from '../../../platform/outbound/guard.ts';
import { createGuardedAgents } from '../../../platform/outbound/guarded-agents.ts';
import type { DirectorySource } from '../../../platform/tenancy/directory-source.ts';
import { judgeLogql } from '../../../queries/cache/judge-logql.ts';
import { rememberedJudge } from '../../../queries/cache/remembered-judge.ts';
import type { LimitGate } from '../../../queries/limits/limit-gate.ts';
import { BackendPlans } from '../../../queries/proxy/backend-plans.ts';
import type { RuleOwnership } from '../../../queries/proxy/filtered-answer.ts';
import { LogExporter } from '../../../queries/proxy/loki/export/log-exporter.ts';
import { LokiAsker } from '../../../queries/proxy/loki/loki-asker.ts';
import { createLokiMetrics, type LokiMetrics } from '../../../queries/proxy/loki/loki-metrics.ts';
import { LokiProxy } from '../../../queries/proxy/loki/loki-proxy.ts';
import { LokiRangeAsker } from '../../../queries/proxy/loki/loki-range-asker.ts';
import { LOKI_ROUTES } from '../../../queries/proxy/loki/loki-routes.ts';
import { LokiPush } from '../../../queries/proxy/loki/push/loki-push.ts';
import { ScopedLogSamples } from '../../../queries/proxy/loki/scoped-log-samples.ts';
import { TailPlanner } from '../../../queries/proxy/loki/tail/tail-planner.ts';
import type { TailUpstream } from '../../../queries/proxy/loki/tail/tail-upstream.ts';
import { createWebSocketTailUpstream } from '../../../queries/proxy/loki/tail/websocket-tail-upstream.ts';
import { RangeAsker } from '../../../queries/proxy/range-asker.ts';
import { LogsScopeRules } from '../../../queries/proxy/scope-rules/logs-scope-rules.ts';
import type { StrictMode } from '../../../queries/proxy/scope-rules/metrics-scope-rules.ts';
import { strictClusters } from '../../../queries/proxy/scope-rules/strict-clusters.ts';
import type { Upstream } from '../../../queries/upstream/upstream.ts';
import { createEmbeddedTails, withEmbeddedTails } from '../embedded/embedded-tails.ts';
import type { EmbeddedLink } from '../embedded/embedded-thread.ts';
import { logsClusters } from './cluster-views.ts';
import type { QueryFloor } from './floor.ts';
import { type KnownRanges, REMEMBERED_JUDGEMENTS } from './range-cache.ts';

export interface LogParts {
  readonly proxy: LokiProxy;
  readonly push: LokiPush;
  readonly exporter: LogExporter;
  /** Samples made of lines, for what is computed here. */
  readonly samples: ScopedLogSamples;
  readonly tailPlanner: TailPlanner;
  readonly tailUpstream: TailUpstream;
  readonly metrics: LokiMetrics;
  /** Whether what asks for values outside a scope is refused. */
  readonly isStrict: StrictMode;
  /** Ends the connections of tails to backends. */
  readonly service: Service;
}

export interface LogsOptions {
  readonly floor: QueryFloor;
  readonly directories: DirectorySource;
  readonly ownership: RuleOwnership;
  readonly upstream: Upstream;
  /** Null in a worker, where no tail is opened. */
  readonly embedded: EmbeddedLink | null;
  readonly gate: LimitGate;
  /** What is known of range queries; null: nothing is remembered. */
  readonly known: KnownRanges | null;
}

/** The scoped logs: queries, pushes, exports and live tails in front of the registered clusters. */
export function composeLogs(options: LogsOptions): LogParts {
  const { floor, directories, ownership, upstream, embedded, gate, known } = options;
  const { clock, logger, config } = floor;
  const limits = config.logs;
  const metrics = createLokiMetrics(floor.metrics);
  const clusters = logsClusters(directories);
  const isStrict = strictClusters(clusters);
  const agents = createGuardedAgents(createGuard({ policy: 'administrator' }));
  const shared = {
    plans: new BackendPlans({ current: () => directories.current(), clusters }, 'log'),
    asker: new LokiAsker({ upstream, maxMergedBytes: limits.maxMergedBytes, metrics, logger }),
    gate,
    limits,
    clock,
    rules: new LogsScopeRules({ clock, clusters, isStrict }),
  };
  const judge = rememberedJudge(judgeLogql, REMEMBERED_JUDGEMENTS);
  const asking = { language: 'logql', judge, upstream, gate, metrics, logger } as const;
  const sockets = createWebSocketTailUpstream({ agents, clock });
  const ranges = known && new LokiRangeAsker(new RangeAsker({ ...known, ...asking }));
  return {
    proxy: new LokiProxy({ ...shared, ownership, ranges }),
    push: new LokiPush(shared),
    exporter: new LogExporter(shared),
    samples: new ScopedLogSamples(shared),
    tailPlanner: new TailPlanner({ route: tailRoute(), ...shared }),
    tailUpstream: embedded ? withEmbeddedTails(sockets, createEmbeddedTails(embedded)) : sockets,
    metrics,
    isStrict,
    service: {
      name: 'log tails',
      start: () => Promise.resolve(),
      drain: () => Promise.resolve(),
      stop: () => {
        agents.destroy();
        return Promise.resolve();
      },
    },
  };
}

function tailRoute() {
  const route = LOKI_ROUTES.find(({ answer }) => answer.kind === 'tail');
  if (!route) throw new TypeError('there is no route of tails');
  return route;
}
