import type { MetricTimeInput } from '../../../contract/named-metrics.ts';
import type { ExplainInput } from '../../../contract/scopes.ts';
import { intervalAt, type TimeRange } from '../../time/range.ts';
import { alignToStep, stepSecondsFor } from '../../time/step.ts';

interface Span {
  /** RFC 3339. */
  readonly start: string;
  readonly end: string;
  /** Prometheus duration. */
  readonly step: string;
}

/** A range on the grid that its graph is asked on. */
function gridOf(range: TimeRange, nowMs: number): Span {
  const interval = intervalAt(range, nowMs);
  const stepSeconds = stepSecondsFor(interval);
  const { startMs, endMs } = alignToStep(interval, stepSeconds);
  return { start: instant(startMs), end: instant(endMs), step: `${stepSeconds}s` };
}

function endOf(range: TimeRange, nowMs: number): string {
  return instant(intervalAt(range, nowMs).endMs);
}

function instant(atMs: number): string {
  return new Date(atMs).toISOString();
}

/** The question about a query as its row asks it: over the range on the graph's grid, or at its end. */
export function questionOf(
  query: string,
  kind: 'range' | 'instant',
  range: TimeRange,
  nowMs: number,
): Omit<ExplainInput, 'language'> {
  if (kind === 'instant') return { query, end: endOf(range, nowMs) };
  return { query, ...gridOf(range, nowMs) };
}

/** The same time, for the question why nothing came of it. */
export function emptyTimeOf(
  kind: 'range' | 'instant',
  range: TimeRange,
  nowMs: number,
): MetricTimeInput {
  if (kind === 'instant') return { kind, at: endOf(range, nowMs) };
  return { kind, ...gridOf(range, nowMs) };
}
