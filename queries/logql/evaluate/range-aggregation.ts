import type { LabelMatcher, RangeAggregation } from '../ast.ts';
import { CountWindows } from './count-windows.ts';
import { HeldSamples } from './held-samples.ts';
import { labelSet } from './label-set.ts';
import type { QueryContext } from './query-context.ts';
import { type Surroundings, scanRange } from './range-scan.ts';
import { emptySeries, type Series } from './series.ts';
import { type StepGrid, WindowCursor } from './step-grid.ts';
import { windowFunction } from './window-functions.ts';

/** A range aggregation at every step. Lines are read once, whatever the steps. */
export async function evaluateRangeAggregation(
  expr: RangeAggregation,
  grid: StepGrid,
  surroundings: Surroundings,
  context: QueryContext,
): Promise<readonly Series[]> {
  const { op, range, param } = expr;
  const cursor = new WindowCursor(grid, BigInt(range.rangeNs), BigInt(range.offsetNs));
  const rangeSeconds = range.rangeNs / 1e9;
  if (range.unwrap === null || op === 'absent_over_time') {
    const counts = new CountWindows(grid.steps, context.turn);
    await scanRange(expr, cursor, counts, surroundings, context);
    if (op === 'absent_over_time') return absentSeries(expr, counts.occupied());
    return counts.series(op === 'rate' || op === 'bytes_rate' ? rangeSeconds : 1);
  }
  const held = new HeldSamples(context.turn);
  await scanRange(expr, cursor, held, surroundings, context);
  return held.series(cursor, windowFunction(op, rangeSeconds, param?.value ?? Number.NaN));
}

/** 1 where no window holds a sample, with the labels that the selector asks for by equality. */
function absentSeries({ range }: RangeAggregation, occupied: Uint8Array): readonly Series[] {
  if (!occupied.includes(0)) return [];
  const series = emptySeries(labelSet(equalLabels(range.selector.matchers)), occupied.length);
  for (let k = 0; k < occupied.length; k++) {
    if (occupied[k] === 1) continue;
    series.has[k] = 1;
    series.values[k] = 1;
  }
  return [series];
}

/** Names that stand once, with `=`. */
function equalLabels(matchers: readonly LabelMatcher[]): readonly [string, string][] {
  return matchers
    .filter(({ name }) => matchers.filter((other) => other.name === name).length === 1)
    .filter(({ op, value }) => op === '=' && value !== '')
    .map(({ name, value }) => [name, value]);
}
