import type { DestinationKind } from './notify/channel-kind.ts';

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
  stale_since_ms: number | null;
  /** JSON list of channel ids. */
  notified_channels: string;
  revision: number;
  refreshed_at_ms: number;
  acknowledged_at_ms: number | null;
  acknowledged_by: string | null;
  assignee: string | null;
  /** What became of its messages at least once: 0 or 1 each, see channel-outcome-sql.ts. */
  delivered: number;
  failed: number;
  not_sent: number;
  /** 1: its words can be looked up, see search/word-index.ts. */
  indexed: number;
}

export interface IncidentEventsTable {
  /** Ever increasing; where a live reader resumes. */
  position: number;
  incident_id: string;
  owner: string;
  /** `project.environment`, for visibility; null when the incident belongs to no environment. */
  environment_key: string | null;
  rule_id: string | null;
  at_ms: number;
  kind: string;
  severity: string | null;
  channel_id: string | null;
  channel_name: string | null;
  delivery_id: string | null;
  reason: string | null;
  detail: string | null;
  author_id: string | null;
  /** As it was called then. */
  author_name: string | null;
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
  /** JSON list of events. */
  declines: string;
  /** JSON object of the channel's own texts. */
  templates: string;
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
  /** The first, or only, incident that it is about. */
  incident_id: string;
  channel_id: string;
  channel_name: string;
  purpose: string;
  /** JSON notification: frozen, every attempt says the same. */
  payload: string;
  /** `joined`: a digest says it; it becomes what the digest becomes. */
  state: 'pending' | 'leased' | 'joined' | 'sent' | 'dropped' | 'not_sent';
  reason: string | null;
  attempts: number;
  /** Pending: when to try. Leased: when the lease ends. */
  due_at_ms: number;
  lease_id: string | null;
  created_at_ms: number;
  finished_at_ms: number | null;
  /** How many it is about; beyond one they are in `delivery_incidents`. */
  incidents: number;
  /** That it is about; its messages arrive in the order of their ids. Null: none. */
  group_id: string | null;
  /** How many messages it joins; 0: it is no digest. */
  digest_of: number;
  /** The digest that says it; null: it goes itself. */
  digest_id: string | null;
  /** When people had it sent again; its age counts from then. Null: never. */
  requeued_at_ms: number | null;
}

/** An incident of a delivery about several, the one in `deliveries` too. */
export interface DeliveryIncidentsTable {
  delivery_id: string;
  incident_id: string;
  /** That of the delivery. */
  channel_id: string;
  rule_id: string | null;
  purpose: string;
  severity: string;
  environment_key: string | null;
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

/** A test message, for as long as it counts at its destination. */
export interface DestinationTestsTable {
  id: string;
  kind: DestinationKind;
  destination_key: string;
  at_ms: number;
}

export interface NotifyTables {
  incidents: IncidentsTable;
  incident_events: IncidentEventsTable;
  unassigned_alerts: UnassignedAlertsTable;
  channels: ChannelsTable;
  deliveries: DeliveriesTable;
  delivery_incidents: DeliveryIncidentsTable;
  delivery_attempts: DeliveryAttemptsTable;
  destination_tests: DestinationTestsTable;
}
