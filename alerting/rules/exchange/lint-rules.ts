import { parseDurationMs } from '../../../platform/model/duration.ts';
import { SEVERITY_LABEL } from '../alert-labels.ts';
import type { LintContext, LintedContent } from '../lint/lint-context.ts';
import type { LintFinding } from '../lint/lint-finding.ts';
import { lintRule } from '../lint/lint-rule.ts';
import type { LevelDraft } from '../rule-draft.ts';
import { readLevels } from '../validate-levels.ts';
import type { ExchangeGroup, ExchangeRule } from './exchange-group.ts';
import type { ReadRules } from './read-rules.ts';
import { splitThreshold } from './split-threshold.ts';

/** A finding about one rule of a text. */
export interface LintedRule {
  readonly group: string;
  readonly rule: string;
  /** From 1. */
  readonly line: number;
  readonly finding: LintFinding;
}

/** A file belongs to nobody: what is known of tenants, clusters and metadata is not known of it. */
const NOBODY: LintContext = {
  ruleId: null,
  namespaceLabels: [],
  spansNamespaces: false,
  scrapeIntervalMs: null,
  metricType: () => undefined,
  findTemplate: () => undefined,
  otherRules: [],
  past: [],
};

/** Of groups that name none: Prometheus's own default. */
const DEFAULT_INTERVAL_MS = 60_000;

/** What is worth a thought about the rules of a text, in their order. */
export function lintRules(read: Extract<ReadRules, { kind: 'read' }>): readonly LintedRule[] {
  const groups = read.documents.flatMap((document) => document.groups);
  return groups.flatMap((group) => group.rules.flatMap((rule) => lintOne(rule, group)));
}

function lintOne(rule: ExchangeRule, group: ExchangeGroup): readonly LintedRule[] {
  const findings = lintRule(contentOf(rule, group), NOBODY);
  const at = { group: group.name, rule: rule.name, line: rule.line };
  return findings.map((finding) => ({ ...at, finding }));
}

function contentOf(rule: ExchangeRule, group: ExchangeGroup): LintedContent {
  const { language } = group;
  const intervalMs = durationMs(group.interval, DEFAULT_INTERVAL_MS);
  const isAlert = rule.kind === 'alert';
  const { expression, condition } = isAlert
    ? splitThreshold(rule.expr, language)
    : { expression: rule.expr, condition: null };
  const level: LevelDraft = {
    severity: rule.labels.get(SEVERITY_LABEL) ?? '',
    ...condition,
    for: rule.for ?? '0s',
    keepFiringFor: rule.keepFiringFor ?? '0s',
  };
  return {
    name: rule.name,
    scope: { kind: 'platform', cluster: null },
    source: { kind: 'text' },
    language,
    expression,
    intervalMs,
    levels: readLevels(isAlert ? [level] : [], intervalMs),
    labels: new Map([...group.labels, ...rule.labels]),
    annotations: rule.annotations,
  };
}

function durationMs(text: string | null, otherwise: number): number {
  return (text === null ? undefined : parseDurationMs(text)) ?? otherwise;
}
