import type { Labels } from '../../platform/model/labels.ts';
import type { AskError } from './ask-metrics.ts';
import { findNamedMetric } from './catalogue.ts';
import type { CompileSettings } from './compile-named-metric.ts';
import { idleCells } from './idle-cells.ts';
import { labelsFromDialect } from './label-dialect.ts';
import { type FilterName, LABEL_OF_FILTER } from './levels.data.ts';
import type { LabelledCell } from './metric-rows.ts';
import type { Inquiry, MetricsContext } from './metrics-context.ts';
import { type CheckedQuestion, resourceKey } from './metrics-question.ts';
import { matchesNames, type NameList } from './name-pattern.ts';
import type { NamedMetric } from './named-metric.ts';
import { compileBatches } from './owner-batches.ts';
import { type ReadBatches, readBatches } from './read-batches.ts';

/** One metric's part of an answer, before rows are joined. */
export interface EvaluatedMetric {
  readonly id: string;
  readonly metric: NamedMetric | null;
  /** The query that was compiled, several a line each; null when there was nothing to ask. */
  readonly promql: string | null;
  /** The same with the scope in it, as the backend got it. */
  readonly sent: string | null;
  readonly error: AskError | null;
  /** What was left out of the answer. */
  readonly warnings: readonly string[];
  readonly cells: readonly LabelledCell[];
}

const DEFAULT_WINDOW_MS = 300_000;

/** Compiles and asks one metric. Whatever goes wrong is in the answer; only an abort rejects. */
export async function evaluateMetric(
  id: string,
  question: CheckedQuestion,
  context: Inquiry,
  signal: AbortSignal,
): Promise<EvaluatedMetric> {
  const metric = findNamedMetric(id);
  if (metric === undefined)
    return failed(
      id,
      null,
      'not_found',
      `no metric is called ${id}; see GET /api/v1/named-metrics`,
    );
  if (metric.level !== question.level) {
    const message = `${id} is a metric of level ${metric.level}, not ${question.level}`;
    return failed(id, metric, 'invalid', message);
  }
  const compiled = compileBatches(metric, settingsOf(question, context));
  switch (compiled.kind) {
    case 'refused':
      return failed(id, metric, errorKindOf(compiled.reason), compiled.message);
    case 'nothing':
      return { id, metric, promql: null, sent: null, error: null, warnings: [], cells: [] };
    case 'ok': {
      const read = await readBatches(compiled.promqls, question.time, context, signal);
      const { sent, error, warnings } = read;
      const cells = error === null ? rowsOf(metric, read, question, context) : [];
      const promql = compiled.promqls.join('\n');
      return { id, metric, promql, sent: sent === '' ? null : sent, error, warnings, cells };
    }
  }
}

/** What a metric is compiled with to be asked at a time: rates go over ranges that suit the step. */
export function settingsOf(
  { filters, time }: Pick<CheckedQuestion, 'filters' | 'time'>,
  { pairs, dialect, windowMs = DEFAULT_WINDOW_MS }: Omit<MetricsContext, 'asker'>,
): CompileSettings {
  // A window as long as the step leaves nothing between two points out.
  const stepMs = time.kind === 'range' ? Math.ceil(time.stepMs) : 0;
  return { filters, windowMs: Math.max(windowMs, stepMs), pairs, dialect };
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

/** The rows of the metric in the catalogue's words, with those that no series gave. */
function rowsOf(
  metric: NamedMetric,
  read: ReadBatches,
  question: CheckedQuestion,
  context: Inquiry,
): readonly LabelledCell[] {
  const { filters, time } = question;
  const { dialect } = context;
  const pairs = read.pairs ?? context.pairs;
  const present = read.cells
    .map(({ labels, cell }) => ({ labels: labelsFromDialect(dialect, labels), cell }))
    .filter(({ labels }) => isRowOf(metric, labels, filters));
  const idle = idleCells({ metric, pairs, filters, dialect, time }, present);
  const keyOf = resourceKey(question.level);
  const { allowedRows } = question;
  return [...present, ...idle].filter(
    ({ labels }) => allowedRows === null || allowedRows.has(keyOf(labels)),
  );
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
