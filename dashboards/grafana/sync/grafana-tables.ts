import type { Generated } from 'kysely';

/** Rows of what is known of Grafana, on both databases. */
export interface GrafanaTables {
  grafana_places: PlaceRow;
  grafana_settings: SettingsRow;
  grafana_data_sources: DataSourceRow;
  grafana_dashboards: PairRow;
  grafana_journal: JournalRow;
  /** Of `SeenBoards`. */
  grafana_seen_boards: { organisation: number; uid: string };
  tenants: { id: string; created_at_ms: number };
}

/** The place of one tenant; a tenant that was deleted and made again has another. */
export interface PlaceRow {
  owner: string;
  /** When the tenant was made. */
  born_ms: number;
  /** `active`, `retiring` or `retired`. */
  phase: string;
  /** Its id in Grafana; null: not made yet, or not known. */
  organisation: number | null;
  organisation_name: string;
  /** Of the tenant's own folder; empty where it has an organisation. */
  folder_uid: string;
  /** Folder of its last export, below the data folder. */
  export_path: string | null;
  tried_at_ms: number | null;
  done_at_ms: number | null;
  fault: string | null;
}

/** What a tenant wants of its Grafana. */
export interface SettingsRow {
  owner: string;
  /** JSON: a list of nodes below the tenant. */
  scopes: string;
  may_edit: number;
  renew_before_ms: number;
  revision: number;
}

export interface DataSourceRow {
  owner: string;
  born_ms: number;
  uid: string;
  kind: string;
  scope: string;
  name: string;
  /** Of the token that was written last. */
  token_id: string | null;
  written_at_ms: number | null;
  checked_at_ms: number | null;
  fault: string | null;
}

/** A dashboard as it was when both sides were last in step. */
export interface PairRow {
  owner: string;
  born_ms: number;
  uid: string;
  title: string;
  our_hash: string | null;
  our_revision: number | null;
  their_hash: string | null;
  their_version: number | null;
  /** Ours, while a conflict is being settled: it becomes the newest version again. */
  pending_source: string | null;
  pending_folder: string | null;
  /** Why it is not in step; null: it is. */
  drift: string | null;
  message: string | null;
  at_ms: number;
}

export interface JournalRow {
  position: Generated<number>;
  owner: string;
  at_ms: number;
  kind: string;
  actor: string;
  subject: string;
  message: string;
}
