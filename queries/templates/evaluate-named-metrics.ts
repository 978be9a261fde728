import { AppError } from '../../platform/errors/app-error.ts';
import { type Labels, labelsFrom } from '../../platform/model/labels.ts';
import type { AskError } from './ask-metrics.ts';
import { compileNamedMetric } from './compile-named-metric.ts';
import { type EvaluatedMetric, evaluateMetric } from './evaluate-metric.ts';
import { LEVELS } from './levels.data.ts';
import { mapBounded } from './map-bounded.ts';
import { type Cell, joinRows, type MetricRowCells, rankRows } from './metric-rows.ts';
import type { MetricsContext } from './metrics-context.ts';
import {
  type CheckedQuestion,
  checkQuestion,
  type NamedMetricsQuestion,
} from './metrics-question.ts';
import type { NamedMetric } from './named-metric.ts';
import { detailFilters, detailKey, ROW_DETAILS, readDetails } from './row-details.ts';
import { MAX_VALUES, ValueBudget, valuesIn } from './value-budget.ts';

export interface MetricAnswer {
  readonly id: string;
  /** Null when no metric is called so; then there is an error. */
  readonly metric: NamedMetric | null;
  readonly promql: string | null;
  readonly sent: string | null;
  readonly error: AskError | null;
  /** What was left out of the answer. */
  readonly warnings: readonly string[];
  /** One for each row of the page, in its order; null where this metric has nothing. */
  readonly cells: readonly (Cell | null)[];
}

export interface AnswerRow {
  readonly labels: Labels;
  /** Empty unless asked for and known. */
  readonly details: Labels;
}

export interface NamedMetricsAnswer {
  /** Rows on all pages. */
  readonly totalRows: number;
  readonly page: number;
  readonly pageSize: number;
  readonly rows: readonly AnswerRow[];
  readonly metrics: readonly MetricAnswer[];
  /** Why rows come without details although asked for. */
  readonly detailsError: AskError | null;
}

const DEFAULT_CONCURRENCY = 4;

/**
 * Answers several named metrics of one level as a table: rows are resources, in the order that one
 * metric gives; each metric has its own error or its cells. Questions to the backend run a few at a
 * time; an aborted signal stops those under way and rejects with its reason.
 *
 * @throws AppError `invalid` when the question as a whole makes no sense
 */
export async function evaluateNamedMetrics(
  question: NamedMetricsQuestion,
  context: MetricsContext,
  signal: AbortSignal,
): Promise<NamedMetricsAnswer> {
  const checked = checkQuestion(question);
  const limit = context.concurrency ?? DEFAULT_CONCURRENCY;
  const inquiry = { ...context, budget: new ValueBudget(context.maxValues) };
  const evaluated = await mapBounded(checked.metrics, limit, signal, (id) =>
    evaluateMetric(id, checked, inquiry, signal),
  );
  const cells = new Map(evaluated.map((metric) => [metric.id, metric.cells]));
  const ordered = rankRows(joinRows(cells), checked.ranking, labelOrder(evaluated, checked));
  const first = (checked.page - 1) * checked.pageSize;
  const shown = ordered.slice(first, first + checked.pageSize);
  checkPageSize(shown, context.maxValues ?? MAX_VALUES);
  const details = await detailsOf(shown, checked, context, signal);
  return {
    totalRows: ordered.length,
    page: checked.page,
    pageSize: checked.pageSize,
    rows: shown.map(({ labels }) => ({ labels, details: details.of(labels) })),
    metrics: evaluated.map((metric) => metricAnswer(metric, shown)),
    detailsError: details.error,
  };
}

/** Zeros of idle namespaces share their points, so only what is shown can grow too large. */
function checkPageSize(shown: readonly MetricRowCells[], maxValues: number): void {
  const cells = shown.flatMap((row) => [...row.cells.values()]);
  const values = cells.reduce((sum, cell) => sum + valuesIn(cell), 0);
  if (values <= maxValues) return;
  throw new AppError(
    'unprocessable',
    `the page holds ${values} values, more than the ${maxValues} allowed; ask for smaller pages, fewer metrics or a larger step`,
  );
}

/** Names are compared label by label: the cluster, the level's own, then those of single metrics. */
function labelOrder(
  evaluated: readonly EvaluatedMetric[],
  { level }: CheckedQuestion,
): readonly string[] {
  const own = evaluated.flatMap(({ metric }) => metric?.labels ?? []);
  return [...new Set(['cluster', ...LEVELS[level].labels, ...own])];
}

function metricAnswer(metric: EvaluatedMetric, shown: readonly MetricRowCells[]): MetricAnswer {
  const { cells: _all, ...rest } = metric;
  return { ...rest, cells: shown.map((row) => row.cells.get(metric.id) ?? null) };
}

interface Details {
  readonly of: (labels: Labels) => Labels;
  readonly error: AskError | null;
}

const EMPTY: Labels = labelsFrom([]);

async function detailsOf(
  shown: readonly MetricRowCells[],
  question: CheckedQuestion,
  context: MetricsContext,
  signal: AbortSignal,
): Promise<Details> {
  const spec = question.withDetails ? ROW_DETAILS.get(question.level) : undefined;
  if (spec === undefined || shown.length === 0) return { of: () => EMPTY, error: null };
  const { time } = question;
  const filters = detailFilters(
    spec,
    shown.map((row) => row.labels),
  );
  const { pairs, dialect } = context;
  const compiled = compileNamedMetric(spec.metric, { filters, windowMs: 1, pairs, dialect });
  if (compiled.kind !== 'ok') {
    const message = compiled.kind === 'refused' ? compiled.message : 'no rows to ask about';
    return { of: () => EMPTY, error: { kind: 'unprocessable', message } };
  }
  const atMs = time.kind === 'instant' ? time.atMs : time.endMs;
  const at = { kind: 'instant', atMs } as const;
  signal.throwIfAborted();
  const answer = await context.asker.ask(compiled.promql, at, signal);
  if (answer.kind === 'error') return { of: () => EMPTY, error: answer.error };
  if (answer.kind === 'matrix')
    throw new AppError('internal', 'an instant question was answered with a range');
  const known = readDetails(spec, answer.samples, dialect);
  return { of: (labels) => known.get(detailKey(spec, labels)) ?? EMPTY, error: null };
}
