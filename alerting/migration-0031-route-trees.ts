import type { Migration } from '../platform/state/migration.ts';

const STATEMENTS = [
  `CREATE TABLE route_trees (
    owner TEXT NOT NULL PRIMARY KEY,
    body TEXT NOT NULL,
    revision INTEGER NOT NULL,
    updated_at_ms BIGINT NOT NULL,
    updated_by TEXT NOT NULL
  )`,
  `CREATE TABLE route_tree_channels (
    owner TEXT NOT NULL REFERENCES route_trees (owner),
    channel_id TEXT NOT NULL,
    PRIMARY KEY (owner, channel_id)
  )`,
  'CREATE INDEX route_tree_channels_channel ON route_tree_channels (channel_id)',
  `CREATE TABLE route_tree_policies (
    owner TEXT NOT NULL REFERENCES route_trees (owner),
    policy_id TEXT NOT NULL,
    PRIMARY KEY (owner, policy_id)
  )`,
  'CREATE INDEX route_tree_policies_policy ON route_tree_policies (policy_id)',
  `CREATE TABLE route_tree_changes (
    owner TEXT NOT NULL,
    revision INTEGER NOT NULL,
    kind TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    author_id TEXT NOT NULL,
    author_name TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (owner, revision)
  )`,
];

/** Trees of routes of tenants: whom incidents go to that nobody else speaks for. */
export const routeTreesMigration: Migration = {
  room: 'alerting',
  id: '0031-route-trees',
  statements: () => STATEMENTS,
};
