import { createLocalJWKSet, type JSONWebKeySet, errors as joseErrors, jwtVerify } from 'jose';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { SignedViewer, ViewerSignatures } from '../../../platform/identity/viewer-store.ts';
import { BoundedMap } from '../../../platform/model/bounded-map.ts';
import type { Outbound } from '../../../platform/outbound/outbound.ts';
import { hashSecretToken } from '../../../platform/security/secret-token.ts';

export interface IdSignaturesOptions {
  /** Of Grafana, with its sub-path. */
  readonly url: string;
  readonly outbound: Pick<Outbound, 'send'>;
  readonly clock: Pick<Clock, 'nowMs' | 'monotonicMs'>;
}

/** Where Grafana publishes the keys of `X-Grafana-Id`. */
export const SIGNING_KEYS_PATH = '/api/signing-keys/keys';

const KEYS_FOR_MS = 300_000;
/** An unknown key is looked for no oftener: anybody may name one. */
const RETRY_MS = 5_000;
const MAX_KEPT = 10_000;
const MAX_CHARS = 8_192;

const Keys = Type.Object({
  keys: Type.Array(Type.Object({ kty: Type.String() }), { maxItems: 50 }),
});

interface Claims {
  readonly sub?: unknown;
  readonly type?: unknown;
  readonly username?: unknown;
  readonly exp?: number;
}

/** Checks `X-Grafana-Id` against the keys that Grafana publishes. */
export class IdSignatures implements ViewerSignatures {
  readonly #options: IdSignaturesOptions;
  readonly #verified = new BoundedMap<string, SignedViewer>(MAX_KEPT);
  #keys: JSONWebKeySet | null = null;
  #askedAtMs = Number.NEGATIVE_INFINITY;
  #asking: Promise<void> | null = null;

  constructor(options: IdSignaturesOptions) {
    this.#options = options;
  }

  /** Rejects with AppError `unavailable` when the keys cannot be had. */
  async verify(token: string): Promise<SignedViewer | null> {
    if (token.length > MAX_CHARS) return null;
    const hash = hashSecretToken(token);
    const known = this.#verified.get(hash);
    if (known && this.#options.clock.nowMs() < known.expiresAtMs) return known;
    if (this.#age() > KEYS_FOR_MS) await this.#fetch();
    const first = await this.#check(token);
    if (first !== 'unknown key') return this.#keep(hash, first);
    if (this.#age() < RETRY_MS) return null;
    await this.#fetch();
    const second = await this.#check(token);
    return second === 'unknown key' ? null : this.#keep(hash, second);
  }

  #age(): number {
    return this.#options.clock.monotonicMs() - this.#askedAtMs;
  }

  #keep(hash: string, viewer: SignedViewer | null): SignedViewer | null {
    if (viewer) this.#verified.set(hash, viewer);
    return viewer;
  }

  async #check(token: string): Promise<SignedViewer | null | 'unknown key'> {
    if (!this.#keys) throw noKeys();
    try {
      const { payload } = await jwtVerify(token, createLocalJWKSet(this.#keys), {
        algorithms: ['ES256', 'RS256', 'EdDSA'],
        requiredClaims: ['exp', 'sub'],
        currentDate: new Date(this.#options.clock.nowMs()),
      });
      return viewerOf(payload);
    } catch (thrown) {
      if (thrown instanceof joseErrors.JWKSNoMatchingKey) return 'unknown key';
      if (thrown instanceof joseErrors.JOSEError) return null;
      throw thrown;
    }
  }

  /** Asked once for all who wait. */
  #fetch(): Promise<void> {
    this.#asking ??= this.#read().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  async #read(): Promise<void> {
    const { url, outbound, clock } = this.#options;
    const answer = await outbound.send({
      method: 'GET',
      url: `${url.replace(/\/+$/, '')}${SIGNING_KEYS_PATH}`,
      headers: { accept: 'application/json' },
    });
    const keys = answer.kind === 'answered' && answer.status === 200 ? keysIn(answer.body) : null;
    if (keys === null && this.#keys === null) throw noKeys();
    this.#askedAtMs = clock.monotonicMs();
    // What is known stays good while Grafana is away.
    this.#keys = keys ?? this.#keys;
  }
}

function keysIn(body: Buffer): JSONWebKeySet | null {
  try {
    const read: unknown = JSON.parse(body.toString('utf8'));
    return Value.Check(Keys, read) ? (read as JSONWebKeySet) : null;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return null;
    throw thrown;
  }
}

/** Only people: service accounts and Grafana's own alerting sign as others. */
function viewerOf({ sub, type, username, exp }: Claims): SignedViewer | null {
  const isPerson = type === undefined ? String(sub).startsWith('user:') : type === 'user';
  if (!isPerson || typeof username !== 'string' || username === '') return null;
  return { name: username, expiresAtMs: (exp ?? 0) * 1_000 };
}

function noKeys(): AppError {
  return new AppError('unavailable', 'The keys by which Grafana signs cannot be read; ask again.', {
    retryAfterSeconds: 5,
  });
}
