import type { Labels } from '../../../platform/model/labels.ts';

/** One alerting rule as Prometheus knows it; label and annotation values are templates. */
export interface AlertingRule {
  readonly alert: string;
  readonly expr: string;
  readonly forMs: number;
  readonly labels: Labels;
  readonly annotations: Labels;
}

/** A rule group: its rules are evaluated one after the other, every `intervalMs`. */
export interface RuleGroup {
  /** `tocsin/<owner>/<rule id>`. */
  readonly name: string;
  readonly intervalMs: number;
  readonly rules: readonly AlertingRule[];
}
