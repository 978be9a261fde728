import { type AskedRow, MOST_ROWS } from './explore-state.ts';

/** A row as it is being written: `text` stands in the editor, `asked` is what was last run. */
export interface QueryRow {
  /** The same as long as the row is there, wherever it stands. */
  readonly id: number;
  readonly text: string;
  readonly asked: string;
  readonly isOff: boolean;
}

/** What a person does to the rows. */
export type RowStep =
  | { readonly kind: 'edit'; readonly id: number; readonly text: string }
  | { readonly kind: 'run' }
  | { readonly kind: 'add'; readonly text: string }
  /** Puts a query in the place of a row's and runs it. */
  | { readonly kind: 'replace'; readonly id: number; readonly text: string }
  | { readonly kind: 'duplicate'; readonly id: number }
  | { readonly kind: 'toggle'; readonly id: number }
  | { readonly kind: 'remove'; readonly id: number };

/** The rows after a step: at least one, at most `MOST_ROWS` (what would be one more changes nothing). */
export function stepRows(rows: readonly QueryRow[], step: RowStep): readonly QueryRow[] {
  switch (step.kind) {
    case 'edit':
      return change(rows, step.id, (row) => ({ ...row, text: step.text }));
    case 'run':
      return rows.map((row) => ({ ...row, asked: row.text.trim() }));
    case 'replace':
      return change(rows, step.id, (row) => ({
        ...row,
        text: step.text,
        asked: step.text.trim(),
        isOff: false,
      }));
    case 'toggle':
      return change(rows, step.id, (row) => ({ ...row, isOff: !row.isOff }));
    case 'remove':
      return rows.length === 1
        ? change(rows, step.id, ({ id }) => ({ id, text: '', asked: '', isOff: false }))
        : rows.filter(({ id }) => id !== step.id);
    case 'add':
      return withRow(rows, rows.length, { text: step.text, asked: step.text.trim() });
    case 'duplicate': {
      const at = rows.findIndex(({ id }) => id === step.id);
      const row = rows[at];
      return row === undefined ? rows : withRow(rows, at + 1, row);
    }
  }
}

function change(
  rows: readonly QueryRow[],
  id: number,
  changed: (row: QueryRow) => QueryRow,
): readonly QueryRow[] {
  return rows.map((row) => (row.id === id ? changed(row) : row));
}

function withRow(
  rows: readonly QueryRow[],
  at: number,
  { text, asked }: Pick<QueryRow, 'text' | 'asked'>,
): readonly QueryRow[] {
  if (rows.length >= MOST_ROWS) return rows;
  return rows.toSpliced(at, 0, { id: freeId(rows), text, asked, isOff: false });
}

function freeId(rows: readonly QueryRow[]): number {
  return Math.max(0, ...rows.map(({ id }) => id)) + 1;
}

/** What of the rows is in the URL. */
export function askedOf(rows: readonly QueryRow[]): readonly AskedRow[] {
  return rows.map(({ asked, isOff }) => ({ query: asked, isOff }));
}

/** Whether two states of the rows ask the same. */
export function isSameAsked(a: readonly QueryRow[], b: readonly QueryRow[]): boolean {
  return JSON.stringify(askedOf(a)) === JSON.stringify(askedOf(b));
}

/**
 * The rows as an address says they are, after somebody went back or followed a link. Rows that ask
 * the same stay as they are, also what was written in them since.
 */
export function followAsked(
  rows: readonly QueryRow[],
  asked: readonly AskedRow[],
): readonly QueryRow[] {
  const firstFree = freeId(rows);
  return asked.map(({ query, isOff }, index) => {
    const row = rows[index];
    if (row === undefined) return { id: firstFree + index, text: query, asked: query, isOff };
    return row.asked === query
      ? { ...row, isOff }
      : { id: row.id, text: query, asked: query, isOff };
  });
}
