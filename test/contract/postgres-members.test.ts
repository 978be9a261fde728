import { afterAll, beforeAll, expect, it } from 'vitest';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { Membership } from '../../platform/members/membership.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { PostgresMembers } from '../../platform/state/postgres-members.ts';
import { type PostgresDatabase, postgresDatabase } from '../support/postgres-database.ts';
import { requires } from '../support/requires.ts';
import { waitUntil } from '../support/wait-until.ts';

const logger = createLogger({ level: 'silent', destination: { write: () => undefined } });

requires('postgres', 'initdb')('members of a PostgreSQL database', () => {
  let database: PostgresDatabase;
  beforeAll(async () => {
    database = await postgresDatabase();
  });
  afterAll(() => database.drop());

  /** Its clock stands still: it looks again only when the database tells it to. */
  const member = (id: string) => {
    const clock = new VirtualClock();
    const table = new PostgresMembers(database.url);
    const membership = new Membership({ table, id, version: '1', clock, logger });
    /** Runs what is due now. */
    const soon = async <T>(probe: () => T, what: string) =>
      waitUntil(
        async () => {
          await clock.advance(0);
          return probe();
        },
        { what },
      );
    return { membership, soon };
  };

  it('are woken by NOTIFY when one comes, becomes the owner, or goes', async () => {
    const [a, b] = [member('a'), member('b')];
    await a.membership.join('http://a');
    await b.membership.join('http://b');
    await a.soon(() => a.membership.living().length === 2, 'that a hears of b');
    await b.membership.serveAsOwner(7, 'http://b');
    await a.soon(() => a.membership.owner()?.id === 'b', 'that a hears of the owner');
    expect(a.membership.owner()).toMatchObject({ address: 'http://b', epoch: 7 });
    await b.membership.leave();
    await a.soon(() => a.membership.owner() === null, 'that a hears of its end');
    await a.membership.leave();
  });
});
