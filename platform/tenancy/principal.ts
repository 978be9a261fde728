import type { Permission, Role } from './roles.ts';
import type { NodePath } from './scope-name.ts';

/** A role on a node; `node: null` is the root, where system roles are bound. */
export interface Binding {
  readonly role: Role;
  readonly node: NodePath | null;
}

/**
 * Who asks. Made only by the authenticator.
 *
 * - `user`: a session; holds what its role bindings give.
 * - `token`: an API token; holds `permissions` on `node` and below (`null`: `_platform` and all
 *   tenants), whatever its maker may do now or later, so that it survives people.
 * - `viewer`: the token of a Grafana data source on behalf of a user; holds what both hold.
 */
export type Principal =
  | {
      readonly kind: 'user';
      readonly id: string;
      readonly name: string;
      readonly bindings: readonly Binding[];
    }
  | {
      readonly kind: 'token';
      readonly id: string;
      readonly name: string;
      readonly node: NodePath | null;
      readonly permissions: ReadonlySet<Permission>;
    }
  | {
      readonly kind: 'viewer';
      /** Of the token, as are name, node and permissions: the ceiling. */
      readonly id: string;
      readonly name: string;
      readonly node: NodePath | null;
      readonly permissions: ReadonlySet<Permission>;
      /** Who looks; null: nobody, for a token of background use, which holds what the token holds. */
      readonly user: { readonly id: string; readonly name: string } | null;
      /** Of the user. */
      readonly bindings: readonly Binding[];
    };
