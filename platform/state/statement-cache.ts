import type { Database, Statement } from 'better-sqlite3';
import type { SqlRow, SqlValue } from './state.ts';

export type Prepared = Statement<SqlValue[], SqlRow>;

/** Statements prepared once per connection; over `capacity` the least recently used is let go. */
export class StatementCache {
  readonly #database: Database;
  readonly #capacity: number;
  readonly #prepared = new Map<string, Prepared>();

  constructor(database: Database, capacity: number) {
    this.#database = database;
    this.#capacity = capacity;
  }

  /** @throws SqliteError when the text is not valid for this schema. */
  get(sql: string): Prepared {
    const known = this.#prepared.get(sql);
    if (known) {
      this.#prepared.delete(sql);
      this.#prepared.set(sql, known);
      return known;
    }
    const fresh = this.#database.prepare<SqlValue[], SqlRow>(sql);
    this.#prepared.set(sql, fresh);
    if (this.#prepared.size > this.#capacity) this.#dropOldest();
    return fresh;
  }

  get size(): number {
    return this.#prepared.size;
  }

  #dropOldest(): void {
    const oldest = this.#prepared.keys().next();
    if (!oldest.done) this.#prepared.delete(oldest.value);
  }
}
