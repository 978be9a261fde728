import type { BilingualText } from '../templates/named-metric.ts';
import type { TemplateOperator, ThresholdRange } from '../templates/rules/rule-template.ts';
import type { UnitName } from '../templates/units.data.ts';

/** What system rules are about; they are switched on and off by group. */
export type SystemRuleGroup =
  | 'nodes'
  | 'capacity'
  | 'pods'
  | 'workloads'
  | 'storage'
  | 'certificates'
  | 'control-plane'
  | 'etcd'
  | 'monitoring'
  | 'recordings'
  | 'tocsin';

/** Who can have a rule: the platform over whole clusters, tenants over their namespaces, or both. */
export type SystemRuleAudience = 'platform' | 'tenants' | 'both';

/** A rung that the rule has unless it is overridden. */
export interface SystemRuleLevel {
  readonly severity: SystemSeverity;
  /** In the rule's unit. */
  readonly threshold: number;
  readonly forMs: number;
}

/** Owners with another ladder get the nearest of their rungs. Most severe first. */
export const SYSTEM_SEVERITIES = ['critical', 'major', 'warning', 'info'] as const;
export type SystemSeverity = (typeof SYSTEM_SEVERITIES)[number];

/**
 * Series, and what fires then. Series are written as promtool reads them, one point a minute; the
 * namespace of an owner is `shop` in all of them.
 */
export interface SystemRuleCase {
  /** After the first point, e.g. `10m`. */
  readonly at: string;
  /** `up{job="kubelet"} 0x10` */
  readonly series: readonly string[];
  /** `critical{node="n1"}`: severity and labels of the rows that fire; none where all is well. */
  readonly alerts: readonly string[];
}

/**
 * A rule that is there without anybody writing it. Not stored: what is stored is who switched it on
 * or off, and what an owner has otherwise.
 */
export interface SystemRule {
  /** Unique, lower-case words with hyphens; never changed: overrides and incidents remember it. */
  readonly id: string;
  /** Grows with each change of what is asked or compared with; texts do not count. */
  readonly version: number;
  /** The rule of KubeGems that it stands for. */
  readonly kubegems: readonly string[];
  readonly group: SystemRuleGroup;
  readonly audience: SystemRuleAudience;
  /** On where its group is on and nobody said otherwise. */
  readonly isOn: boolean;
  readonly title: BilingualText;
  /** What the value says, and when it is bad. */
  readonly description: BilingualText;
  /** What to do when it fires, or when it records nothing. */
  readonly runbook: BilingualText;
  readonly language: 'promql' | 'logql';
  /**
   * PromQL as in templates of rules: `$by` stands for the labels. In both languages `"$namespace"`
   * stands for the namespaces that the owner's rules look into.
   */
  readonly expression: string;
  /** Name of the series that its results become; null: it alerts. */
  readonly record: string | null;
  readonly intervalMs: number;
  /** Labels of its rows. */
  readonly labels: readonly string[];
  readonly unit: UnitName;
  readonly range: ThresholdRange;
  readonly operator: TemplateOperator;
  /** Most severe first; at least one, and none where it records: then nothing is compared. */
  readonly levels: readonly SystemRuleLevel[];
  readonly keepFiringForMs: number;
  /** At least one in which it fires and one in which it does not; none where it records. */
  readonly cases: readonly SystemRuleCase[];
}
