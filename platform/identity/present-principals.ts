import type { Clock } from '../clock/clock.ts';
import { BoundedMap } from '../model/bounded-map.ts';
import type { StateReader } from '../state/state.ts';
import { apiTokenOf } from '../tenancy/api-token-sql.ts';
import type { Principal } from '../tenancy/principal.ts';
import { roleBindingOf } from '../tenancy/role-binding-sql.ts';
import type { TenancySql } from '../tenancy/tenancy-context.ts';
import { storedUserOf } from '../tenancy/user-sql.ts';

/** Who has ordered something that is done later, while nobody is signed in. */
export interface PrincipalName {
  readonly kind: 'user' | 'token';
  /** ULID. */
  readonly id: string;
  /** Tenant of a token, or `_platform`; of a user, empty. */
  readonly owner: string;
}

export interface PresentPrincipalsOptions {
  readonly reader: StateReader;
  readonly sql: Pick<TenancySql, 'users' | 'bindings' | 'tokens'>;
  /** Grows with every change of people, tokens or directory. */
  readonly generation: () => number;
  readonly clock: Pick<Clock, 'nowMs'>;
}

interface Kept {
  readonly principal: Principal | null;
  readonly expiresAtMs: number | null;
}

const MAX_KEPT = 10_000;

/**
 * What somebody may do now who ordered something before: links that were given away, reports that are
 * sent by the clock. Nothing is kept beyond a change of rights.
 */
export class PresentPrincipals {
  readonly #options: PresentPrincipalsOptions;
  readonly #kept = new BoundedMap<string, Kept>(MAX_KEPT);
  #generation: number;

  constructor(options: PresentPrincipalsOptions) {
    this.#options = options;
    this.#generation = options.generation();
  }

  /**
   * Null for who is gone, disabled or has never set a password; for a token that was revoked, has
   * expired or may not ask. Rejects with AppError `unavailable`.
   */
  async find(name: PrincipalName): Promise<Principal | null> {
    const { generation, clock } = this.#options;
    if (generation() !== this.#generation) {
      this.#generation = generation();
      this.#kept.clear();
    }
    const key = `${name.kind} ${name.owner} ${name.id}`;
    const found = this.#kept.get(key) ?? (await this.#look(name));
    if (generation() === this.#generation) this.#kept.set(key, found);
    const { principal, expiresAtMs } = found;
    return expiresAtMs !== null && clock.nowMs() >= expiresAtMs ? null : principal;
  }

  #look(name: PrincipalName): Promise<Kept> {
    return name.kind === 'user' ? this.#user(name.id) : this.#token(name.owner, name.id);
  }

  async #user(id: string): Promise<Kept> {
    const { reader, sql } = this.#options;
    const row = await reader.first(sql.users.one(id));
    const user = row && storedUserOf(row);
    if (!user || user.disabled || user.mustChangePassword) return NOBODY;
    const rows = await reader.all(sql.bindings.ofUser(id));
    const bindings = rows
      .flatMap((binding) => roleBindingOf(binding) ?? [])
      .map(({ role, node }) => ({ role, node }));
    return { principal: { kind: 'user', id, name: user.name, bindings }, expiresAtMs: null };
  }

  async #token(owner: string, id: string): Promise<Kept> {
    const { reader, sql } = this.#options;
    const row = await reader.first(sql.tokens.one(owner, id));
    const token = row && apiTokenOf(row);
    if (!token || token.revokedAtMs !== null || token.purpose.kind !== 'scope') return NOBODY;
    const { name, purpose, expiresAtMs } = token;
    const permissions = new Set(purpose.permissions);
    const principal = { kind: 'token', id, name, node: purpose.node, permissions } as const;
    return { principal, expiresAtMs };
  }
}

const NOBODY: Kept = { principal: null, expiresAtMs: null };
