import type { Labels } from '../../../platform/model/labels.ts';
import type { RuleLanguage } from '../rule-language.ts';

/** One alerting rule as Prometheus knows it; label and annotation values are templates. */
export interface AlertingRule {
  readonly alert: string;
  readonly expr: string;
  readonly forMs: number;
  readonly keepFiringForMs: number;
  readonly labels: Labels;
  readonly annotations: Labels;
}

/** A rule group: its rules are evaluated one after the other, every `intervalMs`. */
export interface RuleGroup {
  /** `tocsin/<owner>/<rule id>`. */
  readonly name: string;
  readonly language: RuleLanguage;
  readonly intervalMs: number;
  /** Most alerts of one level; beyond it Prometheus drops them all and reports the rule as failed. */
  readonly limit: number;
  readonly rules: readonly AlertingRule[];
}
