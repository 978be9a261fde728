import { AppError } from '../../platform/errors/app-error.ts';
import type { Labels } from '../../platform/model/labels.ts';
import type { AskAnswer, AskError, AskMetrics, QueryTime } from './ask-metrics.ts';
import { findNamedMetric } from './catalogue.ts';
import { type CompiledMetric, compileNamedMetric } from './compile-named-metric.ts';
import { idleCells } from './idle-cells.ts';
import { type LabelDialect, labelsFromDialect } from './label-dialect.ts';
import { type FilterName, LABEL_OF_FILTER } from './levels.data.ts';
import type { LabelledCell } from './metric-rows.ts';
import { type CheckedQuestion, resourceKey } from './metrics-question.ts';
import { matchesNames, type NameList } from './name-pattern.ts';
import type { NamedMetric } from './named-metric.ts';
import type { OwnedPair } from './owner-labels.ts';
import { type ValueBudget, valuesIn } from './value-budget.ts';

/** The scope's side of a question: whose it is and where it is asked. */
export interface MetricsContext {
  readonly asker: AskMetrics;
  /** The pairs of the scope on this backend; for `_platform` those of the whole directory there. */
  readonly pairs: readonly OwnedPair[];
  readonly dialect: LabelDialect;
  /** Shortest window of rates. Default 5 minutes: four scrapes of a minute, with one to spare. */
  readonly windowMs?: number;
  /** Questions under way at once. Default 4. */
  readonly concurrency?: number;
  /** Values and points that the metrics may hold together. Default `MAX_VALUES`. */
  readonly maxValues?: number;
}

/** A question on its way. */
export interface Inquiry extends MetricsContext {
  readonly budget: ValueBudget;
}

/** One metric's part of an answer, before rows are joined. */
export interface EvaluatedMetric {
  readonly id: string;
  readonly metric: NamedMetric | null;
  /** The query that was compiled; null when there was nothing to ask. */
  readonly promql: string | null;
  /** The same with the scope in it, as the backend got it. */
  readonly sent: string | null;
  readonly error: AskError | null;
  /** What was left out of the answer. */
  readonly warnings: readonly string[];
  readonly cells: readonly LabelledCell[];
}

/** Most rows that one metric may have. */
export const MAX_ROWS = 50_000;
const DEFAULT_WINDOW_MS = 300_000;

/** Compiles and asks one metric. Whatever goes wrong is in the answer; only an abort rejects. */
export async function evaluateMetric(
  id: string,
  question: CheckedQuestion,
  context: Inquiry,
  signal: AbortSignal,
): Promise<EvaluatedMetric> {
  const metric = findNamedMetric(id);
  if (metric === undefined) return failed(id, null, 'not_found', `no metric is called ${id}`);
  if (metric.level !== question.level) {
    const message = `${id} is a metric of level ${metric.level}, not ${question.level}`;
    return failed(id, metric, 'invalid', message);
  }
  const compiled = compileAsked(metric, question, context);
  switch (compiled.kind) {
    case 'refused':
      return failed(id, metric, errorKindOf(compiled.reason), compiled.message);
    case 'nothing':
      return { id, metric, promql: null, sent: null, error: null, warnings: [], cells: [] };
    case 'ok': {
      const { promql } = compiled;
      const answer = await askSafely(context.asker, promql, question.time, signal);
      if (answer.kind === 'error')
        return { id, metric, promql, sent: null, error: answer.error, warnings: [], cells: [] };
      return evaluated(metric, promql, answer, question, context);
    }
  }
}

/** The query that asks one metric at a time, with rates over ranges that suit the step. */
export function compileAsked(
  metric: NamedMetric,
  { filters, time }: Pick<CheckedQuestion, 'filters' | 'time'>,
  context: Pick<MetricsContext, 'pairs' | 'dialect' | 'windowMs'>,
): CompiledMetric {
  const least = context.windowMs ?? DEFAULT_WINDOW_MS;
  // A window as long as the step leaves nothing between two points out.
  const windowMs = time.kind === 'range' ? Math.max(least, Math.ceil(time.stepMs)) : least;
  const { pairs, dialect } = context;
  return compileNamedMetric(metric, { filters, windowMs, pairs, dialect });
}

