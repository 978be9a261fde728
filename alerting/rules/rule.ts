import type { ScopeName } from '../../platform/tenancy/scope-name.ts';
import type { UnitName } from '../../queries/templates/units.data.ts';
import type { RuleLanguage } from './rule-language.ts';
import type { RuleSource } from './rule-source.ts';

export type ComparisonOperator = '>' | '>=' | '<' | '<=' | '==' | '!=';

/** `expression operator threshold`. */
export interface RuleCondition {
  readonly operator: ComparisonOperator;
  readonly threshold: number;
}

/** How often those who were told of a firing are told again while it lasts. */
export interface RuleRepeat {
  /**
   * - `doubling`: each time after twice as long.
   * - `every_time`: whenever its source says again that it fires.
   */
  readonly mode: 'once' | 'interval' | 'doubling' | 'every_time';
  /** From one message to the next: at first, or at least (`every_time`); >= 60,000, and 0 for `once`. */
  readonly everyMs: number;
  /** Most messages that say it again (>= 1); null: without end. */
  readonly max: number | null;
}

/**
 * What becomes of a rule's alerts when its expression gives nothing, or cannot be evaluated:
 * - `ignore`: they end, as if the condition no longer held
 * - `keep`: they stay as they were
 * - `alert`: that is an alert of its own
 */
export type AbsenceBehaviour = 'ignore' | 'keep' | 'alert';

/** One rung of a rule: fires when its condition has held for `forMs`. */
export interface RuleLevel {
  /** A rung of the owner's severity ladder. */
  readonly severity: string;
  /** Null: the expression compares by itself. Then it is the only level. */
  readonly condition: RuleCondition | null;
  readonly forMs: number;
  /** As people gave `forMs`: at so many evaluations in a row (>= 1). Null: as a time. */
  readonly checks: number | null;
  /** How long it goes on firing after its condition no longer holds. */
  readonly keepFiringForMs: number;
  /** Channel ids, distinct, that this level tells instead of the rule's; null: the rule's. */
  readonly channels: readonly string[] | null;
  /** Null: as the policy says. */
  readonly repeat: RuleRepeat | null;
}

/** Which changes of severity of an open incident are notified. */
export type LevelChangePolicy = 'raised' | 'any' | 'none';

/**
 * A rule as people wrote it. It compiles to one Prometheus alerting rule per level and cluster, or,
 * when it records, to one recording rule per namespace. `levels` are ordered as the owner's ladder,
 * most severe first, severities distinct; a rule that records has none.
 */
export interface Rule {
  /** ULID. */
  readonly id: string;
  /** Tenant, or `_platform`. */
  readonly owner: string;
  readonly name: string;
  readonly scope: ScopeName;
  /** How `expression` came about. */
  readonly source: RuleSource;
  readonly language: RuleLanguage;
  /** Without threshold and without enforced matchers, as typed. */
  readonly expression: string;
  /** Name of the series that its results become; null: it alerts. */
  readonly record: string | null;
  /** Of the values that thresholds are compared with; null: not said, or the template says it. */
  readonly unit: UnitName | null;
  readonly intervalMs: number;
  readonly levels: readonly RuleLevel[];
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
  /** Who looks after it, in people's words; empty: nobody is named. */
  readonly contact: string;
  /** http or https; empty: none. */
  readonly runbookUrl: string;
  readonly dashboardUrl: string;
  readonly noData: AbsenceBehaviour;
  readonly onError: AbsenceBehaviour;
  /** Id of the policy it belongs to; null: none. */
  readonly policy: string | null;
  /** Channel ids, distinct; empty: those of its policy. */
  readonly channels: readonly string[];
  readonly levelChange: LevelChangePolicy;
  readonly enabled: boolean;
  /** Grows by one with every change. */
  readonly revision: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly updatedBy: string;
}
