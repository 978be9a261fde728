import type { Clock } from '../clock/clock.ts';
import { AppError } from '../errors/app-error.ts';
import type { PasswordHasher } from '../security/password.ts';
import type { Statement, StateReader } from '../state/state.ts';
import { lostRace, notFound, refuseFindings } from '../tenancy/refusals.ts';
import type { Revocations } from '../tenancy/revocations.ts';
import { changedAt } from '../tenancy/stored.ts';
import type { TenancyCommits, TenancySql } from '../tenancy/tenancy-context.ts';
import type { Language } from '../tenancy/tenant.ts';
import { checkPassword, type StoredUser } from '../tenancy/user.ts';
import { storedUserOf } from '../tenancy/user-sql.ts';
import { refusePasswordDeclared } from '../tenancy/users.ts';
import type { SessionAuthentication } from './authentication.ts';
import type { SessionStore } from './session-store.ts';
import { type AttemptThrottle, refuseTooMany } from './sign-in.ts';

export interface OwnAccountOptions {
  readonly reader: StateReader;
  readonly commits: TenancyCommits;
  readonly sql: TenancySql;
  readonly sessions: SessionStore;
  readonly hasher: PasswordHasher;
  readonly throttle: AttemptThrottle;
  readonly revocations: Revocations;
  readonly clock: Clock;
}

export interface PasswordChange {
  readonly current: string;
  readonly next: string;
  /** The client's IP address. */
  readonly address: string;
}

/** What signed-in users do with their own account, through their session. */
export class OwnAccount {
  readonly #options: OwnAccountOptions;

  constructor(options: OwnAccountOptions) {
    this.#options = options;
  }

  /** Ends the session, at once. */
  async signOut(session: SessionAuthentication): Promise<void> {
    await this.#options.sessions.end(session.sessionId);
    this.#options.revocations.announce({ kind: 'session', session: session.sessionId });
  }

  /**
   * Ends all other sessions. Guessing the present password is throttled like a sign-in.
   * @throws AppError `invalid`, `unauthenticated` (current is wrong), `conflict` (declared),
   * `limited`, `precondition_failed`.
   * @returns the session as it is now.
   */
  async changePassword(
    session: SessionAuthentication,
    change: PasswordChange,
  ): Promise<SessionAuthentication> {
    const { throttle, hasher, sql, revocations } = this.#options;
    const before = await this.#user(session);
    refusePasswordDeclared(before);
    refuseFindings('The password cannot be changed', checkNext(change));
    const attempt = { user: before.name, address: change.address };
    refuseTooMany(throttle.begin(attempt));
    const { isRight } = await hasher.verify(change.current, before.passwordHash ?? undefined);
    if (!isRight) throw new AppError('unauthenticated', 'The present password is wrong.');
    throttle.succeeded(attempt);
    const passwordHash = await hasher.hash(change.next);
    const after = { ...before, passwordHash, mustChangePassword: false };
    await this.#replace('account.change_password', after, [
      sql.users.endSessions(before.id, session.sessionId),
    ]);
    revocations.announce({ kind: 'sessions', user: before.id, except: session.sessionId });
    return { ...session, mustChangePassword: false };
  }

  /**
   * The language is everybody's own, also of declared users.
   * @throws AppError `precondition_failed`.
   * @returns the session as it is now.
   */
  async setLanguage(
    session: SessionAuthentication,
    language: Language,
  ): Promise<SessionAuthentication> {
    const before = await this.#user(session);
    if (before.language !== language) {
      await this.#replace('account.set_language', { ...before, language }, []);
    }
    return { ...session, user: { ...session.user, language } };
  }

  async #user(session: SessionAuthentication): Promise<StoredUser> {
    const { reader, sql } = this.#options;
    const row = await reader.first(sql.users.one(session.user.id));
    if (!row) throw notFound(`User ${session.user.name}`);
    return storedUserOf(row);
  }

  /** `changed` still carries the revision that was read. */
  async #replace(name: string, changed: StoredUser, further: readonly Statement[]): Promise<void> {
    const { commits, sql, clock } = this.#options;
    const user = { ...changed, ...changedAt(changed, clock.nowMs()) };
    const batch = sql.version.batch(name, [sql.users.replace(user), ...further]);
    const outcome = await commits.commit(batch, 'people');
    if (outcome.kind !== 'committed') throw lostRace(`User ${changed.name}`);
  }
}

function checkNext({ current, next }: PasswordChange) {
  const found = checkPassword(next, '/next');
  if (found.length > 0 || next !== current) return found;
  return [{ path: '/next', message: 'expected another password than the present one' }];
}