function errorKindOf(reason: 'filter' | 'too_long' | 'defect'): AskError['kind'] {
  if (reason === 'filter') return 'invalid';
  return reason === 'too_long' ? 'unprocessable' : 'internal';
}

function failed(
  id: string,
  metric: NamedMetric | null,
  kind: AskError['kind'],
  message: string,
): EvaluatedMetric {
  return {
    id,
    metric,
    promql: null,
    sent: null,
    error: { kind, message },
    warnings: [],
    cells: [],
  };
}

/** Asks, and makes an answer of a rejection that can be shown; an abort passes. */
export async function askSafely(
  asker: AskMetrics,
  promql: string,
  time: QueryTime,
  signal: AbortSignal,
): Promise<AskAnswer> {
  signal.throwIfAborted();
  try {
    return await asker.ask(promql, time, signal);
  } catch (thrown) {
    signal.throwIfAborted();
    if (!(thrown instanceof AppError)) throw thrown;
    return { kind: 'error', error: { kind: thrown.kind, message: thrown.message } };
  }
}

function evaluated(
  metric: NamedMetric,
  promql: string,
  answer: Exclude<AskAnswer, { kind: 'error' }>,
  question: CheckedQuestion,
  context: Inquiry,
): EvaluatedMetric {
  const { sent, warnings } = answer;
  const base = { id: metric.id, metric, promql, sent, warnings };
  const all = cellsOf(answer);
  if (all.length > MAX_ROWS) {
    const message = `${metric.id} has ${all.length} rows, more than the ${MAX_ROWS} allowed; filter by names`;
    return { ...base, error: { kind: 'unprocessable', message }, cells: [] };
  }
  if (!context.budget.take(all.reduce((sum, { cell }) => sum + valuesIn(cell), 0))) {
    const message = `with ${metric.id} the question would hold too many values; ask for fewer metrics, fewer names or a larger step`;
    return { ...base, error: { kind: 'unprocessable', message }, cells: [] };
  }
  const { filters, time } = question;
  const { dialect } = context;
  const pairs = answer.pairs ?? context.pairs;
  const present = all
    .map(({ labels, cell }) => ({ labels: labelsFromDialect(dialect, labels), cell }))
    .filter(({ labels }) => isRowOf(metric, labels, filters));
  const idle = idleCells({ metric, pairs, filters, dialect, time }, present);
  const keyOf = resourceKey(question.level);
  const { allowedRows } = question;
  const cells = [...present, ...idle].filter(
    ({ labels }) => allowedRows === null || allowedRows.has(keyOf(labels)),
  );
  return { ...base, error: null, cells };
}

function cellsOf(answer: Exclude<AskAnswer, { kind: 'error' }>): readonly LabelledCell[] {
  if (answer.kind === 'vector') {
    return answer.samples.map(({ labels, value }) => ({
      labels,
      cell: { kind: 'value', value, idle: false },
    }));
  }
  return answer.series.map(({ labels, points }) => ({
    labels,
    cell: { kind: 'points', points, idle: false },
  }));
}

/** Rows without one of their labels belong to nobody; filters on labels hold for rows as well. */
function isRowOf(
  metric: NamedMetric,
  labels: Labels,
  filters: ReadonlyMap<FilterName, NameList>,
): boolean {
  if (!metric.labels.every((name) => labels.has(name))) return false;
  return [...filters].every(([filter, names]) => {
    const value = labels.get(LABEL_OF_FILTER[filter]);
    const isOfRow = metric.labels.includes(LABEL_OF_FILTER[filter]);
    return !isOfRow || (value !== undefined && matchesNames(value, names));
  });
}
