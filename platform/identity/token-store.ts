import type { Clock } from '../clock/clock.ts';
import { assertNever } from '../model/assert-never.ts';
import { BoundedMap } from '../model/bounded-map.ts';
import type { StateReader } from '../state/state.ts';
import type { ApiToken } from '../tenancy/api-token.ts';
import { apiTokenOf } from '../tenancy/api-token-sql.ts';
import type { Directory } from '../tenancy/directory.ts';
import type { TenancySql } from '../tenancy/tenancy-context.ts';
import {
  type Authentication,
  type CeilingAuthentication,
  type IntakeAuthentication,
  type TokenAuthentication,
  unauthenticated,
} from './authentication.ts';

export interface TokenStoreOptions {
  readonly reader: StateReader;
  readonly sql: TenancySql;
  readonly clock: Clock;
  /** The present directory. @throws AppError `unavailable`. */
  readonly directory: () => Directory;
}

const MAX_LIVE = 20_000;

type LiveToken = TokenAuthentication | IntakeAuthentication | CeilingAuthentication;

/** As `Authentication`; the token of a data source has yet to be narrowed to who looks. */
export type FoundToken = Authentication | CeilingAuthentication;

/** API tokens, looked up by the SHA-256 of their secret; the busy ones are kept in memory. */
export class TokenStore {
  readonly #options: TokenStoreOptions;
  readonly #live = new BoundedMap<string, LiveToken>(MAX_LIVE);
  #epoch = 0;

  constructor(options: TokenStoreOptions) {
    this.#options = options;
  }

  /** Tokens or the directory changed: everything is looked up again. */
  forgetAll(): void {
    this.#epoch++;
    this.#live.clear();
  }

  /**
   * Answers at once for a token in memory. Rejects with AppError `unavailable`.
   * @param hash of the secret
   */
  find(hash: string): FoundToken | Promise<FoundToken> {
    const live = this.#live.get(hash);
    return live ? this.#unexpired(live) : this.#lookUp(hash);
  }

  async #lookUp(hash: string): Promise<FoundToken> {
    const epoch = this.#epoch;
    const { reader, sql, directory } = this.#options;
    const row = await reader.first(sql.tokens.withHash(hash));
    const token = row && apiTokenOf(row);
    if (!token) return unauthenticated('unknown');
    if (token.revokedAtMs !== null) return unauthenticated('revoked');
    const authentication = authenticationOf(token, directory());
    if (!authentication) return unauthenticated('stale');
    return this.#unexpired(
      epoch === this.#epoch ? this.#keep(hash, authentication) : authentication,
    );
  }

  /** The one that is kept already when two looked at once, so that a caller stays the same object. */
  #keep(hash: string, fresh: LiveToken): LiveToken {
    const known = this.#live.get(hash) ?? fresh;
    this.#live.set(hash, known);
    return known;
  }

  #unexpired(found: LiveToken): FoundToken {
    const { expiresAtMs } = found;
    const isOver = expiresAtMs !== null && this.#options.clock.nowMs() >= expiresAtMs;
    return isOver ? unauthenticated('expired') : found;
  }
}

function authenticationOf(token: ApiToken, directory: Directory): LiveToken | undefined {
  const { id, name, purpose, expiresAtMs } = token;
  switch (purpose.kind) {
    case 'scope': {
      const { node } = purpose;
      if (node !== null && !directory.has(node)) return undefined;
      const permissions = new Set(purpose.permissions);
      return {
        kind: 'token',
        principal: { kind: 'token', id, name, node, permissions },
        expiresAtMs,
      };
    }
    case 'grafana-data-source': {
      const { node, isBackground } = purpose;
      if (node !== null && !directory.has(node)) return undefined;
      const ceiling = { id, name, node, permissions: new Set(purpose.permissions) };
      return { kind: 'ceiling', ceiling, isBackground, expiresAtMs };
    }
    case 'cluster-intake': {
      const { cluster } = purpose;
      if (!directory.clusters.includes(cluster)) return undefined;
      return {
        kind: 'intake-token',
        tokenId: id,
        intake: { kind: 'cluster', cluster },
        expiresAtMs,
      };
    }
    case 'environment-intake': {
      const environment = directory.environmentAt(purpose.node);
      if (!environment) return undefined;
      const intake = { kind: 'environment', environment } as const;
      return { kind: 'intake-token', tokenId: id, intake, expiresAtMs };
    }
    default:
      return assertNever(purpose);
  }
}
