import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { toSqlValue } from './sql-value.ts';
import type { Dialect, Expectation, Statement } from './state.ts';

/**
 * A Kysely instance that builds and types SQL and never runs it: `.compile()` and hand the result
 * to a `StateReader` or to `statement`. One per repository, with that room's tables.
 */
export function builderFor<Tables>(dialect: Dialect): Kysely<Tables> {
  if (dialect === 'sqlite') {
    return new Kysely<Tables>({
      dialect: {
        createAdapter: () => new SqliteAdapter(),
        createDriver: () => new DummyDriver(),
        createIntrospector: (db) => new SqliteIntrospector(db),
        createQueryCompiler: () => new SqliteQueryCompiler(),
      },
    });
  }
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
}

/** A compiled query as a named statement of a batch. */
export function statement(
  name: string,
  query: CompiledQuery<unknown>,
  expect: Expectation = 'any',
): Statement {
  return { name, sql: query.sql, parameters: query.parameters.map(toSqlValue), expect };
}
