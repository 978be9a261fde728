import type { Rule, RuleLevel } from '../../alerting/rules/rule.ts';
import type { RuleCluster } from '../../alerting/rules/rule-cluster.ts';
import { Directory, type EnvironmentEntry } from '../../platform/tenancy/directory.ts';
import { parseScopeName } from '../../platform/tenancy/scope-name.ts';
import { enforcementWith } from './backends.ts';

/** Key of rule labels in tests. */
export const testMacKey = Buffer.alloc(32, 7);

export const acmeRuleId = '01J00000000000000000000ACM';
export const umbrellaRuleId = '01J000000000000000000000MB';

/** Pairs of two tenants: acme has two environments on `lab` and one on `edge`, umbrella one. */
export const testEnvironments: readonly EnvironmentEntry[] = [
  environment('acme.shop.prod', 'lab', 'acme-prod', 'prod'),
  environment('acme.shop.dev', 'lab', 'acme-dev', 'dev'),
  environment('acme.blog.prod', 'edge', 'acme-blog', 'prod'),
  environment('umbrella.shop.prod', 'lab', 'umbrella-prod', 'prod'),
];

/** Who owns what in tests; `version` as wished, environments as given. */
export function testDirectory(version = 1, environments = testEnvironments): Directory {
  const tenants = ['acme', 'umbrella'].map((id) => ({
    id,
    title: id,
    timeZone: 'UTC',
    language: 'en' as const,
    severities: ['critical', 'warning'],
  }));
  const projects = [
    { tenant: 'acme', id: 'shop', title: '' },
    { tenant: 'acme', id: 'blog', title: '' },
    { tenant: 'acme', id: 'empty', title: '' },
    { tenant: 'umbrella', id: 'shop', title: '' },
  ];
  return new Directory(version, { tenants, projects, environments, clusters: ['lab', 'edge'] });
}

/** A cluster with a namespace label and a folder of rule files. */
export function testCluster(id: string, change: Partial<RuleCluster> = {}): RuleCluster {
  return {
    id,
    metricsUrl: `http://${id}.test:9090`,
    enforcement: enforcementWith(),
    logs: { url: `http://${id}.test:3100`, enforcement: enforcementWith(), holdsAudit: false },
    ruleSink: { kind: 'rule-files', directory: `/${id}` },
    ...change,
  };
}

/** `warning` above 10 at once, changed as wished. */
export function testLevel(change: Partial<RuleLevel> = {}): RuleLevel {
  return {
    severity: 'warning',
    condition: { operator: '>', threshold: 10 },
    forMs: 0,
    checks: null,
    keepFiringForMs: 0,
    channels: null,
    repeat: null,
    ...change,
  };
}

/** A rule of acme over its project `shop`, changed as wished; `scopeText` sets the scope. */
export function testRule(change: Partial<Rule> & { readonly scopeText?: string } = {}): Rule {
  const { scopeText = 'acme.shop', ...fields } = change;
  const scope = parseScopeName(scopeText);
  if (!scope) throw new Error(`not a scope: ${scopeText}`);
  return {
    id: acmeRuleId,
    owner: 'acme',
    name: 'Queue too long',
    scope,
    source: { kind: 'text' },
    language: 'promql',
    expression: 'jobs_waiting',
    intervalMs: 1_000,
    levels: [
      testLevel({ severity: 'critical', condition: { operator: '>', threshold: 100 } }),
      testLevel({ forMs: 60_000 }),
    ],
    labels: new Map([['component', 'queue']]),
    annotations: new Map([['summary', '{{ $value }} jobs wait in {{ $labels.namespace }}']]),
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
    revision: 1,
    createdAtMs: 1_767_225_600_000,
    updatedAtMs: 1_767_225_600_000,
    updatedBy: 'tests',
    ...fields,
  };
}

/** The same rule of the other tenant. */
export function umbrellaRule(change: Partial<Rule> = {}): Rule {
  return testRule({ id: umbrellaRuleId, owner: 'umbrella', scopeText: 'umbrella', ...change });
}

function environment(
  path: string,
  cluster: string,
  namespace: string,
  kind: EnvironmentEntry['kind'],
): EnvironmentEntry {
  const [tenant = '', project = '', id = ''] = path.split('.');
  return {
    tenant,
    project,
    id,
    title: id,
    cluster,
    namespace,
    kind,
    bornAtMs: 0,
    readableFromMs: null,
  };
}
