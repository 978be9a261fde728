import { assertNever } from '../model/assert-never.ts';
import { type Authentication, unauthenticated } from './authentication.ts';
import { CredentialReader, type Credentials, type ViewerClaim } from './credentials.ts';
import type { SessionStore } from './session-store.ts';
import type { FoundToken, TokenStore } from './token-store.ts';
import type { ViewerStore } from './viewer-store.ts';

export interface AuthenticatorOptions {
  readonly sessions: SessionStore;
  readonly tokens: TokenStore;
  readonly viewers: ViewerStore;
  /** Grows with every change of people, tokens or directory (`DirectoryStore.generation`). */
  readonly generation: () => number;
}

/** Credentials as they are kept: nobody can sign in with them. */
export interface KnownCredential {
  readonly kind: 'session' | 'token';
  readonly hash: string;
}

/** Recognises who asks. The only maker of `Principal` values. */
export class Authenticator {
  readonly #options: AuthenticatorOptions;
  readonly #reader = new CredentialReader();
  #generation: number;

  constructor(options: AuthenticatorOptions) {
    this.#options = options;
    this.#generation = options.generation();
  }

  /**
   * Answers without waiting when the token or session is in memory (a SHA-256 and a map look-up).
   * The answer holds for this request only: ask again for the next one.
   * Rejects with AppError `unavailable` when the database fails.
   */
  authenticate(credentials: Credentials): Authentication | Promise<Authentication> {
    this.#forgetOutdated();
    const read = this.#reader.read(credentials);
    switch (read.kind) {
      case 'none':
        return unauthenticated('missing');
      case 'malformed':
        return unauthenticated('malformed');
      case 'session':
        return this.#options.sessions.find(read.hash);
      case 'token':
        return this.#narrow(this.#options.tokens.find(read.hash), credentials.viewer ?? {});
      default:
        return assertNever(read);
    }
  }

  /** What names the credentials without opening anything; null: there are none that could be known. */
  credentialOf(credentials: Credentials): KnownCredential | null {
    const read = this.#reader.read(credentials);
    return read.kind === 'session' || read.kind === 'token' ? read : null;
  }

  /** As `authenticate`, for credentials that were read before: whether they are good still. */
  authenticateAs({ kind, hash }: KnownCredential): Authentication | Promise<Authentication> {
    this.#forgetOutdated();
    const { sessions, tokens } = this.#options;
    return kind === 'session' ? sessions.find(hash) : this.#narrow(tokens.find(hash), null);
  }

  /** @param claim null: nobody can be named on this way */
  #narrow(
    found: FoundToken | Promise<FoundToken>,
    claim: ViewerClaim | null,
  ): Authentication | Promise<Authentication> {
    if (found instanceof Promise) return found.then((one) => this.#narrow(one, claim));
    return found.kind === 'ceiling' ? this.#options.viewers.narrow(found, claim) : found;
  }

  #forgetOutdated(): void {
    const generation = this.#options.generation();
    if (generation === this.#generation) return;
    this.#generation = generation;
    this.#options.sessions.forgetAll();
    this.#options.tokens.forgetAll();
    this.#options.viewers.forgetAll();
  }
}
