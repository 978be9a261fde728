import type { CompiledQuery, Kysely } from 'kysely';
import { builderFor, statement } from '../state/builder.ts';
import type { Dialect, Statement } from '../state/state.ts';
import type { SessionRow, TenancyTables, UserRow } from '../tenancy/tables.ts';

/** A session together with its user. */
export type SessionWithUser = SessionRow & Omit<UserRow, 'created_at_ms'>;

/** Statements and queries of the table `sessions`. */
export class SessionSql {
  readonly #db: Kysely<TenancyTables>;

  constructor(dialect: Dialect) {
    this.#db = builderFor<TenancyTables>(dialect);
  }

  /** The session and its user, unless the user is disabled. */
  one(idHash: string): CompiledQuery<SessionWithUser> {
    return this.#db
      .selectFrom('sessions')
      .innerJoin('users', 'users.id', 'sessions.user_id')
      .selectAll('users')
      .selectAll('sessions')
      .where('sessions.id_hash', '=', idHash)
      .where('users.disabled', '=', 0)
      .compile();
  }

  /** Precondition: the user may sign in with this very password, still. */
  mayBegin(userId: string, passwordHash: string): Statement {
    const query = this.#db
      .selectFrom('users')
      .select('id')
      .where('id', '=', userId)
      .where('disabled', '=', 0)
      .where('password_hash', '=', passwordHash);
    return statement('session.may_begin', query.compile(), 'one');
  }

  insert(session: SessionRow): Statement {
    const query = this.#db.insertInto('sessions').values(session);
    return statement('session.insert', query.compile(), 'one');
  }

  /** Ends the oldest sessions of the user, so that `kept` remain; answers which. */
  endOldest(userId: string, kept: number): Statement {
    const newest = this.#db
      .selectFrom('sessions')
      .select('id_hash')
      .where('user_id', '=', userId)
      .orderBy('created_at_ms', 'desc')
      .orderBy('id_hash')
      .limit(kept);
    const query = this.#db
      .deleteFrom('sessions')
      .where('user_id', '=', userId)
      .where('id_hash', 'not in', newest)
      .returning('id_hash');
    return statement('session.end_oldest', query.compile());
  }

  /** Forgets sessions whose time is over, of all users. */
  deleteExpired(nowMs: number): Statement {
    const query = this.#db.deleteFrom('sessions').where('expires_at_ms', '<=', nowMs);
    return statement('session.delete_expired', query.compile());
  }

  seen(idHash: string, nowMs: number): Statement {
    const query = this.#db
      .updateTable('sessions')
      .set({ last_seen_at_ms: nowMs })
      .where('id_hash', '=', idHash);
    return statement('session.seen', query.compile());
  }

  end(idHash: string): Statement {
    const query = this.#db.deleteFrom('sessions').where('id_hash', '=', idHash);
    return statement('session.end', query.compile());
  }
}
