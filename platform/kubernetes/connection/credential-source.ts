import type { Clock } from '../../clock/clock.ts';
import type { Credentials } from './credentials.ts';

/** Credentials that are read again from time to time, since tokens and certificates rotate. */
export interface CredentialSource {
  /** @throws what reading throws */
  current(): Credentials;
  /** The cluster did not know them: they are read again for the next request. */
  expire(): void;
}

/** Kubelets rotate a token at 80 % of its life, which is an hour by default. */
const READ_EVERY_MS = 60_000;

export function createCredentialSource(read: () => Credentials, clock: Clock): CredentialSource {
  let known: { readonly credentials: Credentials; readonly atMs: number } | undefined;
  return {
    current: () => {
      const nowMs = clock.monotonicMs();
      if (known === undefined || nowMs - known.atMs >= READ_EVERY_MS) {
        known = { credentials: read(), atMs: nowMs };
      }
      return known.credentials;
    },
    expire: () => {
      known = undefined;
    },
  };
}
