import type { Panel } from '../../model/panel.ts';
import type { PanelData } from '../../model/panel-data.ts';
import type { EmptyView, Legend, PieSlice, PieView } from '../../model/panel-views.ts';
import { inkOn } from '../colour.ts';
import { emptyView } from '../empty-view.ts';
import type { PanelTools } from '../panel-tools.ts';
import { choiceAt, flagAt, textsAt } from '../read-option.ts';
import { reducedValues } from '../reduced-values.ts';

const LABELS = ['name', 'value', 'percent'] as const;

/** Parts of a sum. Values that are negative, zero or no numbers have no slice. */
export function pieView(panel: Panel, data: PanelData, tools: PanelTools): PieView | EmptyView {
  const { options } = panel;
  const values = reducedValues(panel, data, tools, 'palette-classic').flatMap((each) => {
    const { numeric } = each.value;
    return numeric !== null && numeric > 0 ? [{ ...each, numeric }] : [];
  });
  if (values.length === 0) return emptyView(data, 'no-values');
  const sort = choiceAt(options, 'sort', ['asc', 'desc', 'none'], 'desc');
  const sign = sort === 'asc' ? 1 : sort === 'desc' ? -1 : 0;
  const sorted = values.toSorted((a, b) => sign * (a.numeric - b.numeric) || 0);
  const total = values.reduce((sum, { numeric }) => sum + numeric, 0);
  let at = 0;
  const slices = sorted.map(({ name, value, numeric }): PieSlice => {
    const from = at;
    at = Math.min(1, at + numeric / total);
    const { colour } = value;
    const percentText = percentWords(numeric / total);
    return { name, value, colour, textColour: inkOn(colour), from, to: at, percentText };
  });
  const wanted = textsAt(options, 'displayLabels');
  return {
    kind: 'piechart',
    shape: choiceAt(options, 'pieType', ['pie', 'donut'], 'pie'),
    slices,
    labels: LABELS.filter((label) => wanted.includes(label)),
    legend: legendOfSlices(options, slices),
  };
}

function legendOfSlices(options: unknown, slices: readonly PieSlice[]): Legend {
  const figures = textsAt(options, 'legend.values').filter((figure) =>
    ['value', 'percent'].includes(figure),
  );
  const isShown = flagAt(options, 'legend.showLegend', true);
  return {
    shows: isShown
      ? choiceAt(options, 'legend.displayMode', ['list', 'table', 'hidden'], 'list')
      : 'hidden',
    placement: choiceAt(options, 'legend.placement', ['bottom', 'right'], 'right'),
    figures,
    rows: slices.map(({ name, colour, value, percentText, from, to }, series) => ({
      name,
      colour,
      series,
      texts: figures.map((figure) => (figure === 'percent' ? percentText : value.text)),
      numbers: figures.map((figure) => (figure === 'percent' ? to - from : value.numeric)),
    })),
  };
}

function percentWords(part: number): string {
  const percent = part * 100;
  return `${percent.toFixed(percent < 1 ? 2 : percent < 10 ? 1 : 0)}%`;
}
