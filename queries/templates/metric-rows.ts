import { compareText, type Labels, labelsKey } from '../../platform/model/labels.ts';

/** The value of one metric for one row; `idle` marks a zero that no series gave. */
export type Cell =
  | { readonly kind: 'value'; readonly value: number; readonly idle: boolean }
  | {
      readonly kind: 'points';
      readonly points: readonly (readonly [atMs: number, value: number])[];
      readonly idle: boolean;
    };

/** A resource with its cells by metric id; a metric without a cell has nothing for it. */
export interface MetricRowCells {
  readonly labels: Labels;
  readonly cells: ReadonlyMap<string, Cell>;
}

export interface LabelledCell {
  readonly labels: Labels;
  readonly cell: Cell;
}

export interface Ranking {
  /** Id of the metric that orders. */
  readonly by: string;
  readonly order: 'asc' | 'desc';
}

/** Joins the answers of several metrics into rows: one row for each set of labels. */
export function joinRows(
  answers: ReadonlyMap<string, readonly LabelledCell[]>,
): readonly MetricRowCells[] {
  const rows = new Map<string, { labels: Labels; cells: Map<string, Cell> }>();
  for (const [id, answer] of answers) {
    for (const { labels, cell } of answer) {
      const key = labelsKey(labels);
      const row = rows.get(key) ?? { labels, cells: new Map<string, Cell>() };
      if (!row.cells.has(id)) row.cells.set(id, cell);
      rows.set(key, row);
    }
  }
  return [...rows.values()];
}

/**
 * The rows in order: by the value of one metric, numbers first, then NaN, then rows that lack it;
 * ties, and everything without a ranking, by the values of the labels. A range counts by the mean
 * of its numbers. The order is total, so pages never overlap.
 *
 * @param labelOrder label names in the order in which they are compared
 */
export function rankRows(
  rows: readonly MetricRowCells[],
  ranking: Ranking | null,
  labelOrder: readonly string[],
): readonly MetricRowCells[] {
  const keyed = rows.map((row) => ({
    row,
    rank: ranking === null ? undefined : rankValue(row.cells.get(ranking.by)),
  }));
  const direction = ranking?.order === 'asc' ? 1 : -1;
  keyed.sort(
    (a, b) => compareRanks(a.rank, b.rank, direction) || compareNames(a.row, b.row, labelOrder),
  );
  return keyed.map(({ row }) => row);
}

function rankValue(cell: Cell | undefined): number | undefined {
  if (cell === undefined || cell.kind === 'value') return cell?.value;
  if (cell.points.length === 0) return undefined;
  const numbers = cell.points.map(([, value]) => value).filter((value) => !Number.isNaN(value));
  return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}

/** 0 number, 1 NaN, 2 missing. */
function classOf(rank: number | undefined): number {
  if (rank === undefined) return 2;
  return Number.isNaN(rank) ? 1 : 0;
}

function compareRanks(a: number | undefined, b: number | undefined, direction: 1 | -1): number {
  const classes = classOf(a) - classOf(b);
  if (classes !== 0 || a === undefined || b === undefined || a === b) return classes;
  if (Number.isNaN(a)) return 0;
  return a < b ? -direction : direction;
}

function compareNames(a: MetricRowCells, b: MetricRowCells, labelOrder: readonly string[]): number {
  for (const name of labelOrder) {
    const order = compareText(a.labels.get(name) ?? '', b.labels.get(name) ?? '');
    if (order !== 0) return order;
  }
  return compareText(labelsKey(a.labels), labelsKey(b.labels));
}
