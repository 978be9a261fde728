import type { Labels } from '../../../platform/model/labels.ts';
import type { RuleLanguage } from '../rule-language.ts';

/** One alerting rule as Prometheus knows it; label and annotation values are templates. */
export interface AlertingRule {
  readonly kind: 'alerting';
  readonly alert: string;
  readonly expr: string;
  readonly forMs: number;
  readonly keepFiringForMs: number;
  readonly labels: Labels;
  readonly annotations: Labels;
  /**
   * While this gives something, what fires goes on though `expr` no longer finds it. Only our own
   * ruler knows it; for all others `expr` itself says it.
   */
  readonly keptWhile?: string;
}

/** Its results become series of the name `record`, with these labels over their own. */
export interface RecordingRule {
  readonly kind: 'recording';
  readonly record: string;
  readonly expr: string;
  readonly labels: Labels;
}

export type GroupRule = AlertingRule | RecordingRule;

/** What the rule is called: the alert, or the series that it records. */
export function ruleNameOf(rule: GroupRule): string {
  return rule.kind === 'alerting' ? rule.alert : rule.record;
}

/** A rule group: its rules are evaluated one after the other, every `intervalMs`. */
export interface RuleGroup {
  /** `tocsin/<owner>/<rule id>`; with the MAC of `ruleLabel` behind it when it records. */
  readonly name: string;
  readonly language: RuleLanguage;
  readonly intervalMs: number;
  /** Most alerts or series of one rule; beyond it Prometheus drops them all and reports the rule as failed. */
  readonly limit: number;
  readonly rules: readonly GroupRule[];
}
