import type { StoredColumns } from './stored.ts';

/** Rows of the tenancy. JSON and booleans (0 and 1) as text and integers, on both databases. */
export interface TenancyTables {
  /** One row (id 1): the number of committed changes; every tenancy batch begins by raising it. */
  tenancy_version: { id: number; version: number };
  tenants: TenantRow;
  projects: ProjectRow;
  environments: EnvironmentRow;
  pair_owners: PairOwnerRow;
  clusters: ClusterRow;
  users: UserRow;
  role_bindings: RoleBindingRow;
  api_tokens: ApiTokenRow;
  sessions: SessionRow;
}

export interface TenantRow extends StoredColumns {
  id: string;
  title: string;
  time_zone: string;
  language: string;
  /** JSON list, most severe first. */
  severities: string;
}

export interface ProjectRow extends StoredColumns {
  tenant: string;
  id: string;
  title: string;
}

export interface EnvironmentRow extends StoredColumns {
  tenant: string;
  project: string;
  id: string;
  title: string;
  cluster: string;
  namespace: string;
  kind: string;
  /** Since when it owns the pair. */
  born_at_ms: number;
}

/** Who owned a pair from when (inclusive) until when (exclusive; null: still). Never deleted. */
export interface PairOwnerRow {
  cluster: string;
  namespace: string;
  owned_from_ms: number;
  owned_until_ms: number | null;
  tenant: string;
  project: string;
  environment: string;
}

export interface ClusterRow extends StoredColumns {
  id: string;
  title: string;
  /** JSON of the settings without secrets. */
  settings: string;
  /** Sealed; null when the backend needs none. */
  metrics_secrets: string | null;
  logs_secrets: string | null;
  /** Sealed; null when the API server needs no token of ours. */
  kubernetes_secrets: string | null;
}

export interface UserRow extends StoredColumns {
  /** ULID. */
  id: string;
  name: string;
  /** The name in lower case: names are unique without regard to case. */
  name_key: string;
  display_name: string;
  email: string | null;
  language: string;
  disabled: number;
  /** Null: nobody can sign in with a password. */
  password_hash: string | null;
  password_declared: number;
  must_change_password: number;
}

export interface RoleBindingRow extends StoredColumns {
  /** ULID. */
  id: string;
  /** Tenant of the node, or `_platform`. */
  owner: string;
  user_id: string;
  role: string;
  /** `_platform` or a node path. */
  node: string;
}

export interface ApiTokenRow extends StoredColumns {
  /** ULID. */
  id: string;
  owner: string;
  name: string;
  /** SHA-256 of the secret, base64url. */
  hash: string;
  kind: string;
  /** `_platform`, a node path, or for `cluster-intake` the cluster. */
  node: string;
  /** JSON list. */
  permissions: string;
  expires_at_ms: number | null;
  revoked_at_ms: number | null;
  created_by: string;
}

export interface SessionRow {
  /** SHA-256 of what the cookie holds, base64url. */
  id_hash: string;
  user_id: string;
  created_at_ms: number;
  last_seen_at_ms: number;
  expires_at_ms: number;
}
