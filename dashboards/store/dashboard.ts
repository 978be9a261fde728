import type { ScopeName } from '../../platform/tenancy/scope-name.ts';

export const DASHBOARD_ORIGINS = ['written', 'imported', 'copied', 'grafana'] as const;

/** How a dashboard came here; `grafana`: from a Grafana that is kept in step. */
export type DashboardOrigin = (typeof DASHBOARD_ORIGINS)[number];

export const VERSION_KINDS = ['created', 'changed', 'restored', 'deleted'] as const;

export type VersionKind = (typeof VERSION_KINDS)[number];

/** A dashboard of one owner, without its text. */
export interface StoredDashboard {
  /** ULID. */
  readonly id: string;
  /** As Grafana's; distinct among those of the owner that are not deleted, and never changed. */
  readonly uid: string;
  /** Tenant, or `_platform`. */
  readonly owner: string;
  /** Where it lives; never narrowed to a cluster. */
  readonly scope: ScopeName;
  /** `Team/API`; empty at the top. */
  readonly folder: string;
  /** What its text says, cut to what lists show. */
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  /** Panels of it, rows not counted. */
  readonly panels: number;
  readonly origin: DashboardOrigin;
  /** Grows by one with every change. */
  readonly revision: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** Name of who made the latest version; null where no person did. */
  readonly author: string | null;
  /** Null: it is there. */
  readonly deletedAtMs: number | null;
}

/** With its text, exactly as it was written. */
export interface DashboardWithSource extends StoredDashboard {
  readonly source: string;
}

/** One line of the past of a dashboard. */
export interface DashboardVersion {
  readonly revision: number;
  readonly atMs: number;
  readonly author: string | null;
  readonly message: string;
  readonly title: string;
  readonly kind: VersionKind;
}

/** What is written: where it lives, and its text. */
export interface DashboardDraft {
  readonly scope: ScopeName;
  readonly folder: string;
  readonly source: string;
  /** Why, for the list of versions. */
  readonly message: string;
}
