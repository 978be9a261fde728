import type { TokenPurpose } from './api-token.ts';
import type { ClusterSettings } from './cluster.ts';
import type { NewEnvironment } from './environments.ts';
import type { Role } from './roles.ts';
import type { NodePath } from './scope-name.ts';
import type { Language, TenantFields } from './tenant.ts';

/** Where in the configuration a thing stands: a JSON pointer, e.g. `/tenants/0/projects/1`. */
export interface At {
  readonly at: string;
}

export interface DeclaredEnvironment extends NewEnvironment, At {
  readonly tenant: string;
  readonly project: string;
}

export interface DeclaredProject {
  readonly tenant: string;
  readonly id: string;
  readonly title: string;
}

export interface DeclaredTenant extends TenantFields {
  readonly id: string;
}

/** `none`: whatever is stored stays, and the user may change it. */
export type DeclaredPassword =
  | { readonly kind: 'none' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'hash'; readonly hash: string };

export interface DeclaredUser {
  readonly name: string;
  readonly displayName: string;
  readonly email: string | null;
  /** Only for a new user: people choose their own later. */
  readonly language: Language;
  readonly disabled: boolean;
  readonly password: DeclaredPassword;
  readonly roles: readonly { readonly role: Role; readonly node: NodePath | null }[];
}

export interface DeclaredToken {
  readonly owner: string;
  readonly name: string;
  readonly purpose: TokenPurpose;
  readonly expiresAtMs: number | null;
  /** As `hashSecretToken` makes it. */
  readonly hash: string;
}

/** The tenancy part of the configuration, checked, with its secrets. */
export interface DeclaredTenancy {
  readonly tenants: readonly DeclaredTenant[];
  readonly projects: readonly DeclaredProject[];
  readonly environments: readonly DeclaredEnvironment[];
  readonly clusters: readonly ClusterSettings[];
  readonly users: readonly DeclaredUser[];
  readonly tokens: readonly DeclaredToken[];
}
