import pg from 'pg';
import { AppError } from '../errors/app-error.ts';
import { POSTGRES_TYPES } from './postgres-values.ts';

/** How connections are made; `role` is what the server's list of sessions shows. */
export interface PostgresConnectionOptions {
  /** `postgresql://user:password@host:5432/database?sslmode=verify-full`; never logged. */
  readonly url: string;
  readonly role: 'writer' | 'reader' | 'listener' | 'migration' | 'member';
}

const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 30_000;
/** A process that stands still inside a transaction holds up all others; then the server ends it. */
const IDLE_IN_TRANSACTION_MS = 10_000;
/** A lease that is renewed later than this is worth nothing. */
const MEMBER_TIMEOUT_MS = 2_500;
/** Over the server's own bound: reached only when the server does not answer any more. */
const ANSWER_TIMEOUT_MS = 40_000;

/** Settings of one connection, also for a pool. */
export function postgresConfig({ url, role }: PostgresConnectionOptions): pg.ClientConfig {
  return {
    connectionString: url,
    types: POSTGRES_TYPES,
    application_name: `tocsin ${role}`,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    ...(role === 'migration'
      ? {}
      : {
          statement_timeout: role === 'member' ? MEMBER_TIMEOUT_MS : STATEMENT_TIMEOUT_MS,
          query_timeout: role === 'member' ? MEMBER_TIMEOUT_MS : ANSWER_TIMEOUT_MS,
          idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
        }),
    ...(role === 'writer' ? { pipeline: true } : {}),
  };
}

/**
 * One connection of its own, open. `onEnd` is called once when it ends, for whatever cause.
 * @throws the driver's error when it cannot be opened.
 */
export async function openPostgres(
  options: PostgresConnectionOptions,
  onEnd: (client: pg.Client) => void = () => undefined,
): Promise<pg.Client> {
  const client = new pg.Client(postgresConfig(options));
  // Without a listener the process would end; whoever waits for a query is told by that query.
  client.on('error', () => undefined);
  client.once('end', () => onEnd(client));
  await client.connect();
  return client;
}

/**
 * Where the database is, for people: no user, no password.
 * @throws AppError `invalid` for what is no address of a PostgreSQL database; the text is not told.
 */
export function postgresPlace(url: string): string {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw notAnAddress();
  }
  if (!/^postgres(?:ql)?:$/.test(parsed.protocol) || parsed.pathname.length < 2) {
    throw notAnAddress();
  }
  return `${parsed.hostname}:${parsed.port === '' ? '5432' : parsed.port}${parsed.pathname}`;
}

function notAnAddress(): AppError {
  return new AppError(
    'invalid',
    'The address of the database is none that can be used; write it as ' +
      'postgresql://user:password@host:5432/database.',
  );
}
