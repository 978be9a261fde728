import { AppError } from '../../../platform/errors/app-error.ts';
import type { QueryTime } from '../ask-metrics.ts';
import { compileNamedMetric, ownerLevelOf } from '../compile-named-metric.ts';
import { settingsOf } from '../evaluate-metric.ts';
import type { FilterName } from '../levels.data.ts';
import type { MetricsContext } from '../metrics-context.ts';
import { matcherOf, type NameList } from '../name-pattern.ts';
import type { NamedMetric } from '../named-metric.ts';
import { ownersOf } from '../owner-labels.ts';
import { type EmptyReason, explainReason } from './empty-reason.ts';
import { type EmptyExplanation, type ExplainContext, explainEmpty } from './explain-empty.ts';

export interface EmptyMetricQuestion {
  readonly metric: NamedMetric;
  readonly filters: ReadonlyMap<FilterName, NameList>;
  readonly time: QueryTime;
}

export interface EmptyMetricExplanation extends EmptyExplanation {
  /** The query that was compiled; null when there was nothing to ask. */
  readonly query: string | null;
}

/** Most owners of the scope that are shown. */
const MAX_SHOWN = 20;

/**
 * As `explainEmpty`, for a named metric.
 * @throws AppError `invalid` for filters that the metric does not take, `unprocessable` for too many names
 */
export async function explainNamedMetric(
  question: EmptyMetricQuestion,
  context: ExplainContext & Pick<MetricsContext, 'pairs' | 'dialect'>,
  signal: AbortSignal,
): Promise<EmptyMetricExplanation> {
  const { metric, time } = question;
  const compiled = compileNamedMetric(metric, settingsOf(question, context));
  switch (compiled.kind) {
    case 'ok': {
      const explained = await explainEmpty(compiled.promql, time, context, signal);
      return { query: compiled.promql, ...explained };
    }
    case 'refused': {
      const kind = compiled.reason === 'filter' ? 'invalid' : 'unprocessable';
      throw new AppError(kind, compiled.message);
    }
    case 'nothing': {
      const reason = ownerless(question, context);
      const reasons = [{ reason, text: explainReason(reason) }];
      return { query: null, reasons, asked: 0, warnings: [] };
    }
  }
}

/** The filters name tenants or projects of which the scope has none. */
function ownerless(
  { metric, filters }: EmptyMetricQuestion,
  { pairs }: Pick<MetricsContext, 'pairs'>,
): EmptyReason {
  const level = ownerLevelOf(metric) ?? 'project';
  const written = [...filters].map(([label, names]) => {
    const { op, value } = matcherOf(names);
    return `${label}${op}${JSON.stringify(value)}`;
  });
  return {
    kind: 'removed_by_scope',
    selector: metric.id,
    matcher: written.join(','),
    label: level,
    allowed: ownersOf(level, pairs).slice(0, MAX_SHOWN),
  };
}
