/** Rows of silences. Instants are Unix milliseconds. */
export interface SilenceTables {
  silences: SilenceRow;
  silence_changes: SilenceChangeRow;
}

export interface SilenceRow {
  /** ULID. */
  id: string;
  /** Tenant, or `_platform`. */
  owner: string;
  /** JSON of the content, see `silence-body.ts`. */
  body: string;
  revision: number;
  created_at_ms: number;
  updated_at_ms: number;
  updated_by: string;
}

/** Every change of every silence, also of those that are no longer kept. */
export interface SilenceChangeRow {
  silence_id: string;
  revision: number;
  owner: string;
  /** `created`, `updated`, `expired` or `deleted`. */
  kind: string;
  at_ms: number;
  author_id: string;
  author_name: string;
  body: string;
}
