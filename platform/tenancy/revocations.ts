import type { Logger } from '../observe/logger.ts';

/**
 * A right that has ended (or may have), after the commit that ended it. Whoever keeps something
 * running for a caller (a stream, a socket, a query) closes it or asks `authorize` again.
 *
 * - `sessions`: all sessions of the user ended, but the one whose id is `except`.
 * - `session`: this one ended.
 * - `rights`: role bindings of the user changed; `Principal` values of before are out of date.
 * - `token`: this token is not accepted any more.
 */
export type Revocation =
  | { readonly kind: 'sessions'; readonly user: string; readonly except: string | null }
  | { readonly kind: 'session'; readonly session: string }
  | { readonly kind: 'rights'; readonly user: string }
  | { readonly kind: 'token'; readonly token: string };

export type RevocationListener = (revocation: Revocation) => void;

/** Tells the parts of this process what was revoked, in the order of the commits. */
export class Revocations {
  readonly #listeners = new Set<RevocationListener>();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** @returns ends the subscription. */
  subscribe(listener: RevocationListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** A listener that throws does not keep the others from hearing of it. */
  announce(...revocations: readonly Revocation[]): void {
    for (const revocation of revocations) {
      for (const listener of this.#listeners) this.#tell(listener, revocation);
    }
  }

  #tell(listener: RevocationListener, revocation: Revocation): void {
    try {
      listener(revocation);
    } catch (err) {
      this.#logger.error({ err, revocation }, 'a listener of revocations threw');
    }
  }
}
