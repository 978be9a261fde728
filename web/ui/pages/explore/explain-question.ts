import type { ExplainInput } from '../../../contract/scopes.ts';
import { intervalAt, type TimeRange } from '../../time/range.ts';
import { alignToStep, stepSecondsFor } from '../../time/step.ts';

/** The question about a query as its row asks it: over the range on the graph's grid, or at its end. */
export function questionOf(
  query: string,
  kind: 'range' | 'instant',
  range: TimeRange,
  nowMs: number,
): Omit<ExplainInput, 'language'> {
  const interval = intervalAt(range, nowMs);
  const text = (atMs: number) => new Date(atMs).toISOString();
  if (kind === 'instant') return { query, end: text(interval.endMs) };
  const stepSeconds = stepSecondsFor(interval);
  const { startMs, endMs } = alignToStep(interval, stepSeconds);
  return { query, start: text(startMs), end: text(endMs), step: `${stepSeconds}s` };
}
