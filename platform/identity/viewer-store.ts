import { BoundedMap } from '../model/bounded-map.ts';
import { ULID_PATTERN } from '../model/ulid-pattern.ts';
import type { StateReader } from '../state/state.ts';
import type { Binding, Principal } from '../tenancy/principal.ts';
import { roleBindingOf } from '../tenancy/role-binding-sql.ts';
import type { TenancySql } from '../tenancy/tenancy-context.ts';
import { userNameKey } from '../tenancy/user.ts';
import { storedUserOf } from '../tenancy/user-sql.ts';
import {
  type CeilingAuthentication,
  noViewer,
  type TokenAuthentication,
  type ViewerRefusal,
} from './authentication.ts';
import type { ViewerClaim } from './credentials.ts';

/** A viewer whom Grafana has signed for. */
export interface SignedViewer {
  /** Id of a user of ours, or the name without regard to case. */
  readonly name: string;
  /** First instant at which the signature is worth nothing. */
  readonly expiresAtMs: number;
}

/** Reads `X-Grafana-Id`. Null: not signed by the Grafana that we know, expired, or of no person. */
export interface ViewerSignatures {
  verify(token: string): Promise<SignedViewer | null>;
}

export interface ViewerStoreOptions {
  readonly reader: StateReader;
  readonly sql: TenancySql;
  /** Null: no Grafana is known, so that nothing it signs can be checked. */
  readonly signatures: ViewerSignatures | null;
  /** A name that nobody signed for is none. */
  readonly onlySigned: boolean;
}

interface KnownUser {
  readonly user: { readonly id: string; readonly name: string };
  readonly bindings: readonly Binding[];
}

const MAX_KEPT = 20_000;
/** In any case: Grafana writes logins in lower case. */
const ULID = new RegExp(ULID_PATTERN, 'i');

/** Narrows the token of a data source to the user who looks; the busy ones are kept in memory. */
export class ViewerStore {
  readonly #options: ViewerStoreOptions;
  readonly #users = new BoundedMap<string, KnownUser>(MAX_KEPT);
  readonly #principals = new BoundedMap<string, Extract<Principal, { kind: 'viewer' }>>(MAX_KEPT);
  #epoch = 0;

  constructor(options: ViewerStoreOptions) {
    this.#options = options;
  }

  /** Users, tokens or role bindings changed: everything is looked up again. */
  forgetAll(): void {
    this.#epoch++;
    this.#users.clear();
    this.#principals.clear();
  }

  /**
   * What the token may do for who looks. Rejects with AppError `unavailable`.
   * @param claim null: it came by a way on which nobody can be named; then there is no background either
   */
  async narrow(
    found: CeilingAuthentication,
    claim: ViewerClaim | null,
  ): Promise<TokenAuthentication | ViewerRefusal> {
    if (claim === null) return noViewer('missing');
    const named = await this.#nameOf(claim);
    if (named.kind === 'no-viewer')
      return found.isBackground && isNobody(claim) ? this.#background(found) : named;
    const known = await this.#user(named.name);
    if (!known) return noViewer('unknown');
    const principal = this.#principal(found, known);
    return { kind: 'token', principal, expiresAtMs: earlier(found.expiresAtMs, named.expiresAtMs) };
  }

  async #nameOf({ user, signed }: ViewerClaim): Promise<NamedViewer | ViewerRefusal> {
    const { signatures, onlySigned } = this.#options;
    if (signed === undefined) {
      if (user === undefined || user === '' || onlySigned) return noViewer('missing');
      return { kind: 'named', name: user, expiresAtMs: null };
    }
    const viewer = await signatures?.verify(signed);
    if (!viewer) return noViewer('forged');
    const isOther = user !== undefined && userNameKey(user) !== userNameKey(viewer.name);
    return isOther ? noViewer('forged') : { kind: 'named', ...viewer };
  }

  async #user(name: string): Promise<KnownUser | null> {
    const key = userNameKey(name);
    const kept = this.#users.get(key);
    if (kept) return kept;
    const epoch = this.#epoch;
    const { reader, sql } = this.#options;
    // What we sign in at Grafana ourselves is called by its id there, which nobody else can have.
    // So what looks like an id is never looked for among names, which people choose.
    const row = await reader.first(
      ULID.test(name) ? sql.users.one(name.toUpperCase()) : sql.users.named(name),
    );
    const user = row && storedUserOf(row);
    if (!user || user.disabled || user.mustChangePassword) return null;
    const rows = await reader.all(sql.bindings.ofUser(user.id));
    const bindings = rows
      .map(roleBindingOf)
      .filter((binding) => binding !== undefined)
      .map(({ role, node }) => ({ role, node }));
    const known = { user: { id: user.id, name: user.name }, bindings };
    if (epoch === this.#epoch) this.#users.set(key, known);
    return known;
  }

  /** The same object for the same two, since what was granted hangs on it. */
  #principal(
    { ceiling }: CeilingAuthentication,
    known: KnownUser,
  ): Extract<Principal, { kind: 'viewer' }> {
    const key = `${ceiling.id} ${known.user.id}`;
    const kept = this.#principals.get(key);
    if (kept?.bindings === known.bindings) return kept;
    const made = { kind: 'viewer', ...ceiling, ...known } as const;
    this.#principals.set(key, made);
    return made;
  }

  #background({ ceiling, expiresAtMs }: CeilingAuthentication): TokenAuthentication {
    const kept = this.#principals.get(ceiling.id);
    const principal = kept ?? ({ kind: 'viewer', ...ceiling, user: null, bindings: [] } as const);
    this.#principals.set(ceiling.id, principal);
    return { kind: 'token', principal, expiresAtMs };
  }
}

interface NamedViewer extends Omit<SignedViewer, 'expiresAtMs'> {
  readonly kind: 'named';
  readonly expiresAtMs: number | null;
}

/** Nobody was named at all: somebody who was, and is unknown, never becomes the background. */
function isNobody({ user, signed }: ViewerClaim): boolean {
  return user === undefined && signed === undefined;
}

function earlier(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}
