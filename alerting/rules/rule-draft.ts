import type { UnitName } from '../../queries/templates/units.data.ts';
import type { AbsenceBehaviour, ComparisonOperator, LevelChangePolicy, Rule } from './rule.ts';
import type { RuleLanguage } from './rule-language.ts';
import type { SourceDraft } from './rule-source.ts';

/** A repeat as people send it: `every` stands unless the mode is `once`; with `every_time` it may. */
export interface RepeatDraft {
  readonly mode: 'once' | 'interval' | 'doubling' | 'every_time';
  readonly every?: string;
  readonly max?: number;
}

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
  readonly channels?: readonly string[];
  readonly repeat?: RepeatDraft;
}

/**
 * A rule as people send it, before anything but its shape was checked: scope and durations are
 * still texts. Labels and annotations keep the order in which they came.
 */
export interface RuleDraft {
  readonly name: string;
  readonly scope: string;
  readonly source: SourceDraft;
  /** Name of the series to record; then there are no levels. */
  readonly record?: string;
  /** Refused beside a template or a form, which say it themselves. */
  readonly unit?: UnitName;
  readonly interval: string;
  readonly levels: readonly LevelDraft[];
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
  readonly contact?: string;
  readonly runbookUrl?: string;
  readonly dashboardUrl?: string;
  readonly noData?: AbsenceBehaviour;
  readonly onError?: AbsenceBehaviour;
  readonly policy?: string;
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
  | 'record'
  | 'unit'
  | 'intervalMs'
  | 'levels'
  | 'labels'
  | 'annotations'
  | 'contact'
  | 'runbookUrl'
  | 'dashboardUrl'
  | 'noData'
  | 'onError'
  | 'policy'
  | 'channels'
  | 'levelChange'
  | 'enabled'
>;
