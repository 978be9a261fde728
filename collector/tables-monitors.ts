/** Rows of monitors, on both databases. */
export interface MonitorTables {
  monitors: MonitorRow;
  monitor_changes: MonitorChangeRow;
}

export interface MonitorRow {
  /** ULID. */
  id: string;
  /** Tenant. */
  owner: string;
  /** `tenant.project.environment`. */
  environment: string;
  /** Unique in its environment. */
  name: string;
  /** JSON of the content, see `monitor-body.ts`. */
  body: string;
  /** Makes creating idempotent; null when the caller gave no key. */
  creation_key: string | null;
  revision: number;
  created_at_ms: number;
  updated_at_ms: number;
  updated_by: string;
}

/** Every change of every monitor, also of deleted ones. Never changed, never deleted with it. */
export interface MonitorChangeRow {
  monitor_id: string;
  revision: number;
  owner: string;
  /** `created`, `updated` or `deleted`. */
  kind: string;
  at_ms: number;
  /** Id of the user or token. */
  author_id: string;
  author_name: string;
  /** JSON of the content after the change; of what was deleted for `deleted`. */
  body: string;
}
