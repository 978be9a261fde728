import type { Clock } from '../clock/clock.ts';
import { AppError } from '../errors/app-error.ts';
import type { PasswordHasher } from '../security/password.ts';
import { hashSecretToken } from '../security/secret-token.ts';
import type { SignInAttempt, SignInDecision } from '../security/sign-in-throttle.ts';
import type { BatchOutcome, State, Statement } from '../state/state.ts';
import type { Revocations } from '../tenancy/revocations.ts';
import { changedAt } from '../tenancy/stored.ts';
import type { TenancyCommits, TenancySql } from '../tenancy/tenancy-context.ts';
import type { StoredUser } from '../tenancy/user.ts';
import { storedUserOf } from '../tenancy/user-sql.ts';
import type { SessionAuthentication } from './authentication.ts';
import type { SessionStore } from './session-store.ts';

/** Port filled by `SignInThrottle`. */
export interface AttemptThrottle {
  begin(attempt: SignInAttempt): SignInDecision;
  succeeded(attempt: SignInAttempt): void;
}

export interface SignInOptions {
  readonly state: State;
  readonly commits: TenancyCommits;
  readonly sql: TenancySql;
  readonly sessions: SessionStore;
  readonly hasher: PasswordHasher;
  readonly throttle: AttemptThrottle;
  readonly revocations: Revocations;
  readonly clock: Clock;
}

export interface SignInInput {
  readonly name: string;
  readonly password: string;
  /** The client's IP address. */
  readonly address: string;
}

/** A new session: the secret goes into the cookie and is not stored. */
export interface SignedIn {
  readonly secret: string;
  readonly session: SessionAuthentication;
}

/** Name and password against a session. */
export class SignIn {
  readonly #options: SignInOptions;

  constructor(options: SignInOptions) {
    this.#options = options;
  }

  /**
   * Begins a session. Takes the same work for unknown and disabled
   * users and for wrong passwords, and answers all of them alike.
   * @throws AppError `unauthenticated`, `limited` (with Retry-After), `unavailable`.
   */
  async signIn(input: SignInInput): Promise<SignedIn> {
    const { throttle, state, sql, hasher } = this.#options;
    const attempt = { user: input.name, address: input.address };
    refuseTooMany(throttle.begin(attempt));
    const row = await state.first(sql.users.named(input.name));
    const user = row && storedUserOf(row);
    const stored = user && !user.disabled ? (user.passwordHash ?? undefined) : undefined;
    const { isRight, needsRehash } = await hasher.verify(input.password, stored);
    if (!isRight || !user || stored === undefined) throw wrongCredentials();
    const fresh = needsRehash && !user.passwordDeclared ? await hasher.hash(input.password) : null;
    const secret = await this.#begin(user, stored, fresh);
    throttle.succeeded(attempt);
    const session = await this.#options.sessions.find(hashSecretToken(secret));
    if (session.kind !== 'session') throw wrongCredentials();
    return { secret, session };
  }

  async #begin(user: StoredUser, stored: string, fresh: string | null): Promise<string> {
    const { sessions } = this.#options;
    const { secret, statements } = sessions.begin(user, fresh ?? stored);
    const outcome = await this.#commit(user, fresh, statements);
    if (outcome.kind !== 'committed') throw wrongCredentials();
    for (const { rows } of outcome.results) {
      for (const row of rows) if (row.id_hash) this.#ended(String(row.id_hash));
    }
    return secret;
  }

  /** A new hash changes the user, so that what is known of the user is looked up again. */
  #commit(
    user: StoredUser,
    fresh: string | null,
    statements: readonly Statement[],
  ): Promise<BatchOutcome> {
    const { state, commits, sql, clock } = this.#options;
    if (fresh === null) return state.commit({ name: 'session.begin', statements });
    const rehashed = { ...user, passwordHash: fresh, ...changedAt(user, clock.nowMs()) };
    const all = [sql.users.replace(rehashed), ...statements];
    return commits.commit(sql.version.batch('session.begin_rehashed', all), 'people');
  }

  #ended(session: string): void {
    this.#options.sessions.forget(session);
    this.#options.revocations.announce({ kind: 'session', session });
  }
}

/** @throws AppError `limited`. */
export function refuseTooMany(decision: SignInDecision): void {
  if (decision.kind === 'try') return;
  const seconds = Math.max(1, Math.ceil(decision.retryAfterMs / 1_000));
  throw new AppError('limited', `Too many attempts. Try again in ${seconds} s.`, {
    retryAfterSeconds: seconds,
  });
}

function wrongCredentials(): AppError {
  return new AppError('unauthenticated', 'Name or password is wrong.');
}
