/** Rows of reports and their runs. Instants are Unix milliseconds. */
export interface ReportTables {
  reports: ReportRow;
  report_runs: ReportRunRow;
}

export interface ReportRow {
  /** ULID. */
  id: string;
  /** Tenant, or `_platform`. */
  owner: string;
  /** The owner, where it is a tenant: its reports go when it goes. */
  tenant: string | null;
  /** Unique among those of the owner. */
  name: string;
  /** 0 or 1. */
  enabled: number;
  scope: string;
  /** JSON of what else people write. */
  body: string;
  /** `user` or `token`. */
  author_kind: string;
  author_id: string;
  /** Tenant of a token; of a user, empty. */
  author_owner: string;
  author_name: string;
  revision: number;
  created_at_ms: number;
  updated_at_ms: number;
  /** Null while it is switched off, or when it is never due again. */
  next_at_ms: number | null;
}

export interface ReportRunRow {
  /** ULID. */
  id: string;
  report_id: string;
  owner: string;
  /** `all` or `me`. */
  target: string;
  by_kind: string;
  by_id: string;
  by_owner: string;
  by_name: string;
  /** 1: made for a time of the pattern, of which each has one run at most. */
  scheduled: number;
  due_at_ms: number;
  state: string;
  attempts: number;
  not_before_ms: number;
  started_at_ms: number | null;
  ended_at_ms: number | null;
  size_bytes: number;
  recipients: number;
  /** See `printSaid`. */
  message: string;
}
