import type { Changes } from '../../scope/use-place.ts';

export const REFRESHES = ['5s', '10s', '30s', '1m', '5m'] as const;

export const UNITS = [
  'auto',
  'none',
  'short',
  'bytes',
  'decbytes',
  'Bps',
  's',
  'ms',
  'percent',
  'percentunit',
  'reqps',
] as const;
export type UnitChoice = (typeof UNITS)[number];

export const VIEWS = ['graph', 'table', 'both'] as const;
export type View = (typeof VIEWS)[number];

/** What a table shows: the answer at the end of the range, or every sample of the range. */
export const TABLES = ['instant', 'range'] as const;
export type TableKind = (typeof TABLES)[number];

/** A query as it is asked; one that is off keeps its place and asks nothing. */
export interface AskedRow {
  readonly query: string;
  readonly isOff: boolean;
}

/** More rows than this are refused, and left out of an address. */
export const MOST_ROWS = 10;

/** What the page shows; all of it is in the URL, so that the address can be handed on. */
export interface ExploreState {
  /** At least one. */
  readonly rows: readonly AskedRow[];
  readonly view: View;
  readonly table: TableKind;
  readonly unit: UnitChoice;
  /** A Prometheus duration, or undefined for no refresh. */
  readonly refresh: string | undefined;
}

/** Rows are named by their place: A, B, C. */
export function rowLetter(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}

export function readExplore(search: URLSearchParams): ExploreState {
  return {
    rows: readRows(search),
    view: VIEWS.find((each) => each === search.get('view')) ?? 'graph',
    table: TABLES.find((each) => each === search.get('table')) ?? 'instant',
    unit: UNITS.find((each) => each === search.get('unit')) ?? 'auto',
    refresh: REFRESHES.find((each) => each === search.get('refresh')),
  };
}

function readRows(search: URLSearchParams): readonly AskedRow[] {
  const off = search.get('off') ?? '';
  const rows = search
    .getAll('q')
    .slice(0, MOST_ROWS)
    .map((query, index) => ({ query, isOff: off.includes(rowLetter(index)) }));
  return rows.length === 0 ? [{ query: '', isOff: false }] : rows;
}

/** Parameters of a state; what is usual is left out. */
export function writeExplore({ rows, view, table, unit, refresh }: ExploreState): Changes {
  return {
    ...writeRows(rows),
    view: view === 'graph' ? undefined : view,
    table: table === 'instant' ? undefined : table,
    unit: unit === 'auto' ? undefined : unit,
    refresh,
  };
}

/** `q` once per row, and the letters of those that are off: `q=up&q=down&off=B`. */
export function writeRows(rows: readonly AskedRow[]): Changes {
  const isBare = rows.length === 1 && rows[0]?.query === '';
  const off = rows.flatMap(({ isOff }, index) => (isOff ? [rowLetter(index)] : [])).join('');
  return {
    q: isBare ? undefined : rows.map(({ query }) => query),
    off: isBare || off === '' ? undefined : off,
  };
}
