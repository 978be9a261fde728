import type { Generated } from 'kysely';

/** Rows of stored dashboards, on both databases. */
export interface DashboardTables {
  dashboards: DashboardRow;
  dashboard_versions: DashboardVersionRow;
}

/** A dashboard as it is now; its text is that of its latest version. */
export interface DashboardRow {
  /** ULID. */
  id: string;
  /** Distinct among those of the owner that are not deleted. */
  uid: string;
  /** Tenant, or `_platform`. */
  owner: string;
  /** The owner, where it is a tenant: its deleted dashboards go when it goes. */
  tenant: string | null;
  /** The project that it lives in, if any: its deleted dashboards go when it goes. */
  project: string | null;
  /** `tenant[.project[.environment]]`, or `_platform`. */
  scope: string;
  folder: string;
  title: string;
  description: string;
  /** JSON: a list of texts. */
  tags: string;
  panels: number;
  origin: string;
  revision: number;
  created_at_ms: number;
  updated_at_ms: number;
  /** Of the latest version; null where no person made it. */
  author: string | null;
  deleted_at_ms: number | null;
  /** Makes creating idempotent; null when the caller gave no key. */
  creation_key: string | null;
}

/** One change of one dashboard. */
export interface DashboardVersionRow {
  /** Grows with every change of any dashboard; never used twice. */
  position: Generated<number>;
  dashboard_id: string;
  owner: string;
  revision: number;
  /** `created`, `changed`, `restored` or `deleted`. */
  kind: string;
  at_ms: number;
  author: string | null;
  author_id: string | null;
  message: string;
  title: string;
  /** The text exactly as written; null for `deleted`: that of the version before. */
  source: string | null;
  /** Bytes of the text. */
  size_bytes: number;
}
