import type { Dialect, SqlValue, Statement } from '../../platform/state/state.ts';

/** What is inserted where; `suffix` is e.g. `RETURNING position` or an `ON CONFLICT` clause. */
export interface RowInsert {
  /** Of the statements, e.g. `incident.insert`. */
  readonly name: string;
  readonly table: string;
  readonly columns: readonly string[];
  readonly suffix?: string;
}

/** Rows per statement; few sizes, so that few texts are prepared. */
const CHUNKS = [64, 16, 4, 1];

/**
 * Makes a maker of multi-row inserts: values in the order of the columns, rows in the order given
 * (so that auto-numbered keys grow with them).
 */
export function rowInserter(
  dialect: Dialect,
  insert: RowInsert,
): (rows: readonly (readonly SqlValue[])[]) => readonly Statement[] {
  const texts = new Map(CHUNKS.map((size) => [size, insertText(dialect, insert, size)]));
  return (rows) => {
    const statements: Statement[] = [];
    let at = 0;
    for (const [size, sql] of texts) {
      while (rows.length - at >= size) {
        const parameters = rows.slice(at, at + size).flat();
        statements.push({ name: insert.name, sql, parameters, expect: 'any' });
        at += size;
      }
    }
    return statements;
  };
}

function insertText(dialect: Dialect, insert: RowInsert, rows: number): string {
  const { table, columns, suffix } = insert;
  const place = (index: number) => (dialect === 'sqlite' ? '?' : `$${index + 1}`);
  const tuples = Array.from({ length: rows }, (_, row) => {
    const places = columns.map((_column, column) => place(row * columns.length + column));
    return `(${places.join(', ')})`;
  });
  const text = `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${tuples.join(', ')}`;
  return suffix === undefined ? text : `${text} ${suffix}`;
}
