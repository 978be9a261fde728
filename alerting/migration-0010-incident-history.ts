import { type Migration, sequenceColumn } from '../platform/state/migration.ts';
import type { Dialect } from '../platform/state/state.ts';

/** What people do with incidents, and how they are found, counted and kept. */
export const incidentHistoryMigration: Migration = {
  room: 'alerting',
  id: '0010-incident-history',
  statements: (dialect) => [
    ...CARE,
    ...EVENTS,
    ...SEARCH,
    ...words(dialect),
    ...COUNTS,
    `CREATE TABLE incident_acts (
      incident_id TEXT NOT NULL,
      act_key TEXT NOT NULL,
      PRIMARY KEY (incident_id, act_key)
    )`,
  ],
};

const CARE = [
  'ALTER TABLE incidents ADD COLUMN acknowledged_at_ms BIGINT',
  'ALTER TABLE incidents ADD COLUMN acknowledged_by TEXT',
  'ALTER TABLE incidents ADD COLUMN assignee TEXT',
];

const EVENTS = [
  'ALTER TABLE incident_events ADD COLUMN rule_id TEXT',
  'ALTER TABLE incident_events ADD COLUMN author_id TEXT',
  'ALTER TABLE incident_events ADD COLUMN author_name TEXT',
  `UPDATE incident_events SET rule_id =
    (SELECT i.rule_id FROM incidents i WHERE i.id = incident_events.incident_id)`,
  `CREATE INDEX incident_events_rule ON incident_events (rule_id, position)
    WHERE rule_id IS NOT NULL`,
];

const SEARCH = [
  'ALTER TABLE incidents ADD COLUMN delivered INTEGER NOT NULL DEFAULT 0',
  'ALTER TABLE incidents ADD COLUMN failed INTEGER NOT NULL DEFAULT 0',
  'ALTER TABLE incidents ADD COLUMN not_sent INTEGER NOT NULL DEFAULT 0',
  'ALTER TABLE incidents ADD COLUMN indexed INTEGER NOT NULL DEFAULT 0',
  ...[
    ['delivered', 'delivery_succeeded'],
    ['failed', 'delivery_dropped'],
    ['not_sent', 'notification_not_sent'],
  ].map(
    ([column, kind]) =>
      `UPDATE incidents SET ${column} = 1 WHERE id IN
        (SELECT incident_id FROM incident_events WHERE kind = '${kind}')`,
  ),
  'CREATE INDEX incidents_by_project ON incidents (owner, project, id)',
  'CREATE INDEX incidents_by_place ON incidents (owner, project, environment, id)',
  'CREATE INDEX incidents_failed ON incidents (owner, id) WHERE failed = 1',
  'CREATE INDEX incidents_not_sent ON incidents (owner, id) WHERE not_sent = 1',
  'CREATE INDEX incidents_unindexed ON incidents (owner, id) WHERE indexed = 0',
];

/** Words are compared by their bytes, so that beginnings are ranges. */
function words(dialect: Dialect): readonly string[] {
  return [
    `CREATE TABLE incident_words (
      id ${sequenceColumn(dialect)},
      owner TEXT NOT NULL,
      word TEXT NOT NULL,
      uses BIGINT NOT NULL,
      CONSTRAINT incident_words_once UNIQUE (owner, word)
    )`,
    `CREATE TABLE incident_postings (
      word_id BIGINT NOT NULL,
      incident_id TEXT NOT NULL,
      PRIMARY KEY (word_id, incident_id)
    )${dialect === 'sqlite' ? ' WITHOUT ROWID' : ''}`,
  ];
}

const COUNTS = [
  `CREATE TABLE incident_counts (
    owner TEXT NOT NULL,
    project TEXT NOT NULL,
    environment TEXT NOT NULL,
    rule_id TEXT NOT NULL,
    severity TEXT NOT NULL,
    acknowledged INTEGER NOT NULL,
    open BIGINT NOT NULL,
    PRIMARY KEY (owner, project, environment, rule_id, severity, acknowledged)
  )`,
  `INSERT INTO incident_counts
    (owner, project, environment, rule_id, severity, acknowledged, open)
    SELECT owner, COALESCE(project, ''), COALESCE(environment, ''), COALESCE(rule_id, ''),
      severity, 0, COUNT(*)
    FROM incidents WHERE status = 'firing'
    GROUP BY owner, COALESCE(project, ''), COALESCE(environment, ''), COALESCE(rule_id, ''),
      severity`,
];
