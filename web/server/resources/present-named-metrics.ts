import { labelsToObject } from '../../../platform/model/labels.ts';
import type { QueryTime } from '../../../queries/templates/ask-metrics.ts';
import { describeNamedMetric } from '../../../queries/templates/describe-named-metric.ts';
import type {
  MetricAnswer,
  NamedMetricsAnswer,
} from '../../../queries/templates/evaluate-named-metrics.ts';
import { LEVELS, type MetricLevel } from '../../../queries/templates/levels.data.ts';
import type { Cell } from '../../../queries/templates/metric-rows.ts';
import type { NamedMetric } from '../../../queries/templates/named-metric.ts';
import { UNITS } from '../../../queries/templates/units.data.ts';
import type { ExplainedReason } from '../../../queries/templates/why-empty/explain-empty.ts';
import type { EmptyReason } from '../../contract/explain-empty.ts';
import type * as contract from '../../contract/named-metrics.ts';
import { instant } from './present.ts';

/** Entries of the catalogue with their levels. */
export function presentCatalogue(metrics: readonly NamedMetric[]): contract.MetricCatalogue {
  const levels = [...new Set(metrics.map(({ level }) => level))];
  return { levels: levels.map(presentLevel), items: metrics.map(presentMetric) };
}

function presentLevel(level: MetricLevel) {
  const { title, labels, filters } = LEVELS[level];
  return { level, title, labels: [...labels], filters: [...filters] };
}

function presentMetric(metric: NamedMetric) {
  const { labels, filters, ...rest } = describeNamedMetric(metric);
  return { ...rest, labels: [...labels], filters: [...filters] };
}

export function presentTime(time: QueryTime): contract.MetricTime {
  if (time.kind === 'instant') return { kind: 'instant', at: instant(time.atMs) };
  const { startMs, endMs, stepMs } = time;
  return { kind: 'range', start: instant(startMs), end: instant(endMs), stepMs };
}

/** The table of an answer, with the time that it is about. */
export function presentTable(
  { rows, metrics, ...rest }: NamedMetricsAnswer,
  time: QueryTime,
): contract.NamedMetricsResult {
  return {
    ...rest,
    time: presentTime(time),
    rows: rows.map(({ labels, details }) => ({
      labels: labelsToObject(labels),
      details: labelsToObject(details),
    })),
    metrics: metrics.map(presentColumn),
  };
}

/** Longest rewritten query that is shown: each selector of it holds the whole scope. */
const MAX_SENT = 16_384;

function presentColumn({ metric, cells, warnings, sent, ...rest }: MetricAnswer) {
  return {
    ...rest,
    sent: sent !== null && sent.length <= MAX_SENT ? sent : null,
    title: metric?.title ?? null,
    unit: metric === null ? null : UNITS[metric.unit],
    warnings: [...warnings],
    cells: cells.map(presentCell),
  };
}

function presentCell(cell: Cell | null): contract.MetricCell {
  if (cell === null) return null;
  const { idle } = cell;
  if (cell.kind === 'value') return { idle, value: presentValue(cell.value) };
  return {
    idle,
    atMs: cell.points.map(([atMs]) => atMs),
    values: cell.points.map(([, value]) => presentValue(value)),
  };
}

function presentValue(value: number): contract.MetricValue {
  if (Number.isFinite(value)) return value;
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+Inf' : '-Inf';
}

export function presentReason({ reason, text }: ExplainedReason): EmptyReason {
  switch (reason.kind) {
    case 'stopped': {
      const { lastSeenMs, ...rest } = reason;
      return { ...rest, lastSeenAt: instant(lastSeenMs), text };
    }
    case 'removed_by_scope':
      return { ...reason, allowed: [...reason.allowed], text };
    case 'unknown_metric':
      return { ...reason, similar: [...reason.similar], text };
    case 'matcher_matched_nothing':
      return { ...reason, values: [...reason.values], text };
    default:
      return { ...reason, text };
  }
}
