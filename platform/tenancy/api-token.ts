import { PERMISSIONS, type Permission } from './roles.ts';
import type { NodePath } from './scope-name.ts';
import type { Stored } from './stored.ts';

/**
 * What a token is for.
 * - `scope`: acts on `node` and below (null: everywhere) with the permissions.
 * - `grafana-data-source`: the same as a ceiling: acts only for a named viewer, with what both hold.
 *   `isBackground`: also for nobody, as Grafana's own alerting does, with what the token holds.
 * - `cluster-intake`: posts alerts for a whole cluster; owned by `_platform`.
 * - `environment-intake`: posts alerts for exactly one environment.
 */
export type TokenPurpose =
  | {
      readonly kind: 'scope';
      readonly node: NodePath | null;
      readonly permissions: readonly Permission[];
    }
  | {
      readonly kind: 'grafana-data-source';
      readonly node: NodePath | null;
      readonly permissions: readonly Permission[];
      readonly isBackground: boolean;
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
