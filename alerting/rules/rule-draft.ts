import type { ComparisonOperator, LevelChangePolicy, Rule } from './rule.ts';

/** A rung as people send it; `for` is a Prometheus duration such as `5m`. */
export interface LevelDraft {
  readonly severity: string;
  readonly operator: ComparisonOperator;
  readonly threshold: number;
  readonly for: string;
}

/**
 * A rule as people send it, before anything but its shape was checked: scope and durations are
 * still texts. Labels and annotations keep the order in which they came.
 */
export interface RuleDraft {
  readonly name: string;
  readonly scope: string;
  readonly expression: string;
  readonly interval: string;
  readonly levels: readonly LevelDraft[];
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
  readonly channels: readonly string[];
  readonly levelChange: LevelChangePolicy;
  readonly enabled: boolean;
}

/** The part of a rule that people decide; the rest (id, owner, revision, times) is ours. */
export type RuleContent = Pick<
  Rule,
  | 'name'
  | 'scope'
  | 'expression'
  | 'intervalMs'
  | 'levels'
  | 'labels'
  | 'annotations'
  | 'channels'
  | 'levelChange'
  | 'enabled'
>;
