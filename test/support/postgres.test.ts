import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { startPostgres } from './postgres.ts';
import { requires } from './requires.ts';

requires('postgres', 'initdb')('PostgreSQL', () => {
  it('starts, accepts a session, stops by its pid', async () => {
    const postgres = await startPostgres();
    expect(postgres.url).toContain(`@127.0.0.1:${postgres.port}/`);
    expect(existsSync(`/proc/${postgres.pid}`)).toBe(true);
    expect(await postgres.stop()).toEqual({ code: 0, signal: null });
  });
});
