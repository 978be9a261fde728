import type { Purpose } from '../routing/route-change.ts';

/** A message in somebody's inbox. All texts come from alerts and people. */
export interface InboxEntry {
  readonly userId: string;
  /** ULID: that of the delivery, or of the run of a report. */
  readonly id: string;
  /** Tenant, or `_platform`. */
  readonly owner: string;
  readonly project: string | null;
  readonly environment: string | null;
  /** Null: it is about a report. */
  readonly incidentId: string | null;
  readonly ruleId: string | null;
  readonly purpose: Purpose;
  readonly title: string;
  readonly severity: string;
  readonly atMs: number;
  readonly readAtMs: number | null;
  /** Of the channel that was switched off, or on again; null: it is about something else. */
  readonly channelId: string | null;
  /** The report that could not be sent; null: it is about something else. */
  readonly reportId: string | null;
  /** Why it could not, as who wrote it has printed it; empty: nothing is said. */
  readonly said: string;
}

/** Entries of one person beyond the newest are dropped. */
export const MAX_ENTRIES = 500;

/** Older ones are dropped. */
export const MAX_AGE_MS = 90 * 86_400_000;
