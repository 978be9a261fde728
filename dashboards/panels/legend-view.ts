import type { Legend, LegendRow } from '../model/panel-views.ts';
import type { PanelTools } from './panel-tools.ts';
import type { PlottedField } from './plotted-fields.ts';
import { choiceAt, flagAt, textAt, textsAt } from './read-option.ts';

const MOST_FIGURES = 8;

/** The legend of a chart: its series with the figures that the panel asks for, sorted by one of them. */
export function legendOf(
  options: unknown,
  series: readonly PlottedField[],
  tools: PanelTools,
): Legend {
  const figures = textsAt(options, 'legend.calcs').slice(0, MOST_FIGURES);
  const isShown = flagAt(options, 'legend.showLegend', true);
  const mode = choiceAt(options, 'legend.displayMode', ['list', 'table', 'hidden'], 'list');
  const rows = series.flatMap(({ name, colour, field, display }, index): LegendRow[] => {
    if (flagAt(field.config, 'custom.hideFrom.legend', false)) return [];
    const found = figures.length === 0 ? {} : reduced(tools, field, figures);
    const numbers = figures.map((figure) => found[figure] ?? null);
    const texts = numbers.map((number, at) =>
      COUNTS.has(figures[at] ?? '') ? String(number ?? '–') : display(number).text,
    );
    return [{ name, colour, series: index, texts, numbers }];
  });
  const sortBy = textAt(options, 'legend.sortBy', '');
  const isDescending = flagAt(options, 'legend.sortDesc', true);
  return {
    shows: isShown ? mode : 'hidden',
    placement: choiceAt(options, 'legend.placement', ['bottom', 'right'], 'bottom'),
    figures,
    rows: sortedRows(rows, figures, sortBy, isDescending),
  };
}

/** Figures that have no unit. */
const COUNTS: ReadonlySet<string> = new Set(['count', 'distinctCount', 'changeCount']);

function reduced(
  tools: PanelTools,
  field: PlottedField['field'],
  figures: readonly string[],
): Readonly<Record<string, number | null>> {
  const found = tools.library.reduceField({ field, reducers: [...figures] });
  return Object.fromEntries(
    figures.map((figure) => {
      const value: unknown = found[figure];
      return [figure, typeof value === 'number' && Number.isFinite(value) ? value : null];
    }),
  );
}

/** What a legend is sorted by is named as it was shown: `Last *`, `Max`, `Name`. */
function sortedRows(
  rows: readonly LegendRow[],
  figures: readonly string[],
  sortBy: string,
  isDescending: boolean,
): readonly LegendRow[] {
  const sign = isDescending ? -1 : 1;
  if (sortBy === 'Name') {
    return rows.toSorted((a, b) => sign * a.name.localeCompare(b.name, 'en', { numeric: true }));
  }
  const at = figures.findIndex((figure) => figure === sortBy || FIGURE_NAMES[figure] === sortBy);
  if (at < 0) return rows;
  const low = Number.NEGATIVE_INFINITY;
  return rows.toSorted((a, b) => sign * ((a.numbers[at] ?? low) - (b.numbers[at] ?? low)) || 0);
}

/** Grafana's English names of its reducers, by which dashboards sort. */
export const FIGURE_NAMES: Readonly<Record<string, string>> = {
  lastNotNull: 'Last *',
  last: 'Last',
  firstNotNull: 'First *',
  first: 'First',
  min: 'Min',
  max: 'Max',
  mean: 'Mean',
  sum: 'Total',
  count: 'Count',
  range: 'Range',
  delta: 'Delta',
  step: 'Step',
  diff: 'Difference',
  diffperc: 'Difference percent',
};
