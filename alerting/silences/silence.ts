import type { ScopeName } from '../../platform/tenancy/scope-name.ts';
import type { Incident } from '../incidents/incident.ts';
import type { SilenceMatcher } from './silence-matcher.ts';

/**
 * - `silence`: what its matchers select
 * - `blacklist`: one alert, by its exact labels, in whatever episode
 * - `maintenance`: places as a whole; their incidents are shown as in maintenance
 */
export const SILENCE_KINDS = ['silence', 'blacklist', 'maintenance'] as const;
export type SilenceKind = (typeof SILENCE_KINDS)[number];

/** What a silence is for besides its matchers. */
export type SilenceBinding =
  | { readonly kind: 'rule'; readonly ruleId: string }
  | { readonly kind: 'incident'; readonly incidentId: string }
  /** `key` of the incidents of one alert. */
  | { readonly kind: 'alert'; readonly key: string };

/** From `startsAtMs`, inclusive, to `endsAtMs`, exclusive; null: until somebody ends it. */
export type SilenceSchedule =
  | { readonly kind: 'once'; readonly startsAtMs: number; readonly endsAtMs: number | null }
  | {
      /** `durationMs` from each time of the cron pattern (five fields) in the zone. */
      readonly kind: 'recurring';
      readonly cron: string;
      readonly zone: string;
      readonly durationMs: number;
      readonly startsAtMs: number;
      readonly endsAtMs: number | null;
    };

/** The part that people decide, and where it counts. */
export interface SilenceContent {
  readonly kind: SilenceKind;
  /** Why, in the words of whoever made it. */
  readonly reason: string;
  /** Who made it, in their client's words; for people. */
  readonly createdBy: string;
  /** Where it counts, never empty: an incident outside all of them is not silenced. */
  readonly places: readonly ScopeName[];
  /** All must hold. */
  readonly matchers: readonly SilenceMatcher[];
  readonly binding: SilenceBinding | null;
  readonly schedule: SilenceSchedule;
}

export interface Silence extends SilenceContent {
  /** ULID; in Alertmanager's API the same 128 bits as a UUID. */
  readonly id: string;
  /** Tenant, or `_platform`. */
  readonly owner: string;
  /** Grows by one with every change. */
  readonly revision: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** Name, for people. */
  readonly updatedBy: string;
}

/** What of an incident decides whether a silence mutes it. */
export type Silenceable = Pick<
  Incident,
  'id' | 'key' | 'owner' | 'cluster' | 'project' | 'environment' | 'ruleId' | 'labels' | 'severity'
>;

/** A silence that mutes an incident now. `untilMs` null: until somebody ends it. */
export interface Muting {
  readonly silence: Silence;
  readonly untilMs: number | null;
}
