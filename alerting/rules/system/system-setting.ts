import type { LevelChangePolicy } from '../rule.ts';

/** What an owner says about a group: the whole of it on or off, and who is told. */
export interface GroupSetting {
  readonly enabled: boolean;
  /** Channel ids, distinct: of all rules of the group that name no others. */
  readonly channels: readonly string[];
}

/** A level as an override has it; the operator is the rule's. */
export interface OverriddenLevel {
  readonly severity: string;
  readonly threshold: number;
  readonly forMs: number;
}

/** What a rule was when somebody deviated from it: told when it is no longer that. */
export interface OverriddenRule {
  readonly version: number;
  readonly promql: string;
  readonly operator: string;
  readonly levels: readonly OverriddenLevel[];
  readonly keepFiringForMs: number;
}

/** What an owner has otherwise than the catalogue; null: as there. */
export interface RuleOverride {
  readonly enabled: boolean | null;
  readonly levels: readonly OverriddenLevel[] | null;
  readonly keepFiringForMs: number | null;
  readonly intervalMs: number | null;
  /** Null: those of the group. */
  readonly channels: readonly string[] | null;
  readonly levelChange: LevelChangePolicy | null;
  readonly madeFor: OverriddenRule;
}

/** What a setting is about: a group or a rule of the catalogue. */
export interface SettingSubject {
  readonly kind: 'group' | 'rule';
  /** Name of the group, or id of the rule. */
  readonly name: string;
}

/** A setting as it is stored. One that was taken back stays, empty, so that its revision goes on. */
export interface StoredSetting<Body> {
  readonly owner: string;
  readonly subject: SettingSubject;
  /** Null: taken back. */
  readonly body: Body | null;
  readonly revision: number;
  readonly updatedAtMs: number;
  readonly updatedBy: string;
}

export type StoredGroup = StoredSetting<GroupSetting>;
export type StoredOverride = StoredSetting<RuleOverride>;
