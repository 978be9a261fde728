import type { DirectorySource } from '../../../platform/tenancy/directory-source.ts';
import { judgePromql } from '../../../queries/cache/judge-promql.ts';
import { rememberedJudge } from '../../../queries/cache/remembered-judge.ts';
import type { LimitGate } from '../../../queries/limits/limit-gate.ts';
import { BackendAsker } from '../../../queries/proxy/backend-asker.ts';
import { BackendPlans, type ClusterDirectory } from '../../../queries/proxy/backend-plans.ts';
import type { RuleOwnership } from '../../../queries/proxy/filtered-answer.ts';
import { PrometheusProxy } from '../../../queries/proxy/prometheus-proxy.ts';
import { createProxyMetrics, type ProxyMetrics } from '../../../queries/proxy/proxy-metrics.ts';
import { RangeAsker } from '../../../queries/proxy/range-asker.ts';
import { RemoteWrite } from '../../../queries/proxy/remote-write.ts';
import {
  MetricsScopeRules,
  type StrictMode,
} from '../../../queries/proxy/scope-rules/metrics-scope-rules.ts';
import { strictClusters } from '../../../queries/proxy/scope-rules/strict-clusters.ts';
import type { Upstream } from '../../../queries/upstream/upstream.ts';
import { metricsClusters } from './cluster-views.ts';
import type { QueryFloor } from './floor.ts';
import { composeRangeCache, type KnownRanges, REMEMBERED_JUDGEMENTS } from './range-cache.ts';

export interface QueryParts {
  readonly proxy: PrometheusProxy;
  readonly write: RemoteWrite;
  readonly metrics: ProxyMetrics;
  readonly backends: ClusterDirectory;
  /** How scopes lie on them, and what else scopes say: the same for all that asks for metrics. */
  readonly plans: BackendPlans;
  readonly rules: MetricsScopeRules;
  /** For questions about logs as well; null: ranges are not remembered. */
  readonly known: KnownRanges | null;
  /** Null where `known` is. */
  readonly ranges: RangeAsker | null;
  /** Whether what asks for values outside a scope is refused. */
  readonly isStrict: StrictMode;
}

/** The scoped query plane in front of the registered clusters. */
export function composeQueries(
  floor: QueryFloor,
  directories: DirectorySource,
  ownership: RuleOwnership,
  upstream: Upstream,
  gate: LimitGate,
): QueryParts {
  const { clock, logger, config } = floor;
  const limits = config.queries;
  const metrics = createProxyMetrics(floor.metrics);
  const clusters = metricsClusters(directories);
  const isStrict = strictClusters(clusters);
  const backends = { current: () => directories.current(), clusters };
  const plans = new BackendPlans(backends, 'metrics');
  const rules = new MetricsScopeRules({ clock, clusters, isStrict });
  const write = new RemoteWrite({
    upstream,
    plans,
    clusters,
    gate,
    maxPlainBytes: limits.maxWriteBytes,
  });
  const known = composeRangeCache(floor);
  const judge = rememberedJudge(judgePromql, REMEMBERED_JUDGEMENTS);
  const asking = { language: 'promql', judge, upstream, gate, metrics, logger } as const;
  const ranges = known && new RangeAsker({ ...known, ...asking });
  const proxy = new PrometheusProxy({
    plans,
    rules,
    gate,
    asker: new BackendAsker({ upstream, gate, limits, metrics, logger }),
    ranges,
    ownership,
    limits,
    clock,
  });
  return { proxy, write, metrics, backends, plans, rules, known, ranges, isStrict };
}
