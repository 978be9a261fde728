import type { GroupingDraft } from '../routing/read-grouping.ts';
import type { RepeatDraft } from '../rules/rule-draft.ts';
import type { Weekday } from './time-window.ts';

/** A window as people send it; times are `HH:MM`, `to` may be `24:00`. */
export interface WindowDraft {
  readonly name: string;
  readonly kind: 'active' | 'mute';
  readonly weekdays: readonly Weekday[];
  readonly times: readonly { readonly from: string; readonly to: string }[];
  readonly monthDays: readonly number[];
  readonly months: readonly number[];
  readonly zone: string;
}

/** What a policy says of one severity; a part that is left out is as for the others. */
export interface SeverityDraft {
  readonly severity: string;
  readonly channels?: readonly string[];
  readonly repeat?: RepeatDraft;
}

/** One step of an escalation as people send it; `after` is a duration since the incident began. */
export interface EscalationDraft {
  readonly after: string;
  readonly channels: readonly string[];
}

/** When alerts flap, as people send it. */
export interface FlappingDraft {
  readonly changes: number;
  readonly within: string;
  readonly quiet: string;
}

/** A policy as people send it, before anything but its shape was checked. */
export interface PolicyDraft {
  readonly name: string;
  readonly description: string;
  readonly channels: readonly string[];
  readonly repeat?: RepeatDraft;
  readonly severities: readonly SeverityDraft[];
  readonly windows: readonly WindowDraft[];
  /** Left out: each incident alone. */
  readonly grouping?: GroupingDraft;
  readonly escalation?: readonly EscalationDraft[];
  readonly flapping?: FlappingDraft;
}
