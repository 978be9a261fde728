import type { ComparisonOperator, LevelChangePolicy, Rule } from './rule.ts';
import type { RuleLanguage } from './rule-language.ts';
import type { SourceDraft } from './rule-source.ts';

/**
 * A rung as people send it; durations are those of Prometheus, such as `5m`. Operator and threshold
 * are both there or both not; `for` and `checks` say the same in two ways, and neither means at once.
 */
export interface LevelDraft {
  readonly severity: string;
  readonly operator?: ComparisonOperator;
  readonly threshold?: number;
  readonly for?: string;
  readonly checks?: number;
  readonly keepFiringFor?: string;
}

/**
 * A rule as people send it, before anything but its shape was checked: scope and durations are
 * still texts. Labels and annotations keep the order in which they came.
 */
export interface RuleDraft {
  readonly name: string;
  readonly scope: string;
  readonly source: SourceDraft;
  readonly interval: string;
  readonly levels: readonly LevelDraft[];
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
  readonly contact?: string;
  readonly runbookUrl?: string;
  readonly dashboardUrl?: string;
  readonly channels: readonly string[];
  readonly levelChange: LevelChangePolicy;
  readonly enabled: boolean;
}

/** A source that somebody wrote as it is. */
export function textSource(expression: string, language: RuleLanguage = 'promql'): SourceDraft {
  return { kind: 'text', expression, language };
}

/** The part of a rule that people decide; the rest (id, owner, revision, times) is ours. */
export type RuleContent = Pick<
  Rule,
  | 'name'
  | 'scope'
  | 'source'
  | 'language'
  | 'expression'
  | 'intervalMs'
  | 'levels'
  | 'labels'
  | 'annotations'
  | 'contact'
  | 'runbookUrl'
  | 'dashboardUrl'
  | 'channels'
  | 'levelChange'
  | 'enabled'
>;
