import type { CompiledQuery } from 'kysely';
import { derivedSecretToken } from '../security/secret-token.ts';
import type { ApiToken, TokenPurpose } from './api-token.ts';
import { apiTokenOf } from './api-token-sql.ts';
import { changedAt, newlyStored } from './stored.ts';
import type { ApiTokenRow } from './tables.ts';
import type { TenancyContext } from './tenancy-context.ts';

/** A token that nobody made by hand, with its secret. */
export interface DerivedToken {
  readonly token: ApiToken;
  readonly hash: string;
  /** Worth something only where `isUsable`. */
  readonly secret: string;
  /** The key is still the one with which it was made. */
  readonly isUsable: boolean;
}

export interface NewDerivedToken {
  readonly owner: string;
  readonly name: string;
  readonly purpose: TokenPurpose;
}

/**
 * Tokens of one maker of ours. Their secrets are stored nowhere; they are derived from the token's id, so
 * that what was delivered can be delivered again at any time.
 */
export class DerivedTokens {
  readonly #context: TenancyContext;
  readonly #key: Uint8Array;
  readonly #maker: string;

  /** @param key of these tokens alone; when it changes, none of them is usable any more */
  constructor(context: TenancyContext, key: Uint8Array, maker: string) {
    this.#context = context;
    this.#key = key;
    this.#maker = maker;
  }

  /** In the order of the rows; those that cannot be read are left out. Rejects as the state does. */
  async found(query: CompiledQuery<ApiTokenRow>): Promise<readonly DerivedToken[]> {
    const rows = await this.#context.reader.all(query);
    return rows.flatMap((row) => {
      const token = apiTokenOf(row);
      if (token === undefined) return [];
      const { token: secret, hash } = derivedSecretToken(this.#key, token.id);
      return [{ token, hash: row.hash, secret, isUsable: hash === row.hash }];
    });
  }

  /** A new one, which `change` stores. */
  make({ owner, name, purpose }: NewDerivedToken): DerivedToken {
    const { clock, newId } = this.#context;
    const id = newId();
    const { token: secret, hash } = derivedSecretToken(this.#key, id);
    const token: ApiToken = {
      ...{ id, owner, name, purpose, expiresAtMs: null, revokedAtMs: null },
      createdBy: this.#maker,
      ...newlyStored(clock.nowMs()),
    };
    return { token, hash, secret, isUsable: true };
  }

  /**
   * Stores the new ones and ends those that are over, in one batch; what is ended is announced.
   * @returns false: somebody revoked one of them meanwhile, or their node is gone; nothing was done
   */
  async change(
    name: `token.${string}`,
    made: readonly DerivedToken[],
    over: readonly DerivedToken[],
  ): Promise<boolean> {
    if (made.length === 0 && over.length === 0) return true;
    const { sql, commits, clock, revocations } = this.#context;
    const nowMs = clock.nowMs();
    const batch = sql.version.batch(name, [
      ...made.map(({ token, hash }) => sql.tokens.insert(token, hash)),
      ...over.map(({ token, hash }) =>
        sql.tokens.replace({ ...token, ...changedAt(token, nowMs), revokedAtMs: nowMs }, hash),
      ),
    ]);
    if ((await commits.commit(batch, 'people')).kind !== 'committed') return false;
    revocations.announce(...over.map(({ token }) => ({ kind: 'token', token: token.id }) as const));
    return true;
  }
}
