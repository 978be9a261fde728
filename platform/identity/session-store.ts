import type { Clock } from '../clock/clock.ts';
import { BoundedMap } from '../model/bounded-map.ts';
import type { Logger } from '../observe/logger.ts';
import { createSecretToken } from '../security/secret-token.ts';
import type { State, Statement } from '../state/state.ts';
import type { Binding } from '../tenancy/principal.ts';
import { roleBindingOf } from '../tenancy/role-binding-sql.ts';
import type { TenancySql } from '../tenancy/tenancy-context.ts';
import type { StoredUser } from '../tenancy/user.ts';
import { storedUserOf } from '../tenancy/user-sql.ts';
import {
  type Authentication,
  type SessionAuthentication,
  unauthenticated,
} from './authentication.ts';
import { SessionSql, type SessionWithUser } from './session-sql.ts';

export interface SessionPolicy {
  /** Longest life of a session. */
  readonly lifetimeMs: number;
  /** It ends after this long without a request. */
  readonly idleMs: number;
}

export interface SessionStoreOptions {
  readonly state: State;
  readonly sql: TenancySql;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly policy: SessionPolicy;
}

/** A session in memory. Only the times are ever changed. */
interface LiveSession {
  readonly authentication: SessionAuthentication;
  lastSeenAtMs: number;
  /** What the database holds as last seen. */
  storedSeenAtMs: number;
}

/** A session that the statements will begin. */
export interface BegunSession {
  readonly secret: string;
  readonly statements: readonly Statement[];
}

const MAX_LIVE = 20_000;
const MAX_PER_USER = 20;
const SEEN_EVERY_MS = 60_000;

/**
 * Sessions: stored by the SHA-256 of their 256-bit id, the busy ones kept in memory. When they were
 * last seen is written at most once a minute.
 */
export class SessionStore {
  readonly #options: SessionStoreOptions;
  readonly #sql: SessionSql;
  readonly #live = new BoundedMap<string, LiveSession>(MAX_LIVE);
  readonly #seenEveryMs: number;
  /** Grows with everything that makes an earlier reading unfit to be kept. */
  #epoch = 0;

  constructor(options: SessionStoreOptions) {
    this.#options = options;
    this.#sql = new SessionSql(options.state.dialect);
    this.#seenEveryMs = Math.min(SEEN_EVERY_MS, options.policy.idleMs / 4);
  }

  /** Users or role bindings changed: everything is looked up again. */
  forgetAll(): void {
    this.#epoch++;
    this.#live.clear();
  }

  forget(sessionId: string): void {
    this.#epoch++;
    this.#live.delete(sessionId);
  }

  /**
   * Answers at once for a session in memory. Rejects with AppError `unavailable`.
   * @param sessionId hash of the secret
   */
  find(sessionId: string): Authentication | Promise<Authentication> {
    const live = this.#live.get(sessionId);
    return live ? this.#use(sessionId, live) : this.#lookUp(sessionId);
  }

  /** Statements that begin a session of the user, for the batch of the sign-in. */
  begin(user: StoredUser, passwordHash: string): BegunSession {
    const nowMs = this.#options.clock.nowMs();
    const { token: secret, hash } = createSecretToken();
    const row = {
      id_hash: hash,
      user_id: user.id,
      created_at_ms: nowMs,
      last_seen_at_ms: nowMs,
      expires_at_ms: nowMs + this.#options.policy.lifetimeMs,
    };
    const statements = [
      this.#sql.mayBegin(user.id, passwordHash),
      this.#sql.deleteExpired(nowMs),
      this.#sql.insert(row),
      this.#sql.endOldest(user.id, MAX_PER_USER),
    ];
    return { secret, statements };
  }

  /** Ends one session, at once. */
  async end(sessionId: string): Promise<void> {
    const statements = [this.#sql.end(sessionId)];
    try {
      await this.#options.state.commit({ name: 'session.end', statements });
    } finally {
      // Also after a failure: it may have been written all the same.
      this.forget(sessionId);
    }
  }

  async #lookUp(sessionId: string): Promise<Authentication> {
    const epoch = this.#epoch;
    const { state, sql } = this.#options;
    const row = await state.first(this.#sql.one(sessionId));
    if (!row) return unauthenticated('unknown');
    const bindings = await state.all(sql.bindings.ofUser(row.user_id));
    const held = bindings.map(roleBindingOf).filter((binding) => binding !== undefined);
    const live = liveSession(row, held);
    return this.#use(sessionId, epoch === this.#epoch ? this.#keep(sessionId, live) : live);
  }

  /** The one that is kept already when two looked at once, so that its times are counted once. */
  #keep(sessionId: string, fresh: LiveSession): LiveSession {
    const known = this.#live.get(sessionId) ?? fresh;
    this.#live.set(sessionId, known);
    return known;
  }

  #use(sessionId: string, live: LiveSession): Authentication {
    const nowMs = this.#options.clock.nowMs();
    const idleMs = nowMs - live.lastSeenAtMs;
    if (nowMs >= live.authentication.expiresAtMs || idleMs >= this.#options.policy.idleMs) {
      this.forget(sessionId);
      this.#write('session.expire', this.#sql.end(sessionId));
      return unauthenticated('expired');
    }
    live.lastSeenAtMs = Math.max(live.lastSeenAtMs, nowMs);
    if (nowMs - live.storedSeenAtMs >= this.#seenEveryMs) {
      live.storedSeenAtMs = nowMs;
      this.#write('session.seen', this.#sql.seen(sessionId, nowMs));
    }
    return live.authentication;
  }

  /** Nobody waits for these: the next request writes again. */
  #write(name: string, statement: Statement): void {
    const { state, logger } = this.#options;
    state
      .commit({ name, statements: [statement] })
      .catch((err: unknown) => logger.warn({ err, batch: name }, 'session could not be written'));
  }
}

function liveSession(row: SessionWithUser, bindings: readonly Binding[]): LiveSession {
  const user = storedUserOf(row);
  const { id, name, displayName, email, language, mustChangePassword } = user;
  const held = bindings.map(({ role, node }) => ({ role, node }));
  const seenAtMs = Number(row.last_seen_at_ms);
  return {
    authentication: {
      kind: 'session',
      principal: { kind: 'user', id, name, bindings: held },
      sessionId: row.id_hash,
      user: { id, name, displayName, email, language },
      mustChangePassword,
      expiresAtMs: Number(row.expires_at_ms),
    },
    lastSeenAtMs: seenAtMs,
    storedSeenAtMs: seenAtMs,
  };
}
