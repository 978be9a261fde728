/** Rows of what owners allow links to their dashboards to do. Instants are Unix milliseconds. */
export interface BoardLinkTables {
  board_link_settings: BoardLinkSettingsRow;
}

export interface BoardLinkSettingsRow {
  /** Tenant, or `_platform`. */
  owner: string;
  /** 0 or 1. */
  enabled: number;
  /** JSON list of the sites that may frame what is embedded. */
  origins: string;
  /** Links that were made before it show nothing; 0: all may. */
  not_before_ms: number;
  changed_at_ms: number;
  changed_by: string;
}
