import { findRuleTemplate } from '../../../queries/templates/rules/rule-templates.ts';
import type { RuleLevel } from '../rule.ts';
import type { RuleContent } from '../rule-draft.ts';
import type { LintContext } from './lint-context.ts';

/** A level for tests. */
export function level(changes: Partial<RuleLevel> = {}): RuleLevel {
  return {
    severity: 'critical',
    condition: { operator: '>', threshold: 5 },
    forMs: 300_000,
    checks: null,
    keepFiringForMs: 60_000,
    channels: null,
    repeat: null,
    ...changes,
  };
}

/** A rule of acme for tests, without a finding. */
export function content(changes: Partial<RuleContent> = {}): RuleContent {
  return {
    name: 'Errors',
    scope: { kind: 'node', node: node('acme', 'shop'), cluster: null },
    source: { kind: 'text' },
    language: 'promql',
    expression: 'sum by (namespace) (rate(http_errors_total[5m]))',
    intervalMs: 60_000,
    levels: [level()],
    labels: new Map(),
    annotations: new Map(),
    contact: '',
    runbookUrl: '',
    dashboardUrl: '',
    unit: null,
    record: null,
    noData: 'ignore',
    onError: 'keep',
    policy: null,
    channels: [],
    levelChange: 'raised',
    enabled: true,
    ...changes,
  };
}

/** A project, or an environment of it. */
export function node(tenant: string, project: string, environment: string | null = null) {
  return { tenant, project, environment };
}

/** What acme's rules are judged by. */
export const ACME: LintContext = {
  ruleId: 'R1',
  namespaceLabels: ['namespace'],
  spansNamespaces: true,
  scrapeIntervalMs: null,
  metricType: () => undefined,
  findTemplate: findRuleTemplate,
  otherRules: [],
  past: [],
};

/** Another tenant's, on clusters that name the namespace otherwise. */
export const GLOBEX: LintContext = { ...ACME, ruleId: 'R9', namespaceLabels: ['kubernetes_ns'] };
