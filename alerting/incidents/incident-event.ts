/** What a line of an incident's timeline can say. */
export const EVENT_KINDS = [
  'fired',
  'severity_raised',
  'severity_lowered',
  'went_stale',
  'came_back',
  'resolved',
  'notification_grouped',
  'notification_queued',
  'notification_not_sent',
  'delivery_succeeded',
  'delivery_failed',
  'delivery_dropped',
  'acknowledged',
  'unacknowledged',
  'assigned',
  'note',
  'channel_resumed',
] as const;

export type EventKind = (typeof EVENT_KINDS)[number];

/** A line of the timeline before it has its place. */
export interface EventDraft {
  readonly incidentId: string;
  readonly owner: string;
  /** `project.environment`; null when the incident belongs to no environment. */
  readonly environmentKey: string | null;
  /** So that the story of a rule survives the rule. */
  readonly ruleId: string | null;
  readonly atMs: number;
  readonly kind: EventKind;
  readonly severity: string | null;
  readonly channelId: string | null;
  readonly channelName: string | null;
  readonly deliveryId: string | null;
  /** Named reason, e.g. `resolved_by_source`, `channel_disabled`. */
  readonly reason: string | null;
  /** For people. */
  readonly detail: string | null;
  /** Who did it; null when nobody did. */
  readonly authorId: string | null;
  readonly authorName: string | null;
}

/** A stored line. `position` orders all events and is where a live reader resumes. */
export interface IncidentEvent extends EventDraft {
  readonly position: number;
}
