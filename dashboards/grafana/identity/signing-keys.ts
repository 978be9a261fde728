import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  type JWTPayload,
  SignJWT,
} from 'jose';
import type { Kysely } from 'kysely';
import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { SecretBox } from '../../../platform/secrets/secret-box.ts';
import { builderFor, statement } from '../../../platform/state/builder.ts';
import type { State } from '../../../platform/state/state.ts';

interface KeyRow {
  kid: string;
  created_at_ms: number;
  public_key: string;
  private_key: string;
}

interface Key {
  readonly kid: string;
  readonly createdAtMs: number;
  readonly published: JWK;
  readonly signing: Awaited<ReturnType<typeof importJWK>>;
}

export interface SigningKeysOptions {
  readonly state: State;
  readonly secrets: Pick<SecretBox, 'seal' | 'open'>;
  readonly clock: Pick<Clock, 'nowMs'>;
  /** How long one key signs; more than `PUBLISHED_AHEAD_MS`. */
  readonly lifetimeMs: number;
}

/** What signs and what verifies. */
const ALGORITHM = 'ES256';
/** A key is published so long before it signs, and after: Grafana keeps what it read for an hour. */
export const PUBLISHED_AHEAD_MS = 2 * 3_600_000;

/**
 * The keys by which we sign towards Grafana, in the state. There are one or two at a time: the next one
 * is published well before it signs, the former one stays until nothing signed with it is good.
 */
export class SigningKeys {
  readonly #options: SigningKeysOptions;
  readonly #db: Kysely<{ grafana_signing_keys: KeyRow }>;
  #keys: readonly Key[] | null = null;
  #turning: Promise<readonly Key[]> | null = null;

  constructor(options: SigningKeysOptions) {
    this.#options = options;
    this.#db = builderFor(options.state.dialect);
  }

  /** The public parts, as `jwk_set_url` is answered. Rejects with AppError `unavailable`. */
  async published(): Promise<{ readonly keys: readonly JWK[] }> {
    return { keys: (await this.#current()).map(({ published }) => published) };
  }

  /** Signs claims with the key whose turn it is. Rejects with AppError `unavailable`. */
  async sign(claims: JWTPayload): Promise<string> {
    const keys = await this.#current();
    const nowMs = this.#options.clock.nowMs();
    const known = keys.filter(({ createdAtMs }) => nowMs - createdAtMs >= PUBLISHED_AHEAD_MS);
    const key = known.at(-1) ?? keys[0];
    if (!key) throw new AppError('internal', 'There is no key to sign with.');
    return new SignJWT(claims)
      .setProtectedHeader({ alg: ALGORITHM, kid: key.kid, typ: 'JWT' })
      .sign(key.signing);
  }

  async #current(): Promise<readonly Key[]> {
    const keys = this.#keys;
    if (keys && !this.#isDue(keys)) return keys;
    this.#turning ??= this.#turn().finally(() => {
      this.#turning = null;
    });
    return await this.#turning;
  }

  /** A new one is wanted, or an old one is over. */
  #isDue(keys: readonly Key[]): boolean {
    return this.#wantsNext(keys) || this.#over(keys).length > 0;
  }

  #wantsNext(keys: readonly Pick<Key, 'createdAtMs'>[]): boolean {
    const newest = keys.at(-1);
    const { clock, lifetimeMs } = this.#options;
    return !newest || clock.nowMs() - newest.createdAtMs >= lifetimeMs - PUBLISHED_AHEAD_MS;
  }

  /** Those whose successor has signed for long enough that nothing of theirs is good. */
  #over(keys: readonly Key[]): readonly Key[] {
    const nowMs = this.#options.clock.nowMs();
    return keys.filter((_, index) => {
      const next = keys[index + 1];
      return next !== undefined && nowMs - next.createdAtMs >= 2 * PUBLISHED_AHEAD_MS;
    });
  }

  async #turn(): Promise<readonly Key[]> {
    const stored = await this.#read();
    if (this.#wantsNext(stored)) await this.#add();
    const over = this.#over(stored).map(({ kid }) => kid);
    if (over.length > 0) {
      const gone = this.#db.deleteFrom('grafana_signing_keys').where('kid', 'in', over).compile();
      const statements = [statement('grafana_key.delete', gone)];
      await this.#options.state.commit({ name: 'grafana_key.end', statements });
    }
    this.#keys = await this.#read();
    return this.#keys;
  }

  async #add(): Promise<void> {
    const { state, secrets, clock } = this.#options;
    const pair = await generateKeyPair(ALGORITHM, { extractable: true });
    const published = await exportJWK(pair.publicKey);
    const kid = await calculateJwkThumbprint(published);
    const sealed = secrets.seal(JSON.stringify(await exportJWK(pair.privateKey)), contextOf(kid));
    const row: KeyRow = {
      kid,
      created_at_ms: clock.nowMs(),
      public_key: JSON.stringify({ ...published, kid, alg: ALGORITHM, use: 'sig' }),
      private_key: sealed,
    };
    const insert = this.#db.insertInto('grafana_signing_keys').values(row).compile();
    const statements = [statement('grafana_key.insert', insert, 'one')];
    await state.commit({ name: 'grafana_key.add', statements });
  }

  async #read(): Promise<readonly Key[]> {
    const { state, secrets } = this.#options;
    const rows = await state.all(
      this.#db
        .selectFrom('grafana_signing_keys')
        .selectAll()
        .orderBy('created_at_ms')
        .orderBy('kid')
        .compile(),
    );
    return await Promise.all(
      rows.map(async ({ kid, created_at_ms, public_key, private_key }) => ({
        kid,
        createdAtMs: Number(created_at_ms),
        published: jwkOf(public_key),
        signing: await importJWK(jwkOf(secrets.open(private_key, contextOf(kid))), ALGORITHM),
      })),
    );
  }
}

const contextOf = (kid: string): string => `grafana/signing-key/${kid}`;

/** A key that we wrote ourselves. */
function jwkOf(text: string): JWK {
  const read: unknown = JSON.parse(text);
  if (typeof read === 'object' && read !== null && 'kty' in read) return read as JWK;
  throw new AppError('internal', 'A stored key of Grafana is none.');
}
