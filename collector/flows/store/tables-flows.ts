/** Rows of flows, outputs and tailers. JSON and booleans (0 and 1) as text and integers. */
export interface FlowTables {
  log_specs: LogSpecRow;
  log_spec_changes: LogSpecChangeRow;
}

export interface LogSpecRow {
  /** ULID. */
  id: string;
  /** `flow`, `output` or `tailer`. */
  kind: string;
  /** Tenant, or `_platform`. */
  owner: string;
  /** As `printScopeName` prints it. */
  scope: string;
  name: string;
  /** JSON of the content, see `log-spec-body.ts`. */
  body: string;
  /** Sealed JSON of entered secrets; empty for none. Never in a history. */
  sealed_secrets: string;
  /** Makes creating idempotent; null when the caller gave no key. */
  creation_key: string | null;
  revision: number;
  created_at_ms: number;
  updated_at_ms: number;
  updated_by: string;
}

/** Every change of every spec, also of deleted ones. Never changed, never deleted with the spec. */
export interface LogSpecChangeRow {
  spec_id: string;
  revision: number;
  kind: string;
  owner: string;
  /** `created`, `updated` or `deleted`. */
  change: string;
  at_ms: number;
  /** Id of the user or token. */
  author_id: string;
  author_name: string;
  /** JSON of the content after the change; of what was deleted for `deleted`. */
  body: string;
}
