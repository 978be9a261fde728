/** Rows of what owners keep of several kinds, see `kept/`. Instants are Unix milliseconds. */
export interface KeptTables {
  kept_things: KeptThingRow;
  kept_changes: KeptChangeRow;
}

export interface KeptThingRow {
  /** ULID. */
  id: string;
  /** Name of a `KeptKind`. */
  kind: string;
  /** Tenant, or `_platform`. */
  owner: string;
  name: string;
  /** JSON of the content. */
  body: string;
  revision: number;
  created_at_ms: number;
  updated_at_ms: number;
  updated_by: string;
}

/** Every change of every thing, also of deleted ones. */
export interface KeptChangeRow {
  thing_id: string;
  revision: number;
  kind: string;
  owner: string;
  /** `created`, `updated` or `deleted`. */
  change: string;
  at_ms: number;
  author_id: string;
  author_name: string;
  body: string;
}
