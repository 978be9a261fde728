import type { Grid, MatrixSeries } from '../../../../dashboards/model/matrix.ts';
import { stepOf } from '../../../../platform/model/severity-step.ts';
import type { ClusterPast } from '../../../contract/rule-past.ts';
import type { TimeBand } from '../../graph/plot-options.ts';
import type { ThresholdLine } from '../../graph/threshold-line.ts';
import { numberOf, type RuleForm } from './rule-form.ts';

/** The grid of what is drawn. */
export function gridOfPast({ columns }: ClusterPast): Grid {
  const startSeconds = Date.parse(columns.start) / 1000;
  const stepSeconds = columns.stepMs / 1000;
  const endSeconds = startSeconds + Math.max(0, columns.count - 1) * stepSeconds;
  return { startSeconds, endSeconds, stepSeconds };
}

/** The series that have values to draw. */
export function seriesOfPast({ series }: ClusterPast, grid: Grid): readonly MatrixSeries[] {
  return series.flatMap(({ labels, values }): MatrixSeries[] => {
    if (values === null) return [];
    const { alertname: _, ...metric } = labels;
    const points = values.flatMap((value, column): [number, string][] =>
      value === null ? [] : [[grid.startSeconds + column * grid.stepSeconds, String(value)]],
    );
    return [{ metric, values: points }];
  });
}

/** When each level fired; the most severe is drawn over the others. */
export function bandsOfPast(
  { levels }: ClusterPast,
  ladder: readonly string[],
): readonly TimeBand[] {
  return levels.toReversed().flatMap(({ severity, bands }) =>
    bands.map(({ from, to }) => ({
      fromSeconds: Date.parse(from) / 1000,
      toSeconds: Date.parse(to) / 1000,
      step: stepOf(severity, ladder),
    })),
  );
}

/** A line across the graph, with the level in the form that it belongs to. */
export interface LevelLine extends ThresholdLine {
  readonly level: number;
}

/** Lines at the thresholds as they are typed. */
export function linesOfLevels(
  levels: RuleForm['levels'],
  ladder: readonly string[],
): readonly LevelLine[] {
  return levels.flatMap(({ severity, threshold, operator }, level): LevelLine[] => {
    const value = numberOf(threshold);
    const isLine = operator !== '' && Number.isFinite(value);
    return isLine ? [{ value, step: stepOf(severity, ladder), word: severity, level }] : [];
  });
}
