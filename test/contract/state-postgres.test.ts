import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { createMetrics } from '../../platform/observe/metrics.ts';
import type { Migration } from '../../platform/state/migration.ts';
import { WRITER_LOCK } from '../../platform/state/postgres-batch-runner.ts';
import {
  openPostgresState,
  type PostgresStateLimits,
  type SharedState,
} from '../../platform/state/postgres-state.ts';
import { type PostgresDatabase, postgresDatabase } from '../support/postgres-database.ts';
import { requires } from '../support/requires.ts';
import { waitUntil } from '../support/wait-until.ts';
import { describeStateContract } from './state-contract.ts';
import { batchOf, NOTES, notesFor } from './state-notes.ts';

const { insert, list, raise } = notesFor('postgres');
let members = 0;

function open(
  url: string,
  { limits = {}, migrations = [NOTES] }: Partial<Opening> = {},
): Promise<SharedState & { readonly exposed: () => Promise<string> }> {
  const metrics = createMetrics({ version: 'test', withProcessMetrics: false });
  const logger = createLogger({ level: 'silent' });
  const member = `member${++members}`;
  const options = { url, migrations, member, clock: systemClock, logger, metrics, limits };
  const exposed = async () => (await metrics.expose()).text;
  return openPostgresState(options).then((shared) => ({ ...shared, exposed }));
}

interface Opening {
  readonly limits: Partial<PostgresStateLimits>;
  readonly migrations: readonly Migration[];
}

