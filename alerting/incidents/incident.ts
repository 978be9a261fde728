import type { Labels } from '../../platform/model/labels.ts';

/**
 * Why an incident, or one of its levels, ended.
 * - `resolved_by_source`: the source said so
 * - `expired`: its `endsAt` passed while the source kept talking to us
 * - `expired_source_silent`: it passed, and the source was silent throughout the readiness window
 * - `recovered`: it was about a rule, or the rules of a cluster, and these are well again
 * - `heartbeat_removed`: it was about a heartbeat that is not expected any more
 * - `new_episode`: the source began another episode of an alert whose end we never heard of
 * - `resolved_by_person`: somebody said so, since its source does not say when it is over
 */
export const END_REASONS = [
  'resolved_by_source',
  'expired',
  'expired_source_silent',
  'new_episode',
  'rule_deleted',
  'rule_disabled',
  'rule_narrowed',
  'rule_changed',
  'environment_deleted',
  'recovered',
  'resolved_by_person',
  'heartbeat_removed',
] as const;

export type EndReason = (typeof END_REASONS)[number];

/** One severity of an incident. */
export interface IncidentLevel {
  /** Value of the alerts' `severity` label, `` when there is none: what the level is known by. */
  readonly key: string;
  /** Rung of the owner's ladder that it was graded to; 0 is the most severe. */
  readonly severity: string;
  readonly rung: number;
  readonly state: 'firing' | 'resolved';
  readonly startsAtMs: number;
  /** Firing: when it ends unless it is posted again. Resolved: when it ended. */
  readonly endsAtMs: number;
  readonly endsAtIsTimeout: boolean;
  readonly lastSeenAtMs: number;
  /** Who posted it last, see `sourceOf`: whose silence or gaps matter for its expiry. */
  readonly source: string;
}

/** In the place of a cluster's name, where an incident is about nothing on a cluster. */
export const NO_CLUSTER = '-';

/** What does not change in the life of an incident. */
export interface IncidentSubject {
  /** Same for all alerts that belong to it; at most one incident of a key is open. */
  readonly key: string;
  /** Tenant, or `_platform`. */
  readonly owner: string;
  readonly cluster: string;
  readonly namespace: string | null;
  readonly project: string | null;
  readonly environment: string | null;
  readonly ruleId: string | null;
  /** Name of the rule or alert. */
  readonly title: string;
  readonly labels: Labels;
}

/** What people have taken on; they change it, nothing else does. */
export interface IncidentCare {
  /** Since when somebody is on it, and who (name of a person or token); null: nobody. */
  readonly acknowledgedAtMs: number | null;
  readonly acknowledgedBy: string | null;
  /** Name of the person whose task it is. */
  readonly assignee: string | null;
}

/** What a new incident has. */
export const NO_CARE: IncidentCare = {
  acknowledgedAtMs: null,
  acknowledgedBy: null,
  assignee: null,
};

/** Our record of one alert from firing to resolved, across the levels of its rule. */
export interface Incident extends IncidentSubject, IncidentCare {
  /** ULID. */
  readonly id: string;
  readonly status: 'firing' | 'resolved';
  /** Highest level firing; after the end the highest that was reached. */
  readonly severity: string;
  readonly rung: number;
  readonly peakSeverity: string;
  readonly peakRung: number;
  readonly annotations: Labels;
  readonly levels: ReadonlyMap<string, IncidentLevel>;
  readonly startedAtMs: number;
  readonly resolvedAtMs: number | null;
  readonly resolveReason: EndReason | null;
  /** Since when its source is silent although it should repeat; absent or null: it is not. */
  readonly staleSinceMs?: number | null;
  /** Channels that a firing was queued for: those that are owed the resolve. */
  readonly notifiedChannels: readonly string[];
  /** Grows by one with every stored change other than a refresh. */
  readonly revision: number;
  /** When ends and last-seen were last written. */
  readonly refreshedAtMs: number;
}

/** What changed, as a line of the timeline; `went_stale`: see `stale.ts`, `came_back`: it is told of again. */
export interface StateEvent {
  readonly kind:
    | 'fired'
    | 'severity_raised'
    | 'severity_lowered'
    | 'went_stale'
    | 'came_back'
    | 'resolved';
  readonly severity: string;
  readonly reason: string | null;
  readonly detail: string | null;
  /** Whose decision it was; absent: nobody's. */
  readonly author?: EventAuthor;
}

/** Who did something: a person or a token, with the name it had then. */
export interface EventAuthor {
  readonly authorId: string;
  readonly authorName: string;
}
