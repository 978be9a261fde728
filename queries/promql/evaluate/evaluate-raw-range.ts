import type { MatrixSelector, Subquery } from '../ast.ts';
import type { Evaluation } from './evaluation.ts';
import { extendWindow } from './extend-window.ts';
import type { Grid } from './grid.ts';
import { compareLabelSets, type LabelSet } from './label-set.ts';
import type { MatrixResult } from './query-result.ts';
import { isSourcePending, readRange } from './range-source.ts';
import { WindowPlaces } from './window-places.ts';

/** A range vector as the result of an instant query: the samples themselves. */
export async function evaluateRawRange(
  evaluation: Evaluation,
  range: MatrixSelector | Subquery,
  grid: Grid,
): Promise<MatrixResult> {
  const { turn } = evaluation;
  const source = await readRange(evaluation, range, grid);
  const places = new WindowPlaces(source, grid);
  const extension = range.kind === 'matrix' ? range.extension : null;
  const found: { set: LabelSet; times: Float64Array; values: Float64Array }[] = [];
  for (const [index, labels] of source.labels.entries()) {
    const samples = source.samples(index);
    const window = places.over(samples);
    const set = isSourcePending(source, index) ? labels.withoutName() : labels;
    if (places.move(0)) {
      const own =
        extension === null
          ? {
              times: samples.times.slice(window.from, window.to + 1),
              values: samples.values.slice(window.from, window.to + 1),
            }
          : extendWindow(window, extension === 'smoothed');
      if (own !== null) found.push({ set, ...own });
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
