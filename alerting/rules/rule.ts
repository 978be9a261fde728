import type { ScopeName } from '../../platform/tenancy/scope-name.ts';
import type { RuleLanguage } from './rule-language.ts';
import type { RuleSource } from './rule-source.ts';

export type ComparisonOperator = '>' | '>=' | '<' | '<=' | '==' | '!=';

/** `expression operator threshold`. */
export interface RuleCondition {
  readonly operator: ComparisonOperator;
  readonly threshold: number;
}

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
}

/** Which changes of severity of an open incident are notified. */
export type LevelChangePolicy = 'raised' | 'any' | 'none';

/**
 * A rule as people wrote it. It compiles to one Prometheus alerting rule per level and cluster.
 * `levels` are ordered as the owner's ladder, most severe first, severities distinct.
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
  readonly intervalMs: number;
  readonly levels: readonly RuleLevel[];
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
  /** Who looks after it, in people's words; empty: nobody is named. */
  readonly contact: string;
  /** http or https; empty: none. */
  readonly runbookUrl: string;
  readonly dashboardUrl: string;
  /** Channel ids, distinct. */
  readonly channels: readonly string[];
  readonly levelChange: LevelChangePolicy;
  readonly enabled: boolean;
  /** Grows by one with every change. */
  readonly revision: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly updatedBy: string;
}
