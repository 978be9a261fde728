import type pg from 'pg';
import { LEASE_MS, type Member, type MemberTable } from '../members/member.ts';
import { WRITER_LOCK } from './postgres-batch-runner.ts';
import { openPostgres } from './postgres-connection.ts';

/** A process joins before the schema is there, and one that stands by applies no migration. */
const PREPARE = `BEGIN; SELECT pg_advisory_xact_lock(${WRITER_LOCK});
  CREATE TABLE IF NOT EXISTS state_members (
    id TEXT PRIMARY KEY,
    address TEXT NOT NULL,
    version TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('owner', 'member')),
    epoch BIGINT NOT NULL,
    lease_until TIMESTAMPTZ NOT NULL
  ); COMMIT`;

const RENEW = `INSERT INTO state_members (id, address, version, role, epoch, lease_until)
  VALUES ($1, $2, $3, $4, $5, clock_timestamp() + INTERVAL '${LEASE_MS} milliseconds')
  ON CONFLICT (id) DO UPDATE SET address = EXCLUDED.address, role = EXCLUDED.role,
    epoch = EXCLUDED.epoch, lease_until = EXCLUDED.lease_until`;

const CHANNEL = 'tocsin_members';
const TELL = `SELECT pg_notify('${CHANNEL}', '')`;

const FORGET = `DELETE FROM state_members WHERE lease_until < now() - INTERVAL '10 minutes'`;

const LIVING = `SELECT id, address, version, role, epoch FROM state_members
  WHERE lease_until > clock_timestamp() ORDER BY id`;

/** The members of a PostgreSQL database, over a connection of its own that is opened again when it broke. */
export class PostgresMembers implements MemberTable {
  readonly #url: string;
  #client: Promise<pg.Client> | null = null;
  readonly #listeners = new Set<() => void>();
  /** As the others were told of this one. */
  #told = '';

  constructor(url: string) {
    this.#url = url;
  }

  async renew({ id, address, version, role, epoch }: Member): Promise<readonly Member[]> {
    return await this.#use(async (client) => {
      await client.query(RENEW, [id, address, version, role, epoch]);
      const own = [address, role, epoch].join(' ');
      if (own !== this.#told) await client.query(TELL);
      this.#told = own;
      const { rows } = await client.query<Member>(LIVING);
      return rows;
    });
  }

  async leave(id: string): Promise<void> {
    await this.#use(async (client) => {
      await client.query('DELETE FROM state_members WHERE id = $1', [id]);
      await client.query(TELL);
    });
  }

  onNews(listener: () => void): void {
    this.#listeners.add(listener);
  }

  async close(): Promise<void> {
    // One that could not be opened was told to whoever used it, and needs no end.
    const client = await this.#client?.catch(() => null);
    this.#client = null;
    await client?.end();
  }

  /** On a connection that was opened again something may have been missed; it is asked anyway. */
  async #hearing(client: pg.Client): Promise<pg.Client> {
    let own: number | undefined;
    client.on('notification', ({ processId }) => {
      if (processId !== own) for (const listener of this.#listeners) listener();
    });
    await client.query(`LISTEN ${CHANNEL}`);
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    own = rows[0]?.pid;
    return client;
  }

  /** A connection on which something failed is not used again. */
  async #use<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    this.#client ??= openPostgres({ url: this.#url, role: 'member' })
      .then(prepared)
      .then((client) => this.#hearing(client));
    const using = this.#client;
    try {
      return await work(await using);
    } catch (thrown) {
      if (this.#client === using) this.#client = null;
      void using.then(
        (client) => client.end(),
        () => undefined,
      );
      throw thrown;
    }
  }
}

async function prepared(client: pg.Client): Promise<pg.Client> {
  try {
    await client.query(PREPARE);
    await client.query(FORGET);
    return client;
  } catch (thrown) {
    await client.end();
    throw thrown;
  }
}
