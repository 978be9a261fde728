/** Rows of the notifying half of the alerting plane. Instants are Unix milliseconds, flags 0/1. */

export interface IncidentsTable {
  id: string;
  incident_key: string;
  owner: string;
  cluster: string;
  namespace: string | null;
  project: string | null;
  environment: string | null;
  rule_id: string | null;
  title: string;
  /** JSON object. */
  labels: string;
  /** JSON object. */
  annotations: string;
  /** JSON list of levels, see incident-row.ts. */
  levels: string;
  status: 'firing' | 'resolved';
  severity: string;
  rung: number;
  peak_severity: string;
  peak_rung: number;
  started_at_ms: number;
  resolved_at_ms: number | null;
  resolve_reason: string | null;
  /** JSON list of channel ids. */
  notified_channels: string;
  revision: number;
  refreshed_at_ms: number;
}

export interface IncidentEventsTable {
  /** Ever increasing; where a live reader resumes. */
  position: number;
  incident_id: string;
  owner: string;
  /** `project.environment`, for visibility; null when the incident belongs to no environment. */
  environment_key: string | null;
  at_ms: number;
  kind: string;
  severity: string | null;
  channel_id: string | null;
  channel_name: string | null;
  delivery_id: string | null;
  reason: string | null;
  detail: string | null;
}

export interface UnassignedAlertsTable {
  id: string;
  alert_key: string;
  cluster: string;
  reason: string;
  labels: string;
  first_seen_at_ms: number;
  last_seen_at_ms: number;
  count: number;
}

export interface ChannelsTable {
  id: string;
  owner: string;
  kind: string;
  name: string;
  enabled: number;
  disabled_reason: string | null;
  send_resolved: number;
  language: string;
  /** JSON object of what is not secret. */
  settings: string;
  /** Sealed JSON object. */
  secrets: string;
  /** Redacted destination. */
  target: string;
  revision: number;
  created_at_ms: number;
  created_by_id: string;
  updated_at_ms: number;
  updated_by: string;
}

export interface DeliveriesTable {
  /** ULID; ids of one (incident, channel) grow in the order in which they must arrive. */
  id: string;
  owner: string;
  incident_id: string;
  channel_id: string;
  channel_name: string;
  purpose: string;
  /** JSON notification: frozen, every attempt says the same. */
  payload: string;
  state: 'pending' | 'leased' | 'sent' | 'dropped' | 'not_sent';
  reason: string | null;
  attempts: number;
  /** Pending: when to try. Leased: when the lease ends. */
  due_at_ms: number;
  lease_id: string | null;
  created_at_ms: number;
  finished_at_ms: number | null;
}

export interface DeliveryAttemptsTable {
  sequence: number;
  delivery_id: string;
  at_ms: number;
  outcome: 'sent' | 'retry' | 'drop';
  status: number | null;
  duration_ms: number;
  reason: string | null;
  detail: string | null;
}

export interface NotifyTables {
  incidents: IncidentsTable;
  incident_events: IncidentEventsTable;
  unassigned_alerts: UnassignedAlertsTable;
  channels: ChannelsTable;
  deliveries: DeliveriesTable;
  delivery_attempts: DeliveryAttemptsTable;
}
