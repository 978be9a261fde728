import { type CompiledQuery, type Kysely, sql } from 'kysely';
import { builderFor, statement } from '../state/builder.ts';
import type { Batch, Dialect, Statement } from '../state/state.ts';
import type { TenancyTables } from './tables.ts';

/**
 * The number of committed changes of the tenancy. Every tenancy batch raises it first: that makes
 * the batches of all processes wait for each other, so that preconditions read what will stand, and
 * lets a reader of several tables see whether anything changed in between.
 */
export class TenancyVersion {
  readonly #db: Kysely<TenancyTables>;

  constructor(dialect: Dialect) {
    this.#db = builderFor<TenancyTables>(dialect);
  }

  read(): CompiledQuery<{ version: number }> {
    return this.#db.selectFrom('tenancy_version').select('version').where('id', '=', 1).compile();
  }

  /** A batch that counts as one change. */
  batch(name: string, statements: readonly Statement[]): Batch {
    return { name, statements: [this.#raise(null), ...statements] };
  }

  /** The same, which stands only while the version is the given one. */
  batchAt(version: number, name: string, statements: readonly Statement[]): Batch {
    return { name, statements: [this.#raise(version), ...statements] };
  }

  #raise(from: number | null): Statement {
    const query = this.#db
      .updateTable('tenancy_version')
      .set({ version: sql<number>`version + 1` })
      .where('id', '=', 1);
    const guarded = from === null ? query : query.where('version', '=', from);
    return statement('tenancy.version', guarded.compile(), 'one');
  }
}
