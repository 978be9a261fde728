import type { Database, Statement } from 'better-sqlite3';
import { BoundedMap } from '../model/bounded-map.ts';
import type { SqlRow, SqlValue } from './state.ts';

export type Prepared = Statement<SqlValue[], SqlRow>;

/** Statements prepared once per connection; over `capacity` the least recently used is let go. */
export class StatementCache {
  readonly #database: Database;
  readonly #prepared: BoundedMap<string, Prepared>;

  constructor(database: Database, capacity: number) {
    this.#database = database;
    this.#prepared = new BoundedMap(capacity);
  }

  /** @throws SqliteError when the text is not valid for this schema. */
  get(sql: string): Prepared {
    const known = this.#prepared.get(sql);
    if (known) return known;
    const fresh = this.#database.prepare<SqlValue[], SqlRow>(sql);
    this.#prepared.set(sql, fresh);
    return fresh;
  }

  get size(): number {
    return this.#prepared.size;
  }
}
