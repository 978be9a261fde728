import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Grid, MatrixSeries } from '../../../dashboards/model/matrix.ts';
import { gridSeconds, matrixFrames, seriesName } from '../../../dashboards/panels/matrix-frames.ts';
import { summaryOf, valuesOf } from '../../../dashboards/panels/summaries.ts';
import { tickFormat, valueFormat } from '../../../dashboards/panels/value-format.ts';
import { instantText } from '../time/instant-text.ts';
import { nowMs } from '../time/now.ts';
import { rangeBetween, type TimeRange, widened } from '../time/range.ts';
import { useZone } from '../time/zone.ts';
import { frameTools } from './frame-tools.ts';
import classes from './graph.module.css';
import { Legend } from './legend.tsx';
import { Plot } from './plot.tsx';
import type { TimeBand } from './plot-options.ts';
import { createSeriesColours } from './series-colours.ts';
import type { ThresholdLine } from './threshold-line.ts';

/** More lines than this tell nothing, and slow the browser down. */
const MOST_SERIES = 50;

export interface GraphProps {
  readonly series: readonly MatrixSeries[];
  readonly grid: Grid;
  readonly unit: string;
  readonly height: number;
  readonly thresholds?: readonly ThresholdLine[];
  readonly bands?: readonly TimeBand[];
  /** A line was dragged to another value; without it lines stay where they are. */
  readonly onThreshold?: (index: number, value: number) => void;
  readonly onZoom: (range: TimeRange) => void;
}

const NO_LINES: readonly ThresholdLine[] = [];
const NO_BANDS: readonly TimeBand[] = [];

/** Series over time with a crosshair, a legend and lines for thresholds. */
export function Graph(props: GraphProps) {
  const { series, grid, unit, height, thresholds = NO_LINES, bands = NO_BANDS, onZoom } = props;
  const { t } = useTranslation();
  const zone = useZone();
  const [coloursOf] = useState(createSeriesColours);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [point, setPoint] = useState<{ index: number; nearest: number | null } | null>(null);
  const format = useMemo(() => valueFormat(frameTools, unit), [unit]);
  const ticks = useMemo(() => tickFormat(frameTools, unit), [unit]);
  const drawn = useMemo(() => drawnSeries(series, grid, coloursOf), [series, grid, coloursOf]);
  const { seconds, names, columns, summaries } = drawn;
  const colours = useStableNumbers(drawn.colours);
  const hiddenIndexes = useMemo(
    () => new Set(names.flatMap((name, index) => (hidden.has(name) ? [index] : []))),
    [names, hidden],
  );
  const toggle = (name: string) => {
    const next = new Set(hidden);
    if (!next.delete(name)) next.add(name);
    setHidden(next);
  };
  const second = point === null ? undefined : seconds[point.index];
  return (
    <div className={classes.graph}>
      {series.length > MOST_SERIES && (
        <p className="dimmed">{t('explore.cut', { shown: MOST_SERIES, count: series.length })}</p>
      )}
      <Plot
        label={t('explore.chart', { count: columns.length })}
        seconds={seconds}
        columns={columns}
        colours={colours}
        hidden={hiddenIndexes}
        height={height}
        zone={zone}
        thresholds={thresholds}
        bands={bands}
        onThreshold={props.onThreshold ?? null}
        ticks={ticks}
        onZoom={(start, end) => onZoom(rangeBetween(start * 1000, end * 1000))}
        onZoomOut={() => onZoom(wider(grid))}
        onPoint={(index, nearest) => setPoint(index === null ? null : { index, nearest })}
      />
      <Legend
        entries={names.map((name, index) => ({
          name,
          colour: colours[index] ?? 0,
          summary: summaries[index] ?? { min: null, max: null, last: null },
          isHidden: hidden.has(name),
          isNearest: point?.nearest === index,
          atPoint: point === null ? undefined : (columns[index]?.[point.index] ?? null),
        }))}
        instant={second === undefined ? undefined : instantText(second * 1000, zone)}
        format={format}
        onToggle={toggle}
      />
    </div>
  );
}

/** The same array as long as its numbers are, so that the plot is made anew only when it must. */
function useStableNumbers(numbers: readonly number[]): readonly number[] {
  const text = JSON.stringify(numbers);
  return useMemo(() => JSON.parse(text), [text]);
}

function drawnSeries(
  series: readonly MatrixSeries[],
  grid: Grid,
  coloursOf: (names: readonly string[]) => readonly number[],
) {
  const shown = series.slice(0, MOST_SERIES);
  const frames = matrixFrames(frameTools, shown, grid);
  const names = shown.map(({ metric }) => seriesName(metric));
  return {
    seconds: gridSeconds(grid),
    names,
    columns: frames.map(valuesOf),
    summaries: frames.map((frame) => summaryOf(frameTools, frame)),
    colours: coloursOf(names),
  };
}

function wider({ startSeconds, endSeconds }: Grid): TimeRange {
  return rangeBetween(...widened(startSeconds * 1000, endSeconds * 1000, nowMs()));
}
