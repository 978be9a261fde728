import { parseDurationMs } from '../../platform/model/duration.ts';
import type { TemplateOperator, ThresholdRange } from '../templates/rules/rule-template.ts';
import { UNIT_RANGES } from '../templates/rules/unit-ranges.data.ts';
import type { UnitName } from '../templates/units.data.ts';
import {
  SYSTEM_SEVERITIES,
  type SystemRule,
  type SystemRuleAudience,
  type SystemRuleCase,
  type SystemRuleGroup,
  type SystemSeverity,
} from './system-rule.ts';

/** `[threshold, for]` by severity; the order in which they are written is of no account. */
type RowLevels = Readonly<Partial<Record<SystemSeverity, readonly [number, string]>>>;

/** One row of the data files. In its query `$f` stands for the matcher that narrows the namespace. */
export interface SystemRuleRow {
  readonly id: string;
  /** Default 1. */
  readonly version?: number;
  readonly kubegems?: readonly string[];
  /** Default: the group's. */
  readonly audience?: SystemRuleAudience;
  /** Default true. */
  readonly isOn?: boolean;
  /** Title and description: English, Chinese, English, Chinese. */
  readonly texts: readonly [string, string, string, string];
  /** English, Chinese. */
  readonly runbook: readonly [string, string];
  readonly promql: string;
  readonly labels: readonly string[];
  readonly unit: UnitName;
  /** Where it is not the unit's. */
  readonly range?: ThresholdRange;
  readonly when: readonly [TemplateOperator, RowLevels];
  readonly keepFiringFor?: string;
  readonly fires: SystemRuleCase;
  /** Series at the same time, in which all is well. */
  readonly calm: readonly string[];
}

/** The rules of a group. */
export function systemRulesFrom(
  group: SystemRuleGroup,
  audience: SystemRuleAudience,
  rows: readonly SystemRuleRow[],
): readonly SystemRule[] {
  return rows.map((one) => ruleFrom(one, group, audience));
}

function ruleFrom(
  one: SystemRuleRow,
  group: SystemRuleGroup,
  audience: SystemRuleAudience,
): SystemRule {
  const [en, zh, descriptionEn, descriptionZh] = one.texts;
  const [operator, levels] = one.when;
  return {
    id: one.id,
    version: one.version ?? 1,
    kubegems: one.kubegems ?? [],
    group,
    audience: one.audience ?? audience,
    isOn: one.isOn ?? true,
    title: { en, zh },
    description: { en: descriptionEn, zh: descriptionZh },
    runbook: { en: one.runbook[0], zh: one.runbook[1] },
    language: 'promql',
    expression: one.promql.replaceAll('$f', 'namespace=~"$namespace"'),
    record: null,
    intervalMs: 60_000,
    labels: one.labels,
    unit: one.unit,
    range: one.range ?? UNIT_RANGES[one.unit],
    operator,
    levels: SYSTEM_SEVERITIES.flatMap((severity) => {
      const level = levels[severity];
      if (level === undefined) return [];
      return [{ severity, threshold: level[0], forMs: parseDurationMs(level[1]) ?? 0 }];
    }),
    keepFiringForMs: parseDurationMs(one.keepFiringFor ?? '0') ?? 0,
    cases: [one.fires, { at: one.fires.at, series: one.calm, alerts: [] }],
  };
}
