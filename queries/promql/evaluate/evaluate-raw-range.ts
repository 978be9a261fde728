import type { MatrixSelector, Subquery } from '../ast.ts';
import { WindowPlaces } from './call-range-function.ts';
import type { Evaluation } from './evaluation.ts';
import { extendWindow } from './extend-window.ts';
import type { Grid } from './grid.ts';
import { compareLabelSets, type LabelSet } from './label-set.ts';
import type { MatrixResult } from './query-result.ts';
import { isSourcePending, readRange } from './range-source.ts';
import { newRangeWindow } from './range-window.ts';

/** A range vector as the result of an instant query: the samples themselves. */
export async function evaluateRawRange(
  evaluation: Evaluation,
  range: MatrixSelector | Subquery,
  grid: Grid,
): Promise<MatrixResult> {
  const { turn } = evaluation;
  const source = await readRange(evaluation, range, grid);
  const window = newRangeWindow(source.rangeMs);
  const extension = range.kind === 'matrix' ? range.extension : null;
  const found: { set: LabelSet; times: Float64Array; values: Float64Array }[] = [];
  for (const [index, labels] of source.labels.entries()) {
    const places = new WindowPlaces(source, source.samples(index), grid);
    const set = isSourcePending(source, index) ? labels.withoutName() : labels;
    if (places.move(window, 0)) {
      window.times = places.times;
      window.values = places.values;
      const samples =
        extension === null
          ? {
              times: places.times.slice(window.from, window.to + 1),
              values: places.values.slice(window.from, window.to + 1),
            }
          : extendWindow(window, extension === 'smoothed');
      if (samples !== null) found.push({ set, ...samples });
    }
    if (turn.isDue()) await turn.rest();
  }
  source.release();
  found.sort((a, b) => compareLabelSets(a.set, b.set));
  return {
    kind: 'matrix',
    series: found.map(({ set, times, values }) => ({ labels: set.labels, times, values })),
  };
}
