import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import { labelsFromObject } from '../../../platform/model/labels.ts';
import type { Permission } from '../../../platform/tenancy/roles.ts';
import type {
  OpenScope,
  ScopedMetrics,
} from '../../../queries/proxy/named-metrics/scoped-metrics.ts';
import type { ProxyMetrics } from '../../../queries/proxy/proxy-metrics.ts';
import type { QueryTime } from '../../../queries/templates/ask-metrics.ts';
import { findNamedMetric, NAMED_METRICS } from '../../../queries/templates/catalogue.ts';
import { evaluateNamedMetrics } from '../../../queries/templates/evaluate-named-metrics.ts';
import type { FilterName } from '../../../queries/templates/levels.data.ts';
import type { NamedMetricsQuestion } from '../../../queries/templates/metrics-question.ts';
import type { NameList } from '../../../queries/templates/name-pattern.ts';
import type { NamedMetric } from '../../../queries/templates/named-metric.ts';
import { explainEmpty } from '../../../queries/templates/why-empty/explain-empty.ts';
import { explainNamedMetric } from '../../../queries/templates/why-empty/explain-named-metric.ts';
import type { ExplainEmptyInput } from '../../contract/explain-empty.ts';
import type * as contract from '../../contract/named-metrics.ts';
import type { HandlerContext, Handlers } from '../register-api.ts';
import type { RunningQuestions } from '../running-questions.ts';
import type { ScopeGate } from '../scope-gate.ts';
import { readDuration, readInstant } from './present.ts';
import {
  presentCatalogue,
  presentReason,
  presentTable,
  presentTime,
} from './present-named-metrics.ts';

export interface NamedMetricUseCases {
  readonly scopes: Pick<ScopeGate, 'grantTo'>;
  readonly running: Pick<RunningQuestions, 'during'>;
  readonly named: ScopedMetrics;
  readonly metrics: ProxyMetrics;
  readonly clock: Clock;
}

type NamedMetricHandlers = Pick<Handlers, Extract<keyof Handlers, `namedMetrics.${string}`>>;

/** Named metrics and why they are empty, over HTTP. */
export function namedMetricHandlers(use: NamedMetricUseCases): NamedMetricHandlers {
  return {
    'namedMetrics.list': ({ query }) => Promise.resolve(presentCatalogue(found(query))),
    'namedMetrics.query': ({ params, body }, context) =>
      answer(
        use,
        { route: 'named-metrics', scope: params.scope, context },
        async (open, signal) => {
          const time = timeOf(body.time, use.clock.nowMs());
          const table = await evaluateNamedMetrics(questionOf(body, time), open, signal);
          return presentTable(table, time);
        },
      ),
    'namedMetrics.explainEmpty': ({ params, body }, context) =>
      answer(
        use,
        { route: 'explain-empty', scope: params.scope, context },
        async (open, signal) => {
          const time = timeOf(body.time, use.clock.nowMs());
          return explanation(body, time, open, signal);
        },
      ),
  };
}

function found({
  level,
  search,
}: {
  readonly level?: contract.NamedMetricsInput['level'];
  readonly search?: string;
}): readonly NamedMetric[] {
  const part = search?.toLowerCase() ?? '';
  return NAMED_METRICS.filter(
    ({ id, level: own, title }) =>
      (level === undefined || own === level) &&
      [id, title.en, title.zh].some((text) => text.toLowerCase().includes(part)),
  );
}

interface Asked {
  readonly route: 'named-metrics' | 'explain-empty';
  readonly scope: string;
  readonly context: HandlerContext;
}

const PERMISSION: Permission = 'metrics:read';

/**
 * Opens the scope and counts how it went. Who goes away, or loses the right to the scope (then the
 * connection is cut), stops what is under way.
 */
async function answer<T>(
  { scopes, running, named, metrics, clock }: NamedMetricUseCases,
  { route, scope: scopeName, context }: Asked,
  work: (open: OpenScope, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const startedMs = clock.monotonicMs();
  const caller = context.caller();
  const response = context.reply.raw;
  let outcome: Parameters<ProxyMetrics['answered']>[1] = 'success';
  try {
    const scope = scopes.grantTo(caller.principal, scopeName, PERMISSION);
    const question = { caller, scopeName, permission: PERMISSION, scope, response };
    return await running.during(question, (gone) => work(named.open(scope), gone));
  } catch (thrown) {
    outcome = thrown instanceof AppError ? thrown.kind : 'internal';
    throw thrown;
  } finally {
    metrics.answered(route, outcome, (clock.monotonicMs() - startedMs) / 1000);
  }
}

function questionOf(body: contract.NamedMetricsInput, time: QueryTime): NamedMetricsQuestion {
  const { level, metrics, resources, ranking, page, pageSize, withDetails } = body;
  return {
    level,
    metrics: metrics ?? null,
    filters: filtersOf(body.filters),
    resources: resources?.map(labelsFromObject) ?? null,
    time,
    ranking: ranking ?? null,
    page,
    pageSize,
    withDetails,
  };
}

function filtersOf(given: contract.MetricFilters = {}): ReadonlyMap<FilterName, NameList> {
  const entries = Object.entries(given) as [FilterName, NameList][];
  return new Map(entries);
}

function timeOf(given: contract.MetricTimeInput | undefined, nowMs: number): QueryTime {
  if (given === undefined) return { kind: 'instant', atMs: nowMs };
  if (given.kind === 'instant') {
    const atMs = given.at === undefined ? nowMs : readInstant(given.at, '/time/at');
    return { kind: 'instant', atMs };
  }
  return {
    kind: 'range',
    startMs: readInstant(given.start, '/time/start'),
    endMs: readInstant(given.end, '/time/end'),
    stepMs: readDuration(given.step, '/time/step'),
  };
}

async function explanation(
  { query, metric, filters }: ExplainEmptyInput,
  time: QueryTime,
  open: OpenScope,
  signal: AbortSignal,
) {
  if ((query === undefined) === (metric === undefined) || (query && filters)) {
    throw new AppError('invalid', 'give either query, or metric with its filters');
  }
  const context = { ...open, asker: open.lenientAsker };
  const named = metric === undefined ? null : metricCalled(metric);
  const explained =
    named === null
      ? { query: query ?? '', ...(await explainEmpty(query ?? '', time, context, signal)) }
      : await explainNamedMetric(
          { metric: named, filters: filtersOf(filters), time },
          context,
          signal,
        );
  const { reasons, warnings, ...rest } = explained;
  return {
    ...rest,
    time: presentTime(time),
    reasons: reasons.map(presentReason),
    warnings: [...warnings],
  };
}

function metricCalled(id: string): NamedMetric {
  const metric = findNamedMetric(id);
  if (metric !== undefined) return metric;
  throw new AppError('invalid', `no metric is called ${id}; see GET /api/v1/named-metrics`);
}
