import { type Postgres, startPostgres } from './postgres.ts';
import { whyMissing } from './server-tools.ts';

/** Where the test files of one run find it. */
export const SHARED_POSTGRES = 'TOCSIN_TEST_POSTGRES';

/**
 * Before a run: one PostgreSQL for all its files, which make databases of their own on it. Where the
 * program is missing there is none, and what needs it says so (`requires`).
 */
export async function setup(): Promise<() => Promise<void>> {
  if (whyMissing('postgres') !== null || whyMissing('initdb') !== null)
    return async () => undefined;
  if (process.env[SHARED_POSTGRES] !== undefined) return async () => undefined;
  const server: Postgres = await startPostgres({ isDurable: false });
  process.env[SHARED_POSTGRES] = server.url;
  return async () => {
    delete process.env[SHARED_POSTGRES];
    await server.stop('SIGQUIT');
  };
}
