import type { PrincipalName } from '../../platform/identity/present-principals.ts';
import type { ScopeName } from '../../platform/tenancy/scope-name.ts';
import type { PictureThemeName } from '../images/picture-theme.ts';
import type { PictureLanguage } from '../images/views/picture-words.data.ts';
import type { Said } from './report-reasons.ts';

/** What a report looks back at, in its zone and from the time that it is made for. */
export const REPORT_RANGES = [
  'last-24h',
  'last-7d',
  'yesterday',
  'last-week',
  'last-month',
] as const;
export type ReportRange = (typeof REPORT_RANGES)[number];

export const REPORT_ATTACHMENTS = ['pdf', 'html', 'none'] as const;
export type ReportAttachment = (typeof REPORT_ATTACHMENTS)[number];

export interface ReportRecipients {
  readonly addresses: readonly string[];
  /** Ids of channels of kind `email` of the owner. */
  readonly channels: readonly string[];
}

/** A report as people write it. */
export interface ReportDraft {
  /** Unique among those of the owner. */
  readonly name: string;
  readonly enabled: boolean;
  /** Uid: of the owner, or of a built-in dashboard. */
  readonly dashboard: string;
  /** Where its questions are asked; of the owner. */
  readonly scope: ScopeName;
  /** What is chosen; the dashboard's own choice for the others. */
  readonly variables: Readonly<Record<string, readonly string[]>>;
  readonly range: ReportRange;
  /** Five fields. */
  readonly cron: string;
  /** IANA: of the pattern, of the range, and of the times that are shown. */
  readonly zone: string;
  readonly language: PictureLanguage;
  readonly theme: PictureThemeName;
  readonly attachment: ReportAttachment;
  readonly recipients: ReportRecipients;
}

/** Who wrote it last: a report shows what they may see when it is sent. */
export interface ReportAuthor extends PrincipalName {
  readonly name: string;
}

export interface Report extends ReportDraft {
  /** ULID. */
  readonly id: string;
  /** Tenant, or `_platform`. */
  readonly owner: string;
  readonly author: ReportAuthor;
  readonly revision: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** When it is due next; null while it is switched off, or when it never is. */
  readonly nextAtMs: number | null;
}

/** Where a run goes: to the recipients, or to the person alone who asked for it. */
export type ReportTarget = 'all' | 'me';

/**
 * - `waiting`: for its turn, or for another attempt; `drawing`, `sending`: under way.
 * - `sent`; `failed`: it could not be made or sent.
 * - `refused`: its author may not see or order it any more, or what it names is gone.
 * - `missed`: the service was down for too long at its time.
 */
export const RUN_STATES = [
  'waiting',
  'drawing',
  'sending',
  'sent',
  'failed',
  'refused',
  'missed',
] as const;
export type RunState = (typeof RUN_STATES)[number];

export interface ReportRun extends Said {
  /** ULID. */
  readonly id: string;
  readonly reportId: string;
  readonly owner: string;
  readonly target: ReportTarget;
  /** Whose rights count: the report's author, or who asked for it. */
  readonly by: ReportAuthor;
  /** The time that it was made for; of one that was asked for, when that was. */
  readonly dueAtMs: number;
  readonly state: RunState;
  /** Attempts begun. */
  readonly attempts: number;
  /** Of `waiting`: not before. */
  readonly notBeforeMs: number;
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
  /** Of the mail. */
  readonly sizeBytes: number;
  /** To how many addresses; 0 before. */
  readonly recipients: number;
}

export const REPORT_LIMITS = {
  reports: 50,
  runs: 50,
  nameChars: 120,
  addresses: 50,
  channels: 10,
  variables: 40,
  values: 40,
  valueChars: 1_000,
  /** Between two times of one report. */
  leastIntervalMs: 15 * 60_000,
} as const;
