import type { Dialect, SqlValue, Statement } from '../../platform/state/state.ts';

/** What is inserted where; `suffix` is e.g. `RETURNING position` or an `ON CONFLICT` clause. */
export interface RowInsert {
  /** Of the statements, e.g. `incident.insert`. */
  readonly name: string;
  readonly table: string;
  readonly columns: readonly string[];
  readonly suffix?: string;
}

/** As `RowInsert`, and how the values of an item are found. */
export interface ItemInsert<Item> extends RowInsert {
  /** Appends the item's values in the order of `columns`. */
  readonly write: (item: Item, values: SqlValue[]) => void;
  /** Columns that are null for most items: a statement leaves them out when all its items have none. */
  readonly rare?: {
    readonly columns: readonly string[];
    readonly isAbsent: (item: Item) => boolean;
    /** Appends the item's values in the order of these columns. */
    readonly write: (item: Item, values: SqlValue[]) => void;
  };
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
  return itemInserter<readonly SqlValue[]>(dialect, {
    ...insert,
    write: (row, values) => {
      for (const value of row) values.push(value);
    },
  });
}

/** As `rowInserter`, without a list for each row: for what is written by the thousand. */
export function itemInserter<Item>(
  dialect: Dialect,
  insert: ItemInsert<Item>,
): (items: readonly Item[]) => readonly Statement[] {
  const { name, write, rare } = insert;
  const lean = textsOf(dialect, insert, insert.columns);
  const whole = rare && textsOf(dialect, insert, [...insert.columns, ...rare.columns]);
  return (items) => {
    const statements: Statement[] = [];
    let at = 0;
    for (const size of CHUNKS) {
      for (; items.length - at >= size; at += size) {
        const some = items.length === size ? items : items.slice(at, at + size);
        const isLean = rare === undefined || some.every(rare.isAbsent);
        const parameters: SqlValue[] = [];
        for (const item of some) {
          write(item, parameters);
          if (!isLean) rare.write(item, parameters);
        }
        const sql = (isLean ? lean : whole)?.get(size) ?? '';
        statements.push({ name, sql, parameters, expect: 'any' });
      }
    }
    return statements;
  };
}

function textsOf(
  dialect: Dialect,
  insert: RowInsert,
  columns: readonly string[],
): ReadonlyMap<number, string> {
  return new Map(CHUNKS.map((size) => [size, insertText(dialect, { ...insert, columns }, size)]));
}

function insertText(dialect: Dialect, insert: RowInsert, rows: number): string {
  const { table, columns, suffix } = insert;
  const place = (index: number) => (dialect === 'sqlite' ? '?' : `$${index + 1}`);
  const tuples = Array.from({ length: rows }, (_, row) => {
    const places = columns.map((_column, column) => place(row * columns.length + column));
    return `(${places.join(', ')})`;
  });
  // A batch that fails is taken back as a whole; without the word SQLite keeps a copy of every page that
  // the statement changes, to take back the statement alone.
  const verb = dialect === 'sqlite' ? 'INSERT OR FAIL' : 'INSERT';
  const text = `${verb} INTO ${table} (${columns.join(', ')}) VALUES ${tuples.join(', ')}`;
  return suffix === undefined ? text : `${text} ${suffix}`;
}
