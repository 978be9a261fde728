import type { DataFrame, Field } from '@grafana/data';
import type { Panel } from '../../model/panel.ts';
import type { PanelData } from '../../model/panel-data.ts';
import type { EmptyView, TableColumn, TableFrames, TableView } from '../../model/panel-views.ts';
import { cutText } from '../cut-text.ts';
import { emptyView } from '../empty-view.ts';
import { displayOf } from '../field-display.ts';
import type { PanelTools } from '../panel-tools.ts';
import { fieldName } from '../plotted-fields.ts';
import { choiceAt, flagAt, listAt, numberAt, textAt, textsAt } from '../read-option.ts';
import { cellOf } from './table-cell.ts';
import { trendColumn } from './trend-column.ts';

const MOST_COLUMNS = 100;
/** A list that is longer is not read. */
const MOST_FRAMES = 500;
const HEIGHTS = { sm: 32, md: 42, lg: 56 } as const;
const ROWS_PER_PAGE = 50;

/**
 * A frame (`frameIndex`, otherwise the first with rows) as rows and columns, with a choice of the others;
 * cells are made as they show.
 */
export function tableView(panel: Panel, data: PanelData, tools: PanelTools): TableView | EmptyView {
  const { options } = panel;
  const frames = [...data.frames];
  const filled = frames.filter(({ length, fields }) => length > 0 && !fields.every(isHidden));
  const wanted = frames[numberAt(options, 'frameIndex', 0)];
  const frame = wanted !== undefined && filled.includes(wanted) ? wanted : filled[0];
  if (frame === undefined) {
    const hasRows = frames.some(({ length }) => length > 0);
    return emptyView(data, hasRows ? 'no-values' : 'no-frames');
  }
  const footer = footerOf(options);
  const columns = frame.fields
    .filter((field) => !isHidden(field))
    .slice(0, MOST_COLUMNS)
    .map((field, index) => {
      const name = fieldName(tools, field, frame, frames);
      return columnOf({ field, frame, name, index, footer, timeZone: data.time.timeZone }, tools);
    });
  const sortedBy = sortOf(options, columns);
  const atFrame = (other: DataFrame | undefined) => {
    const frameIndex = other === undefined ? 0 : frames.indexOf(other);
    return tableView({ ...panel, options: { ...options, frameIndex } }, data, tools);
  };
  const isPaged = flagAt(
    options,
    'footer.enablePagination',
    flagAt(options, 'enablePagination', false),
  );
  return {
    kind: 'table',
    columns,
    rowCount: frame.length,
    order: tableOrder(columns, frame.length, sortedBy),
    sortedBy,
    showsHeader: flagAt(options, 'showHeader', true),
    rowHeightPx: HEIGHTS[choiceAt(options, 'cellHeight', ['sm', 'md', 'lg'], 'sm')],
    rowsPerPage: isPaged ? ROWS_PER_PAGE : null,
    hasFooter: footer.isShown && columns.some((column) => column.footer !== ''),
    frames: filled.length < 2 ? null : framesOf(filled.slice(0, MOST_FRAMES), frame, atFrame),
  };
}

function framesOf(
  filled: readonly DataFrame[],
  frame: DataFrame,
  at: (frame: DataFrame | undefined) => TableView | EmptyView,
): TableFrames {
  return {
    names: filled.map(({ name, refId }, index) => cutText(name || refId || String(index + 1))),
    chosen: Math.max(0, filled.indexOf(frame)),
    at: (index) => at(filled[index]),
  };
}

function isHidden({ config }: Field): boolean {
  return flagAt(config, 'custom.hidden', false) || flagAt(config, 'custom.hideFrom.viz', false);
}

/** Rows in the order of a column; equal rows stay as they were. */
export function tableOrder(
  columns: readonly TableColumn[],
  rowCount: number,
  sortedBy: TableView['sortedBy'],
): readonly number[] {
  const rows = Array.from({ length: rowCount }, (_, row) => row);
  const column = sortedBy === null ? undefined : columns[sortedBy.column];
  if (column === undefined) return rows;
  const sign = sortedBy?.isDescending ? -1 : 1;
  return rows.sort((a, b) => sign * column.compare(a, b));
}