requires('postgres', 'initdb')('state on PostgreSQL', () => {
  describeStateContract('PostgreSQL', async () => {
    const database = await postgresDatabase();
    return {
      open: async (migrations) => (await open(database.url, { migrations })).state,
      drop: database.drop,
    };
  });

  describe('several processes on one database', () => {
    let database: PostgresDatabase;
    beforeAll(async () => {
      database = await postgresDatabase();
    });
    afterAll(() => database.drop());
    const texts = async ({ state }: SharedState, tenant: string) =>
      (await state.all(list(tenant))).map(({ text }) => text);

    /** Ends every session of the database that the pattern fits, as an administrator would. */
    const terminate = (role: string) =>
      database.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'tocsin ${role}'`,
      );

    it('may start together: one migrates, the others wait', async () => {
      const all = await Promise.all([1, 2, 3].map(() => open(database.url)));
      await Promise.all(
        all.map(({ state }, index) => state.commit(batchOf(insert('start', `${index}`)))),
      );
      expect([...(await texts(all[0] as SharedState, 'start'))].sort()).toEqual(['0', '1', '2']);
      await Promise.all(all.map(({ state }) => state.stop()));
    });

    it('positions become visible in their order: nothing overtakes an open transaction', async () => {
      const [one, two] = [await open(database.url), await open(database.url)];
      const slow = new pg.Client({ connectionString: database.url });
      await slow.connect();
      await slow.query(`BEGIN; SELECT pg_advisory_xact_lock(${WRITER_LOCK})`);
      const first = insert('order', 'smaller position');
      await slow.query(first.sql, [...first.parameters]);
      let isSettled = false;
      const later = one.state
        .commit(batchOf(insert('order', 'larger position')))
        .then((outcome) => {
          isSettled = true;
          return outcome;
        });
      await waitUntil(
        async () => {
          const [row] = await database.query(
            `SELECT COUNT(*)::int AS waiting FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
          );
          return row?.waiting === 1;
        },
        { what: 'the second writer to wait for the first' },
      );
      expect(await texts(two, 'order')).toEqual([]);
      expect(isSettled).toBe(false);
      await slow.query('COMMIT');
      await slow.end();
      expect(await later).toMatchObject({ kind: 'committed' });
      expect(await texts(two, 'order')).toEqual(['smaller position', 'larger position']);
      await Promise.all([one.state.stop(), two.state.stop()]);
    });

    it('lets one of two claims through, however they meet', async () => {
      const both = [await open(database.url), await open(database.url)];
      await both[0]?.state.commit(batchOf(insert('claim', 'job')));
      const { absent } = notesFor('postgres');
      const claims = Array.from({ length: 40 }, (_, index) =>
        both[index % 2]?.state.commit(
          batchOf(absent('taken', 'job'), insert('taken', 'job'), raise('claim', 'job', 'one')),
        ),
      );
      const kinds = (await Promise.all(claims)).map((outcome) => outcome?.kind);
      expect(kinds.filter((kind) => kind === 'committed')).toHaveLength(1);
      expect(kinds.filter((kind) => kind === 'rejected')).toHaveLength(39);
      await Promise.all(both.map(({ state }) => state.stop()));
    });

    it('hears what another one wrote, in order with its own', async () => {
      const [one, two] = [await open(database.url), await open(database.url)];
      let known: readonly string[] = [];
      await two.follower.follow({
        name: 'notes',
        tables: ['note'],
        query: list('heard'),
        take: (rows) => {
          known = rows.map(({ text }) => text);
        },
      });
      let woken = 0;
      two.follower.onWake(() => {
        woken++;
      });
      await one.state.commit(batchOf(insert('heard', 'from one')));
      await waitUntil(() => known.length === 1, { what: 'the other one knows' });
      expect(woken).toBeGreaterThan(0);
      await two.state.commit(batchOf(insert('heard', 'own')));
      await one.state.commit(batchOf(insert('heard', 'again')));
      await waitUntil(() => known.length === 3, { what: 'the other one knows again' });
      expect(known).toEqual(['from one', 'own', 'again']);
      expect(two.follower.isCurrent()).toBe(true);
      await Promise.all([one.state.stop(), two.state.stop()]);
    });

    it('hears on after its connection was ended, also what was written meanwhile', async () => {
      const [one, two] = [await open(database.url), await open(database.url)];
      let known = 0;
      const count = { name: 'notes', tables: ['note'], query: list('deaf') };
      await two.follower.follow({
        ...count,
        take: (rows) => {
          known = rows.length;
        },
      });
      await terminate('listener');
      await one.state.commit(batchOf(insert('deaf', 'meanwhile')));
      await waitUntil(() => known === 1, { what: 'it knows' });
      await Promise.all([one.state.stop(), two.state.stop()]);
    });

    it('goes on when connections are ended: what waits is written, once', async () => {
      const { state } = await open(database.url);
      for (let round = 0; round < 5; round++) {
        // Heard from the beginning: they may break while the sessions are being ended.
        const written = Promise.allSettled(
          Array.from({ length: 20 }, (_, index) =>
            state.commit(batchOf(insert('ended', `${round}-${index}`))),
          ),
        );
        await Promise.all([terminate('writer'), terminate('reader')]);
        const settled = await written;
        const stands = new Set((await state.all(list('ended'))).map(({ text }) => text));
        for (const [index, one] of settled.entries()) {
          const isThere = stands.has(`${round}-${index}`);
          if (one.status === 'fulfilled') expect(isThere).toBe(true);
          else expect(one.reason).toMatchObject({ kind: 'unavailable' });
        }
      }
      await state.stop();
    });

    it('joins what is submitted together, and refuses what is over the bound', async () => {
      const { state, exposed } = await open(database.url, { limits: { maxQueuedBatches: 100 } });
      const all = Array.from({ length: 103 }, (_, index) =>
        state.commit(batchOf(insert('joined', `${index}`))),
      );
      const refused = (await Promise.allSettled(all)).filter(({ status }) => status === 'rejected');
      expect(refused).toHaveLength(3);
      const commits = Number(/tocsin_state_joined_batches_count (\d+)/.exec(await exposed())?.[1]);
      expect(commits).toBeLessThanOrEqual(3);
      await state.stop();
      await expect(state.commit(batchOf(insert('joined', 'late')))).rejects.toMatchObject({
        kind: 'unavailable',
      });
      await expect(state.all(list('joined'))).rejects.toMatchObject({ kind: 'unavailable' });
    });

    it('an address without a server says where, never the password', async () => {
      const wrong = 'postgresql://tocsin:hunter2@127.0.0.1:1/none';
      const failure = await open(wrong).then(
        () => null,
        (thrown: unknown) => thrown,
      );
      expect(failure).toMatchObject({
        kind: 'unavailable',
        message: expect.stringContaining('127.0.0.1:1/none'),
      });
      expect(JSON.stringify([failure, String(failure)])).not.toContain('hunter2');
    });
  });
});
