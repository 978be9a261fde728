import type { Migration } from '../state/migration.ts';

const STORED = `declared INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  created_at_ms BIGINT NOT NULL,
  updated_at_ms BIGINT NOT NULL`;

const TENANTS = `CREATE TABLE tenants (
  id TEXT NOT NULL PRIMARY KEY,
  title TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  language TEXT NOT NULL,
  severities TEXT NOT NULL,
  ${STORED}
)`;

const PROJECTS = `CREATE TABLE projects (
  tenant TEXT NOT NULL REFERENCES tenants (id),
  id TEXT NOT NULL,
  title TEXT NOT NULL,
  ${STORED},
  PRIMARY KEY (tenant, id)
)`;

const CLUSTERS = `CREATE TABLE clusters (
  id TEXT NOT NULL PRIMARY KEY,
  title TEXT NOT NULL,
  settings TEXT NOT NULL,
  metrics_secrets TEXT,
  logs_secrets TEXT,
  ${STORED}
)`;

const ENVIRONMENTS = `CREATE TABLE environments (
  tenant TEXT NOT NULL,
  project TEXT NOT NULL,
  id TEXT NOT NULL,
  title TEXT NOT NULL,
  cluster TEXT NOT NULL REFERENCES clusters (id),
  namespace TEXT NOT NULL,
  kind TEXT NOT NULL,
  born_at_ms BIGINT NOT NULL,
  ${STORED},
  PRIMARY KEY (tenant, project, id),
  FOREIGN KEY (tenant, project) REFERENCES projects (tenant, id),
  UNIQUE (cluster, namespace)
)`;

/** Without references: it outlives tenants and clusters. */
const PAIR_OWNERS = `CREATE TABLE pair_owners (
  cluster TEXT NOT NULL,
  namespace TEXT NOT NULL,
  owned_from_ms BIGINT NOT NULL,
  owned_until_ms BIGINT,
  tenant TEXT NOT NULL,
  project TEXT NOT NULL,
  environment TEXT NOT NULL,
  PRIMARY KEY (cluster, namespace, owned_from_ms)
)`;

const USERS = `CREATE TABLE users (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL UNIQUE,
  display_name TEXT NOT NULL,
  email TEXT,
  language TEXT NOT NULL,
  disabled INTEGER NOT NULL,
  password_hash TEXT,
  password_declared INTEGER NOT NULL,
  must_change_password INTEGER NOT NULL,
  ${STORED}
)`;

const ROLE_BINDINGS = `CREATE TABLE role_bindings (
  id TEXT NOT NULL PRIMARY KEY,
  owner TEXT NOT NULL,
  user_id TEXT NOT NULL REFERENCES users (id),
  role TEXT NOT NULL,
  node TEXT NOT NULL,
  ${STORED},
  UNIQUE (user_id, role, node)
)`;

const API_TOKENS = `CREATE TABLE api_tokens (
  id TEXT NOT NULL PRIMARY KEY,
  owner TEXT NOT NULL,
  name TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  node TEXT NOT NULL,
  permissions TEXT NOT NULL,
  expires_at_ms BIGINT,
  revoked_at_ms BIGINT,
  created_by TEXT NOT NULL,
  ${STORED}
)`;

const SESSIONS = `CREATE TABLE sessions (
  id_hash TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id),
  created_at_ms BIGINT NOT NULL,
  last_seen_at_ms BIGINT NOT NULL,
  expires_at_ms BIGINT NOT NULL
)`;

/** Tenants, projects, environments, clusters, people, tokens and sessions. */
export const tenancyMigration: Migration = {
  id: '0001-tenancy',
  room: 'platform',
  statements: () => [
    'CREATE TABLE tenancy_version (id INTEGER NOT NULL PRIMARY KEY, version BIGINT NOT NULL)',
    'INSERT INTO tenancy_version (id, version) VALUES (1, 1)',
    TENANTS,
    PROJECTS,
    CLUSTERS,
    ENVIRONMENTS,
    PAIR_OWNERS,
    'CREATE UNIQUE INDEX pair_owners_now ON pair_owners (cluster, namespace) WHERE owned_until_ms IS NULL',
    USERS,
    ROLE_BINDINGS,
    'CREATE INDEX role_bindings_owner ON role_bindings (owner, id)',
    'CREATE INDEX role_bindings_node ON role_bindings (node)',
    API_TOKENS,
    'CREATE INDEX api_tokens_owner ON api_tokens (owner, id)',
    'CREATE INDEX api_tokens_node ON api_tokens (node)',
    SESSIONS,
    'CREATE INDEX sessions_user ON sessions (user_id)',
    'CREATE INDEX sessions_expiry ON sessions (expires_at_ms)',
  ],
};
