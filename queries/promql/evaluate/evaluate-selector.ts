import type { SeriesColumns } from '../../source/series-source.ts';
import type { VectorSelector } from '../ast.ts';
import { allocateVector, type Evaluation } from './evaluation.ts';
import type { Grid } from './grid.ts';
import { LabelSet } from './label-set.ts';
import type { RowTarget, SelectorOutput } from './row-target.ts';
import { referenceOf, referenceSpan, referenceTime, select } from './selection.ts';
import { smoothRow } from './smooth-selector.ts';
import type { VectorColumns } from './vector-columns.ts';

/**
 * An instant selector over all steps: at each the newest sample that is not older than the
 * lookback, and nothing where that sample is a staleness marker.
 */
export async function evaluateSelector(
  evaluation: Evaluation,
  selector: VectorSelector,
  grid: Grid,
  output: SelectorOutput = 'values',
): Promise<VectorColumns> {
  const { settings, bounds, turn } = evaluation;
  const reference = referenceOf(selector, bounds);
  const [first, last] = referenceSpan(reference, grid);
  const isSmoothed = selector.extension === 'smoothed';
  const oldest = first - settings.lookbackMs + (settings.compat2 ? 0 : 1);
  const newest = isSmoothed ? last + settings.lookbackMs : last;
  const { columns, sameName, size } = await select(evaluation, selector, oldest, newest);
  const series = columns.map(({ labels }) => new LabelSet(labels));
  const vector = allocateVector(evaluation, series, grid.steps, { sameName });
  const row = isSmoothed ? smoothRow : fillRow;
  // Closed at the far end in 2.x, open since 3.0.
  const reach = settings.compat2 ? settings.lookbackMs : settings.lookbackMs - 1;
  for (const [index, samples] of columns.entries()) {
    row(samples, { vector, row: index, grid, reference, reachMs: reach, output });
    if (turn.isDue()) await turn.rest();
  }
  turn.holdSamples(-size);
  return vector;
}

function fillRow({ times, values, stale }: SeriesColumns, target: RowTarget): void {
  const { vector, grid, reference, reachMs, output } = target;
  const { steps } = grid;
  const base = target.row * steps;
  const count = times.length;
  let at = -1;
  for (let step = 0; step < steps; step++) {
    const now = referenceTime(reference, grid, step);
    while (at + 1 < count && (times[at + 1] ?? 0) <= now) at++;
    if (at < 0) continue;
    const time = times[at] ?? 0;
    if (now - time > reachMs || (stale !== null && stale[at] === 1)) continue;
    vector.values[base + step] = output === 'values' ? (values[at] ?? 0) : time / 1000;
    vector.present[base + step] = 1;
  }
}
