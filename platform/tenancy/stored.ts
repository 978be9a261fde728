/** What every stored thing of the tenancy carries. Instants are Unix milliseconds. */
export interface Stored {
  /** Comes from the configuration file: read-only through the API. */
  readonly declared: boolean;
  /** Starts at 1 and grows by one with every change. */
  readonly revision: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

/** The same as columns. */
export interface StoredColumns {
  declared: number;
  revision: number;
  created_at_ms: number;
  updated_at_ms: number;
}

/** What a new thing starts with. */
export function newlyStored(nowMs: number, declared = false): Stored {
  return { declared, revision: 1, createdAtMs: nowMs, updatedAtMs: nowMs };
}

/** What a changed thing carries. */
export function changedAt(before: Stored, nowMs: number, declared = before.declared): Stored {
  return {
    declared,
    revision: before.revision + 1,
    createdAtMs: before.createdAtMs,
    updatedAtMs: Math.max(nowMs, before.updatedAtMs),
  };
}

/** PostgreSQL answers BIGINT as text, hence the numbers. */
export function storedOf(row: StoredColumns): Stored {
  return {
    declared: Number(row.declared) === 1,
    revision: Number(row.revision),
    createdAtMs: Number(row.created_at_ms),
    updatedAtMs: Number(row.updated_at_ms),
  };
}

export function storedColumns(stored: Stored): StoredColumns {
  return {
    declared: stored.declared ? 1 : 0,
    revision: stored.revision,
    created_at_ms: stored.createdAtMs,
    updated_at_ms: stored.updatedAtMs,
  };
}
