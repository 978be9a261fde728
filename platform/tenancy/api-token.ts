import { PERMISSIONS, type Permission } from './roles.ts';
import type { NodePath } from './scope-name.ts';
import type { Stored } from './stored.ts';

/**
 * What a token is for.
 * - `scope`: acts on `node` and below (null: everywhere) with the permissions.
 * - `cluster-intake`: posts alerts for a whole cluster; owned by `_platform`.
 * - `environment-intake`: posts alerts for exactly one environment.
 */
export type TokenPurpose =
  | {
      readonly kind: 'scope';
      readonly node: NodePath | null;
      readonly permissions: readonly Permission[];
    }
  | { readonly kind: 'cluster-intake'; readonly cluster: string }
  | { readonly kind: 'environment-intake'; readonly node: NodePath };

export type TokenKind = TokenPurpose['kind'];

/** A token without its secret, of which only the SHA-256 is stored. */
export interface ApiToken extends Stored {
  /** ULID. */
  readonly id: string;
  /** Tenant, or `_platform`. */
  readonly owner: string;
  readonly name: string;
  readonly purpose: TokenPurpose;
  /** First instant at which it is no longer accepted; null: never. */
  readonly expiresAtMs: number | null;
  readonly revokedAtMs: number | null;
  /** Name of the maker, or `configuration`. */
  readonly createdBy: string;
}

const KNOWN: ReadonlySet<string> = new Set(PERMISSIONS);

export function isPermission(text: string): text is Permission {
  return KNOWN.has(text);
}
