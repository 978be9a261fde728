import { createHash } from 'node:crypto';
import type { Dispatcher } from 'undici';
import type { TlsIdentity } from '../../platform/outbound/tls-identity.ts';
import { tlsIdentityOf } from './tls-identity-of.ts';
import type { UpstreamBackend } from './upstream.ts';

/** Where connections go and by what they are verified. */
export type Destination = Pick<UpstreamBackend, 'url' | 'tls'>;

/** Opens the connections to one origin; guarded by the administrator's policy. */
export type OpenPool = (tls: TlsIdentity, origin: string) => Dispatcher;

/**
 * A pool of connections for each destination: origin and TLS settings. Backends that differ only in
 * path, credentials or tenancy share one, since those travel with each request.
 */
export class BackendPools {
  readonly #open: OpenPool;
  readonly #pools = new Map<string, Dispatcher>();
  readonly #closing = new Set<Dispatcher>();
  /** A backend's key is asked for with every request. */
  readonly #keys = new WeakMap<Destination, string>();

  constructor(open: OpenPool) {
    this.#open = open;
  }

  dispatcherFor(backend: Destination): Dispatcher {
    const key = this.#keyOf(backend);
    const known = this.#pools.get(key);
    if (known) return known;
    const pool = this.#open(tlsIdentityOf(backend.tls), new URL(backend.url).origin);
    this.#pools.set(key, pool);
    return pool;
  }

  /** Closes the pools of all other destinations, each when its last request has ended. */
  retain(backends: Iterable<Destination>): void {
    const kept = new Set([...backends].map((backend) => this.#keyOf(backend)));
    for (const [key, pool] of this.#pools) {
      if (kept.has(key)) continue;
      this.#pools.delete(key);
      this.#closing.add(pool);
      pool.close(() => void this.#closing.delete(pool));
    }
  }

  /** Breaks off what is under way. */
  async destroy(): Promise<void> {
    const all = [...this.#pools.values(), ...this.#closing];
    this.#pools.clear();
    await Promise.all(all.map((pool) => pool.destroy()));
  }

  #keyOf(backend: Destination): string {
    const known = this.#keys.get(backend);
    if (known !== undefined) return known;
    const key = keyOf(backend);
    this.#keys.set(backend, key);
    return key;
  }
}

/** A hash, so that the client's key lies in no further place. */
function keyOf({ url, tls }: Destination): string {
  const { ca, clientCert, clientKey, serverName, insecureSkipVerify } = tls;
  const parts = [new URL(url).origin, ca, clientCert, clientKey, serverName, insecureSkipVerify];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
