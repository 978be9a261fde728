import type { ScopeName } from '../../platform/tenancy/scope-name.ts';

export type ComparisonOperator = '>' | '>=' | '<' | '<=' | '==' | '!=';

/** One rung of a rule: fires when `expression operator threshold` holds for `forMs`. */
export interface RuleLevel {
  /** A rung of the owner's severity ladder. */
  readonly severity: string;
  readonly operator: ComparisonOperator;
  readonly threshold: number;
  readonly forMs: number;
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
  /** PromQL without threshold and without enforced matchers, as typed. */
  readonly expression: string;
  readonly intervalMs: number;
  readonly levels: readonly RuleLevel[];
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
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
