import { assertNever } from '../model/assert-never.ts';
import { type Authentication, unauthenticated } from './authentication.ts';
import { CredentialReader, type Credentials } from './credentials.ts';
import type { SessionStore } from './session-store.ts';
import type { TokenStore } from './token-store.ts';

export interface AuthenticatorOptions {
  readonly sessions: SessionStore;
  readonly tokens: TokenStore;
  /** Grows with every change of people, tokens or directory (`DirectoryStore.generation`). */
  readonly generation: () => number;
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
        return this.#options.tokens.find(read.hash);
      default:
        return assertNever(read);
    }
  }

  #forgetOutdated(): void {
    const generation = this.#options.generation();
    if (generation === this.#generation) return;
    this.#generation = generation;
    this.#options.sessions.forgetAll();
    this.#options.tokens.forgetAll();
  }
}
