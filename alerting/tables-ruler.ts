/** Rows of alerts that are kept for clusters whose backend takes no samples from us. */
export interface RulerTables {
  ruler_alerts: RulerAlertRow;
  ruler_groups: RulerGroupRow;
}

/** A pending or firing alert: what `ALERTS_FOR_STATE` says elsewhere. */
export interface RulerAlertRow {
  cluster: string;
  /** `file;name` of its group. */
  group_key: string;
  /** SHA-256 of its labels. */
  alert_key: string;
  /** JSON list of pairs. */
  labels: string;
  active_at_ms: number;
}

/** When the alerts of a group were last known to be as written; at most so much later in truth. */
export interface RulerGroupRow {
  cluster: string;
  group_key: string;
  seen_at_ms: number;
}