function sortOf(options: unknown, columns: readonly TableColumn[]): TableView['sortedBy'] {
  const [first] = listAt(options, 'sortBy');
  const name = textAt(first, 'displayName', '');
  const column = columns.findIndex((each) => each.name === name);
  return column < 0 ? null : { column, isDescending: flagAt(first, 'desc', false) };
}

interface Footer {
  readonly isShown: boolean;
  readonly reducer: string;
  readonly fields: readonly string[];
  readonly countsRows: boolean;
}

function footerOf(options: unknown): Footer {
  const [reducer = 'sum'] = textsAt(options, 'footer.reducer');
  return {
    isShown: flagAt(options, 'footer.show', false),
    reducer,
    fields: textsAt(options, 'footer.fields'),
    countsRows: flagAt(options, 'footer.countRows', false) && reducer === 'count',
  };
}

interface ColumnOf {
  readonly field: Field;
  readonly frame: DataFrame;
  readonly name: string;
  readonly index: number;
  readonly footer: Footer;
  readonly timeZone: string;
}

function columnOf(
  { field: given, frame, name, index, footer, timeZone }: ColumnOf,
  tools: PanelTools,
): TableColumn {
  const trend = trendColumn(given);
  const field = trend?.figures ?? given;
  const { custom } = field.config;
  const display = displayOf(tools, field, { index, colourMode: 'thresholds', timeZone, frame });
  const isNumber = field.type === 'number';
  const align = choiceAt(custom, 'align', ['left', 'center', 'right', 'auto'], 'auto');
  return {
    name,
    align: ALIGNS[align === 'auto' ? (isNumber ? 'right' : 'left') : align],
    widthPx: numberAt(custom, 'width', null),
    minWidthPx: Math.max(40, numberAt(custom, 'minWidth', 110)),
    wraps: flagAt(custom, 'cellOptions.wrapText', false),
    isFilterable: flagAt(custom, 'filterable', false),
    footer: footerText(field, index, frame, footer, (value) => display(value).text, tools),
    cell: cellOf(field, display, tools, trend),
    compare: compareRows(field),
  };
}

const ALIGNS = { left: 'start', center: 'center', right: 'end' } as const;

function footerText(
  field: Field,
  index: number,
  frame: DataFrame,
  footer: Footer,
  say: (value: unknown) => string,
  tools: PanelTools,
): string {
  if (!footer.isShown) return '';
  if (footer.countsRows) return index === 0 ? String(frame.length) : '';
  const isAsked = footer.fields.length === 0 || footer.fields.includes(field.name);
  if (field.type !== 'number' || !isAsked) return '';
  const all = tools.library.reduceField({ field, reducers: [footer.reducer] });
  // A reducer that is not known leaves nothing to say.
  if (!Object.hasOwn(all, footer.reducer)) return '';
  const found: unknown = all[footer.reducer];
  return footer.reducer.endsWith('ount') ? String(found) : say(found);
}

const words = new Intl.Collator('en', { numeric: true });

/** No value comes first, then NaN, then numbers, and texts as people sort them. */
function compareRows({ values, type }: Field): TableColumn['compare'] {
  if (type === 'number' || type === 'time' || type === 'boolean') {
    const rank = (value: unknown) => {
      if (value === null || value === undefined) return Number.NEGATIVE_INFINITY;
      return Number.isNaN(Number(value)) ? -Number.MAX_VALUE : Number(value);
    };
    return (row, other) => {
      const [a, b] = [rank(values[row]), rank(values[other])];
      return a === b ? 0 : a < b ? -1 : 1;
    };
  }
  return (row, other) => words.compare(String(values[row] ?? ''), String(values[other] ?? ''));
}
