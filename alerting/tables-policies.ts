/** Rows of policies, of repeats, and of people's inboxes. Instants are Unix milliseconds, flags 0/1. */
export interface PolicyTables {
  policies: PolicyRow;
  policy_channels: PolicyChannelRow;
  policy_severities: PolicySeverityRow;
  policy_changes: PolicyChangeRow;
  message_clocks: MessageClockRow;
  message_groups: MessageGroupRow;
  inbox_entries: InboxEntryRow;
  mailed_people: MailedPersonRow;
}

export interface PolicyRow {
  /** ULID. */
  id: string;
  /** Tenant, or `_platform`. */
  owner: string;
  name: string;
  /** JSON of the content, see `policy-body.ts`. */
  body: string;
  revision: number;
  created_at_ms: number;
  updated_at_ms: number;
  updated_by: string;
}

/** Which channels a policy names: what keeps them from being deleted. */
export interface PolicyChannelRow {
  policy_id: string;
  channel_id: string;
}

/** Which rungs of its owner's ladder a policy names: what keeps them from being removed. */
export interface PolicySeverityRow {
  policy_id: string;
  severity: string;
}

/** Every change of every policy, also of deleted ones. */
export interface PolicyChangeRow {
  policy_id: string;
  revision: number;
  owner: string;
  /** `created`, `updated` or `deleted`. */
  kind: string;
  at_ms: number;
  author_id: string;
  author_name: string;
  body: string;
}

/** When a channel is told again of an open incident, see `repeats/message-clock.ts`. */
export interface MessageClockRow {
  incident_id: string;
  channel_id: string;
  incident_key: string;
  purpose: string;
  /** With which it is told; null: alone. */
  group_id: string | null;
  /** A `HoldReason`. */
  held_by: string | null;
  severity: string;
  previous_severity: string | null;
  said: number;
  due_at_ms: number;
}

/** A group of incidents that has been told, see `routing/grouping.ts`. */
export interface MessageGroupRow {
  group_id: string;
  told_at_ms: number;
}

/** A message in somebody's inbox. */
export interface InboxEntryRow {
  user_id: string;
  /** ULID: that of the delivery. */
  id: string;
  owner: string;
  project: string | null;
  environment: string | null;
  incident_id: string;
  rule_id: string | null;
  purpose: string;
  title: string;
  severity: string;
  at_ms: number;
  read_at_ms: number | null;
  /** That the entry says to be switched off; null: it is about something else. */
  channel_id: string | null;
  /** That could not be sent; the entry is of no incident, `incident_id` is empty. */
  report_id: string | null;
  /** Why it could not; null: nothing is said, or the entry is older. */
  said: string | null;
}

/** Who got a mail of the default receiver: those who are owed the resolve. */
export interface MailedPersonRow {
  delivery_id: string;
  user_id: string;
  incident_id: string;
  at_ms: number;
}
