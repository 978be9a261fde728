import type { Panel } from '../../model/panel.ts';
import type { PanelData } from '../../model/panel-data.ts';
import type { EmptyView, HeatCell, HeatmapView } from '../../model/panel-views.ts';
import { timesOf } from '../align-series.ts';
import { colourAt, contrast, hexOf, mix } from '../colour.ts';
import { cutText } from '../cut-text.ts';
import { emptyView } from '../empty-view.ts';
import { HEAT_SCHEMES } from '../look.data.ts';
import type { PanelTools } from '../panel-tools.ts';
import { plottedFields } from '../plotted-fields.ts';
import { flagAt, numberAt, textAt } from '../read-option.ts';
import { tickFormat } from '../value-format.ts';
import { countBuckets, type HeatBuckets, readBuckets } from './heat-buckets.ts';

/** Boxes of time and value, coloured by how much lies in each. Empty boxes are not drawn. */
export function heatmapView(
  panel: Panel,
  data: PanelData,
  tools: PanelTools,
): HeatmapView | EmptyView {
  const { options } = panel;
  const series = plottedFields(data, tools).filter(({ frame }) => timesOf(frame).length > 0);
  const [first] = series;
  if (first === undefined) return emptyView(data, 'no-numbers');
  const buckets = flagAt(options, 'calculate', false)
    ? countBuckets(panel, series, data.time)
    : readBuckets(panel, series);
  const scale = colourScale(options, buckets, tools);
  if (scale === null) return emptyView(data, 'no-values');
  const { fromMs, toMs, timeZone } = data.time;
  const unit = textAt(options, 'yAxis.unit', textAt(first.field.config, 'unit', 'short'));
  const say = tickFormat(tools.library, textAt(options, 'cellValues.unit', 'short'));
  return {
    kind: 'heatmap',
    fromMs,
    toMs,
    timeZone,
    columnsMs: buckets.columnsMs,
    stepMs: buckets.stepMs,
    ...rowWords(buckets, unit, tools),
    cells: buckets.counts.map((column) =>
      column.map((value): HeatCell | null => {
        if (value === null || !scale.isShown(value)) return null;
        return { value, text: say([value])[0] ?? '', colour: scale.colourOf(value) };
      }),
    ),
    scale: {
      colours: scale.colours,
      minimumText: say([scale.minimum])[0] ?? '',
      maximumText: say([scale.maximum])[0] ?? '',
    },
    gapPx: Math.min(10, Math.max(0, numberAt(options, 'cellGap', 1))),
    showsLegend: flagAt(options, 'legend.show', true),
    showsTooltip: textAt(options, 'tooltip.mode', 'single') !== 'none',
  };
}

function rowWords(
  { rows }: HeatBuckets,
  unit: string,
  tools: PanelTools,
): Pick<HeatmapView, 'rows' | 'edges'> {
  const format = tickFormat(tools.library, unit === '' ? 'short' : unit);
  const bound = (value: number) => (Number.isFinite(value) ? (format([value])[0] ?? '') : '+Inf');
  const edges = [rows[0]?.low, ...rows.map(({ high }) => high)].flatMap((value) => value ?? []);
  const isBounded = edges.length === rows.length + 1;
  const finite = format(edges.filter((edge) => Number.isFinite(edge)));
  return {
    rows: rows.map(({ name, low, high }) => ({
      name: cutText(name),
      text: low === null || high === null ? cutText(name) : `${bound(low)} – ${bound(high)}`,
    })),
    edges: isBounded ? edges.map((edge, index) => finite[index] ?? bound(edge)) : [],
  };
}

interface ColourScale {
  readonly colours: readonly string[];
  readonly minimum: number;
  readonly maximum: number;
  readonly isShown: (value: number) => boolean;
  readonly colourOf: (value: number) => string;
}

/** Null where there is nothing to colour. */
function colourScale(
  options: unknown,
  { counts }: HeatBuckets,
  tools: PanelTools,
): ColourScale | null {
  const least = numberAt(options, 'filterValues.le', 1e-9);
  const most = numberAt(options, 'filterValues.ge', Number.POSITIVE_INFINITY);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of counts.flat()) {
    if (value === null || value <= least || value >= most) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (high < low) return null;
  const minimum = numberAt(options, 'color.min', low);
  const maximum = numberAt(options, 'color.max', high);
  const colours = stepsOf(options, tools);
  const place = (value: number) =>
    maximum > minimum ? (value - minimum) / (maximum - minimum) : 1;
  return {
    colours,
    minimum,
    maximum,
    isShown: (value) => value > least && value < most,
    colourOf: (value) => {
      const at = Math.round(Math.min(1, Math.max(0, place(value))) * (colours.length - 1));
      return colours[at] ?? tools.look.dimmed;
    },
  };
}

/** The steps of the scheme from few to many; few are near the ground of the theme. */
function stepsOf(options: unknown, tools: PanelTools): readonly string[] {
  const { look, grafanaTheme } = tools;
  const count = Math.min(128, Math.max(2, numberAt(options, 'color.steps', 64)));
  const exponent = numberAt(options, 'color.exponent', 0.5);
  const isOpacity = textAt(options, 'color.mode', 'scheme') === 'opacity';
  if (isOpacity) {
    const named = textAt(options, 'color.fill', 'dark-orange');
    const fill = hexOf(grafanaTheme.visualization.getColorByName(named), look.ground, look.dimmed);
    const isPower = textAt(options, 'color.scale', 'exponential') === 'exponential';
    return parts(count).map((at) =>
      mix(look.ground, fill, 0.1 + 0.9 * at ** (isPower ? exponent : 1)),
    );
  }
  const scheme = textAt(options, 'color.scheme', 'Oranges').toLowerCase();
  const stops = HEAT_SCHEMES.get(scheme) ?? HEAT_SCHEMES.get('oranges') ?? [];
  const isFaintAtEnd =
    contrast(stops.at(-1) ?? '', look.ground) < contrast(stops[0] ?? '', look.ground);
  const turns = isFaintAtEnd !== flagAt(options, 'color.reverse', false);
  const along = turns ? stops.toReversed() : stops;
  return parts(count).map((at) => colourAt(along, 0.06 + at * 0.94));
}

function parts(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index / (count - 1));
}
