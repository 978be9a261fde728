import type { ChartSeries, TimeChart } from '../../model/chart.ts';
import { valueFormat } from '../../panels/value-format.ts';
import { fitText } from '../fonts/measure-text.ts';
import { escapeXml, px } from '../svg-text.ts';
import type { ChartPen } from './chart-pen.ts';

const SIZE = 11;
const ROW_HEIGHT = 18;
const KEY_WIDTH = 18;
const GAP = 16;
const CELL_GAP = 12;

/** A legend laid out in a width. */
export interface LegendLayout {
  readonly heightPx: number;
  /** With its upper left corner there. */
  draw(left: number, top: number): string;
}

const NOTHING: LegendLayout = { heightPx: 0, draw: () => '' };

/**
 * A list flows in lines, a table has a column for each figure. What does not fit in the height is
 * counted in the last line.
 */
export function layOutLegend(
  chart: TimeChart,
  room: { readonly widthPx: number; readonly maxHeightPx: number },
  pen: ChartPen,
): LegendLayout {
  const shown = chart.series.filter(({ isShownInLegend }) => isShownInLegend);
  const rows = Math.floor(room.maxHeightPx / ROW_HEIGHT);
  if (chart.legend === 'hidden' || shown.length === 0 || rows < 1) return NOTHING;
  const entries = shown.map((series) => ({
    series,
    figures: chart.legendFigures.map((figure) => figureOf(chart, series, figure, pen)),
  }));
  // A head and a line.
  return chart.legend === 'table' && rows >= 2
    ? table(chart, entries, { ...room, rows }, pen)
    : list(chart, entries, { ...room, rows }, pen);
}

interface Entry {
  readonly series: ChartSeries;
  readonly figures: readonly string[];
}

interface Room {
  readonly widthPx: number;
  readonly rows: number;
}

/** Reducers whose results are of another unit than the values. */
const COUNTS: ReadonlySet<string> = new Set(['count', 'changeCount', 'distinctCount']);

function figureOf(
  chart: TimeChart,
  series: ChartSeries,
  figure: string,
  { tools }: ChartPen,
): string {
  const values = [...series.plainValues];
  const field = { name: 'value', type: tools.FieldType.number, config: {}, values };
  const found: unknown = tools.reduceField({ field, reducers: [figure] })[figure];
  const unit = chart.axes[series.axis]?.unit ?? '';
  const known = COUNTS.has(figure) ? 'none' : unit === '' ? 'short' : unit;
  const isNumber = typeof found === 'number' && Number.isFinite(found);
  return valueFormat(tools, known)(isNumber ? found : null);
}

/** Names that people know from Grafana's legends. */
const FIGURE_NAMES: Readonly<Record<string, string>> = {
  lastNotNull: 'last',
  last: 'last',
  firstNotNull: 'first',
  sum: 'total',
};

function figureName(figure: string, { figureNames = FIGURE_NAMES }: ChartPen): string {
  return Object.hasOwn(figureNames, figure) ? (figureNames[figure] ?? figure) : figure;
}

function list(
  { legendFigures }: TimeChart,
  entries: readonly Entry[],
  { widthPx, rows }: Room,
  pen: ChartPen,
): LegendLayout {
  const parts: { readonly x: number; readonly row: number; readonly svg: Draw }[] = [];
  const moreWidth = pen.measure('+10000', SIZE) + GAP;
  let [x, row] = [0, 0];
  for (const [index, { series, figures }] of entries.entries()) {
    const words = legendFigures.map((name, at) => `${figureName(name, pen)}: ${figures[at]}`);
    const figureText = words.length === 0 ? '' : ` · ${words.join(' · ')}`;
    const figureWidth = Math.min(widthPx / 2, pen.measure(figureText, SIZE));
    const textWidth = widthPx - KEY_WIDTH - moreWidth;
    const name = fitText(pen.measure, series.name, SIZE, textWidth - figureWidth);
    const text = fitText(pen.measure, name + figureText, SIZE, textWidth);
    const width = KEY_WIDTH + pen.measure(text, SIZE);
    const isLastRow = row === rows - 1;
    const room = isLastRow && index < entries.length - 1 ? widthPx - moreWidth : widthPx;
    if (x > 0 && x + width > room) {
      if (isLastRow) {
        parts.push({ x, row, svg: textAt(`+${entries.length - index}`, pen.theme.dimmed) });
        break;
      }
      [x, row] = [0, row + 1];
    }
    parts.push({ x, row, svg: keyAndText(series, text, pen) });
    x += width + GAP;
  }
  const draw = (left: number, top: number) =>
    parts.map((part) => part.svg(left + part.x, top + part.row * ROW_HEIGHT)).join('');
  return { heightPx: (row + 1) * ROW_HEIGHT, draw };
}

type Draw = (x: number, y: number) => string;

function textAt(text: string, colour: string, anchor = 'start'): Draw {
  return (x, y) =>
    `<text x="${px(x)}" y="${px(y + 13)}" font-size="${SIZE}" text-anchor="${anchor}" fill="${colour}">${escapeXml(text)}</text>`;
}

function keyAndText({ colour }: ChartSeries, text: string, { theme }: ChartPen): Draw {
  return (x, y) =>
    `<rect x="${px(x)}" y="${px(y + 7)}" width="12" height="4" rx="2" fill="${escapeXml(colour)}"/>${textAt(text, theme.text)(x + KEY_WIDTH, y)}`;
}

function table(
  { legendFigures }: TimeChart,
  entries: readonly Entry[],
  { widthPx, rows }: Room,
  pen: ChartPen,
): LegendLayout {
  const heads = legendFigures.map((name) => figureName(name, pen));
  const columns = heads
    .map((head, at) => ({
      head,
      at,
      widthPx: Math.max(
        ...[head, ...entries.map(({ figures }) => figures[at] ?? '')].map((text) =>
          pen.measure(text, SIZE),
        ),
      ),
    }))
    .filter((column, at, all) => {
      const until = all.slice(0, at + 1).reduce((sum, one) => sum + one.widthPx + CELL_GAP, 0);
      return until <= widthPx / 2 && column.head !== '';
    });
  const fits = rows - 1;
  const isCut = entries.length > fits;
  const shown = entries.slice(0, isCut ? Math.max(0, fits - 1) : fits);
  const nameWidth =
    widthPx - KEY_WIDTH - columns.reduce((sum, one) => sum + one.widthPx + CELL_GAP, 0);
  const ends = columns.map((_, at) =>
    columns.slice(at + 1).reduce((end, one) => end - one.widthPx - CELL_GAP, widthPx),
  );
  const draw = (left: number, top: number): string => {
    const head = columns.map(({ head: words }, at) =>
      textAt(words, pen.theme.dimmed, 'end')(left + (ends[at] ?? 0), top),
    );
    const lines = shown.map(({ series, figures }, index) => {
      const y = top + (index + 1) * ROW_HEIGHT;
      const name = fitText(pen.measure, series.name, SIZE, nameWidth);
      const cells = columns.map(({ at }, column) =>
        textAt(figures[at] ?? '', pen.theme.text, 'end')(left + (ends[column] ?? 0), y),
      );
      return keyAndText(series, name, pen)(left, y) + cells.join('');
    });
    const more = isCut
      ? textAt(`+${entries.length - shown.length}`, pen.theme.dimmed)(
          left + KEY_WIDTH,
          top + (shown.length + 1) * ROW_HEIGHT,
        )
      : '';
    return head.join('') + lines.join('') + more;
  };
  return { heightPx: (shown.length + 1 + (isCut ? 1 : 0)) * ROW_HEIGHT, draw };
}
