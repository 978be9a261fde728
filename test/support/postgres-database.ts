import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { SHARED_POSTGRES } from './postgres-first.ts';

/** A database of its own on the server that the run shares. */
export interface PostgresDatabase {
  readonly url: string;
  /** One statement, over a connection of its own. */
  query(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  drop(): Promise<void>;
}

/** Inside `requires('postgres', 'initdb')`; its project starts the server (`postgres-first.ts`). */
export async function postgresDatabase(): Promise<PostgresDatabase> {
  const server = process.env[SHARED_POSTGRES];
  if (server === undefined) throw new Error('this test project starts no PostgreSQL');
  const name = `test_${randomBytes(8).toString('hex')}`;
  await askPostgres(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    query: (sql) => askPostgres(url.href, sql),
    drop: async () => void (await askPostgres(server, `DROP DATABASE ${name} WITH (FORCE)`)),
  };
}

/** One statement, over a connection of its own. */
export async function askPostgres(
  connectionString: string,
  sql: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
