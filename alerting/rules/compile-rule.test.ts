import { describe, expect, it } from 'vitest';
import type { ClusterEnforcement } from '../../platform/tenancy/cluster.ts';
import { EMBEDDED_URL } from '../../platform/tenancy/cluster-backend.ts';
import { findRuleTemplate } from '../../queries/templates/rules/rule-templates.ts';
import { alertsOf, compile } from '../../test/support/compiled-rule.ts';
import {
  testCluster,
  testLevel,
  testMacKey,
  testRule,
  umbrellaRule,
} from '../../test/support/rule-fixture.ts';
import { checkTemplate } from './check-template.ts';
import { namespaceTemplate } from './manifests/namespace-labels.ts';
import type { Rule } from './rule.ts';
import { readRuleLabel } from './rule-mac.ts';
import { keptOf } from './rule-source.ts';

const lab = testCluster('lab');
const edge = testCluster('edge');

function expressions(rule: Rule, clusters = [lab, edge]): readonly (string | undefined)[] {
  return compile(rule, clusters).map(({ group }) => group?.rules[0]?.expr);
}

describe('a compiled rule', () => {
  it('is one group with an alerting rule per level', () => {
    const [only, ...others] = compile(testRule());
    expect(others).toEqual([]);
    expect(only?.group?.name).toBe('tocsin/acme/01J00000000000000000000ACM');
    expect(alertsOf(only?.group).map(({ alert, expr, forMs }) => ({ alert, expr, forMs }))).toEqual(
      [
        {
          alert: 'Queue too long',
          expr: '(jobs_waiting{namespace=~"acme-dev|acme-prod"}) > 100',
          forMs: 0,
        },
        {
          alert: 'Queue too long',
          expr: '(jobs_waiting{namespace=~"acme-dev|acme-prod"}) > 10',
          forMs: 60_000,
        },
      ],
    );
  });

  it('carries whose it is, and differs by level in severity only', () => {
    const [critical, warning] = compile(testRule())[0]?.group?.rules ?? [];
    const labels = Object.fromEntries(critical?.labels ?? []);
    expect(labels).toEqual({
      component: 'queue',
      namespace: '{{ with $labels.namespace }}{{ . }}{{ else }}acme-prod{{ end }}',
      severity: 'critical',
      tocsin_rule: expect.stringMatching(/^01J00000000000000000000ACM\.[\w-]{22}$/),
      tocsin_tenant: 'acme',
    });
    expect(readRuleLabel(testMacKey, 'lab', labels.tocsin_rule ?? '')).toBe(testRule().id);
    expect(Object.fromEntries(warning?.labels ?? [])).toEqual({ ...labels, severity: 'warning' });
  });

  it('reads each tenant its own pairs, each cluster its own', () => {
    expect(expressions(testRule({ scopeText: 'acme' }))).toEqual([
      '(jobs_waiting{namespace=~"acme-dev|acme-prod"}) > 100',
      '(jobs_waiting{namespace="acme-blog"}) > 100',
    ]);
    expect(expressions(testRule({ scopeText: 'acme@edge' }))).toEqual([
      '(jobs_waiting{namespace="acme-blog"}) > 100',
    ]);
    expect(expressions(umbrellaRule())).toEqual([
      '(jobs_waiting{namespace="umbrella-prod"}) > 100',
    ]);
  });

  it('may use info() with one argument where the source itself keeps to the scope', () => {
    const rule = testRule({ expression: 'info(jobs_waiting)' });
    const ruled = { ruleSink: { kind: 'embedded' } } as const;
    const expr = '(info(jobs_waiting{namespace=~"acme-dev|acme-prod"})) > 100';
    const own = testCluster('lab', { ...ruled, metricsUrl: EMBEDDED_URL });
    expect(expressions(rule, [own])).toEqual([expr]);
    const [compiled] = compile(rule, [own]);
    expect(compiled?.within).toEqual({
      matchers: [{ name: 'namespace', op: '=~', values: ['acme-dev', 'acme-prod'] }],
      exemptMetrics: [],
    });
    for (const other of [testCluster('lab', ruled), testCluster('lab')]) {
      expect(compile(rule, [other])[0]?.reason).toContain('info() with one argument');
    }
  });

  it('is nowhere when its scope holds no environment', () => {
    expect(compile(testRule({ scopeText: 'acme.empty' }))).toEqual([]);
  });

  it("of the platform reads all of a cluster of its own and keeps the series' labels", () => {
    const rule = testRule({ owner: '_platform', scopeText: '_platform@lab' });
    expect(expressions(rule)).toEqual(['(jobs_waiting) > 100']);
    expect(compile(rule)[0]?.group?.rules[0]?.labels.has('namespace')).toBe(false);
  });

  it.each([
    [
      'a comment at the end',
      'jobs_waiting # ) or up',
      '(jobs_waiting{namespace="acme-prod"}) > 100',
    ],
    ['several lines', 'a # x\n+\nb', '(a{namespace="acme-prod"} + b{namespace="acme-prod"}) > 100'],
    ['or', 'a or b', '(a{namespace="acme-prod"} or b{namespace="acme-prod"}) > 100'],
    ['a comparison inside', 'a > 5', '(a{namespace="acme-prod"} > 5) > 100'],
    ['a scalar', 'scalar(a)', 'vector(scalar(a{namespace="acme-prod"})) > 100'],
    ['a number', '1', 'vector(1) > 100'],
    [
      'a matcher of another namespace',
      'a{namespace="umbrella-prod"}',
      '(a{namespace="acme-prod",namespace="umbrella-prod"}) > 100',
    ],
  ])('wraps %s', (_name, expression, expected) => {
    expect(expressions(testRule({ scopeText: 'acme.shop.prod', expression }))).toEqual([expected]);
  });

  it.each([
    [1e21, '> 1e+21'],
    [-0, '> -0'],
    [-1.5, '> -1.5'],
    [0.1, '> 0.1'],
    [5e-324, '> 5e-324'],
    [2 ** 53, '> 9007199254740992'],
  ])('prints the threshold %d', (threshold, expected) => {
    const levels = [testLevel({ condition: { operator: '>', threshold } })];
    expect(expressions(testRule({ levels }))[0]).toMatch(new RegExp(`\\) ${literal(expected)}$`));
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses the threshold %d', (threshold) => {
    const levels = [testLevel({ condition: { operator: '>', threshold } })];
    expect(compile(testRule({ levels }))[0]?.reason).toContain('not a finite number');
  });

  it('leaves an expression that compares by itself as it is', () => {
    const levels = [testLevel({ condition: null, keepFiringForMs: 60_000 })];
    const rule = testRule({ levels, expression: 'jobs_waiting > 5 or absent(jobs_waiting)' });
    expect(compile(rule)[0]?.group?.rules).toMatchObject([
      {
        expr: 'jobs_waiting{namespace=~"acme-dev|acme-prod"} > 5 or absent(jobs_waiting{namespace=~"acme-dev|acme-prod"})',
        keepFiringForMs: 60_000,
      },
    ]);
  });

  it('takes its links along as annotations, and no template with them', () => {
    const rule = testRule({ runbookUrl: 'https://a.test/{{x}}', dashboardUrl: 'https://b.test' });
    const annotations = alertsOf(compile(rule)[0]?.group)[0]?.annotations;
    expect(annotations?.get('runbook_url')).toBe('https://a.test/{{ "{{" }}x}}');
    expect(annotations?.get('dashboard_url')).toBe('https://b.test');
    const own = testRule({ ...rule, annotations: new Map([['runbook_url', 'https://own.test']]) });
    expect(alertsOf(compile(own)[0]?.group)[0]?.annotations.get('runbook_url')).toBe(
      'https://own.test',
    );
  });

  it('is refused where the cluster cannot tell the scope from the rest', () => {
    const enforcement = { ...lab.enforcement, namespaceLabel: null, tenantLabel: 'team' };
    const byTeam = testCluster('lab', { enforcement });
    expect(compile(testRule(), [byTeam])[0]?.reason).toBeNull();
    expect(compile(testRule({ scopeText: 'acme.shop.dev' }), [byTeam])[0]).toMatchObject({
      group: null,
      reason: expect.stringContaining('cannot be told from the rest'),
    });
  });

  it('is refused where clusters share a backend and nothing tells them apart', () => {
    const shared = ['lab', 'edge'].map((id) => testCluster(id, { metricsUrl: 'http://one.test' }));
    expect(compile(testRule(), shared)[0]?.reason).toContain('no cluster label');
  });

  it.each([
    ['a', false],
    ['label_replace(a, "namespace", "umbrella-prod", "", "")', true],
    ['absent(a{namespace="umbrella-prod"})', true],
  ])('lets %s name only namespaces of the rule', (expression, isGuarded) => {
    const rule = testRule({ expression });
    const labels = compile(rule)[0]?.group?.rules[0]?.labels;
    const guard = '{{ if match "^(?:acme-prod|acme-dev)$" ($labels.namespace) }}';
    expect(labels?.get('namespace')?.startsWith(guard)).toBe(isGuarded);
    expect(labels?.has('exported_namespace')).toBe(isGuarded);
  });

  it('prints a severity, whatever is in it', () => {
    const severity = '{{query "up"}} {{{{';
    const levels = [testLevel({ severity })];
    const labels = compile(testRule({ levels }))[0]?.group?.rules[0]?.labels;
    const template = labels?.get('severity') ?? '';
    expect(template).toBe('{{ "{{" }}query "up"}} {{ "{{" }}{{ "{{" }}');
    expect(checkTemplate(template)).toBeUndefined();
    expect(template.replaceAll('{{ "{{" }}', '{{')).toBe(severity);
  });

  it('bears the tenant and cluster that its series must have, whatever it makes', () => {
    const labelled = { namespaceLabel: null, tenantLabel: 'team', clusterLabel: 'site' };
    const enforcement = { ...lab.enforcement, ...labelled };
    const rule = testRule({
      scopeText: 'acme',
      expression: 'label_replace(a, "team", "umbrella", "", "")',
      labels: new Map([['team', 'umbrella']]),
    });
    const labels = compile(rule, [testCluster('lab', { enforcement })])[0]?.group?.rules[0]?.labels;
    expect([labels?.get('team'), labels?.get('site')]).toEqual(['acme', 'lab']);
  });

  it('leaves exempt metrics to all', () => {
    const enforcement = { ...lab.enforcement, exemptMetrics: ['node_load1'] };
    const open = testCluster('lab', { enforcement });
    const rule = testRule({ scopeText: 'acme.shop.prod', expression: 'node_load1 + a' });
    expect(expressions(rule, [open])).toEqual(['(node_load1 + a{namespace="acme-prod"}) > 100']);
    const labels = compile(rule, [open])[0]?.group?.rules[0]?.labels;
    expect(labels?.get('namespace')).toBe(
      '{{ if match "^(?:acme-prod)$" ($labels.namespace) }}{{ $labels.namespace }}{{ else }}acme-prod{{ end }}',
    );
    expect(labels?.get('exported_namespace')).toBe(
      '{{ if not (match "^(?:acme-prod)$" ($labels.namespace)) }}{{ $labels.namespace }}{{ end }}',
    );
    const plain = compile({ ...rule, expression: 'a' }, [open])[0]?.group?.rules[0]?.labels;
    expect(plain?.has('exported_namespace')).toBe(false);
  });
});

describe('the namespace template', () => {
  it.each([
    ['namespace', '{{ with $labels.namespace }}{{ . }}{{ else }}shop{{ end }}'],
    ['a.b', '{{ with index $labels "a.b" }}{{ . }}{{ else }}shop{{ end }}'],
    ['a"b', '{{ with index $labels "a\\"b" }}{{ . }}{{ else }}shop{{ end }}'],
  ])('of the label %s', (label, expected) => {
    expect(namespaceTemplate(label, 'shop')).toBe(expected);
  });
});

function literal(text: string): string {
  return text.replaceAll(/[.+]/g, '\\$&');
}

describe('a compiled rule on logs', () => {
  const logsBy = (change: Partial<ClusterEnforcement>) =>
    testCluster('lab', {
      logs: {
        url: 'http://loki.test',
        enforcement: { ...lab.enforcement, ...change },
        holdsAudit: false,
      },
    });
  const errors = 'sum by (namespace) (count_over_time({app="shop"} |= "error" [5m]))';
  const logRule = (change: Parameters<typeof testRule>[0] = {}) =>
    testRule({ language: 'logql', expression: errors, ...change });

  it('holds the matchers of its scope in every stream selector', () => {
    expect(expressions(logRule(), [lab])).toEqual([
      '(sum by (namespace) (count_over_time({namespace=~"acme-dev|acme-prod", app="shop"} |= "error" [5m]))) > 100',
    ]);
    expect(compile(logRule(), [lab])[0]?.group?.language).toBe('logql');
  });

  it('reads the labels of the logs, and bears those of the alerts', () => {
    const [compiled] = compile(logRule(), [logsBy({ namespaceLabel: 'k8s_namespace' })]);
    expect(compiled?.group?.rules[0]?.expr).toContain('{k8s_namespace=~"acme-dev|acme-prod"');
    expect(compiled?.group?.rules[0]?.labels.get('namespace')).toBe(
      '{{ with $labels.k8s_namespace }}{{ . }}{{ else }}acme-prod{{ end }}',
    );
  });

  it.each([
    ['sum(count_over_time({a="b"} | drop namespace | json [1m])) by (namespace)', true],
    [
      'sum(count_over_time({a="b"} | label_format namespace=`umbrella-prod` [1m])) by (namespace)',
      true,
    ],
    ['label_replace(rate({a="b"}[1m]), "namespace", "umbrella-prod", "", "")', true],
    ['sum(rate({a="b"} |= "x" | level="error" [1m])) by (namespace)', false],
    ['rate({a="b"}[1m]) / rate({a="c"} | logfmt [1m])', true],
  ])('lets %s name only namespaces of the rule', (expression, isGuarded) => {
    const labels = compile(logRule({ expression }))[0]?.group?.rules[0]?.labels;
    const guard = '{{ if match "^(?:acme-prod|acme-dev)$" ($labels.namespace) }}';
    expect(labels?.get('namespace')?.startsWith(guard)).toBe(isGuarded);
  });

  it('names only namespaces of the rule where no label of the logs tells namespaces apart', () => {
    const byTenant = logsBy({ namespaceLabel: null, tenantLabel: 'org' });
    const rule = logRule({ scopeText: 'acme@lab', expression: 'rate({app="shop"}[1m])' });
    const [compiled] = compile(rule, [byTenant]);
    expect(compiled?.group?.rules[0]?.expr).toContain('{org="acme", app="shop"}');
    expect(compiled?.group?.rules[0]?.labels.get('namespace')).toBe(
      '{{ if match "^(?:acme-prod|acme-dev)$" ($labels.namespace) }}{{ $labels.namespace }}{{ else }}acme-prod{{ end }}',
    );
  });

  it.each([
    ['acme.shop', '{namespace=~"acme-dev|acme-prod", tocsin_audit="", app="shop"}'],
    ['_platform@lab', '{tocsin_audit="", app="shop"}'],
  ])('of %s reads no audit', (scopeText, selector) => {
    const logs = { url: EMBEDDED_URL, enforcement: lab.enforcement, holdsAudit: true };
    const owner = scopeText.startsWith('_') ? '_platform' : 'acme';
    const [compiled] = compile(logRule({ scopeText, owner }), [testCluster('lab', { logs })]);
    expect(compiled?.group?.rules[0]?.expr).toContain(selector);
    expect(compiled?.within?.matchers).toContainEqual({ name: 'tocsin_audit', op: 'absent' });
  });

  it('is refused where the cluster has no logs, and where it would give lines', () => {
    const without = testCluster('lab', { logs: null });
    expect(compile(logRule(), [without])[0]?.reason).toContain('no backend of logs');
    expect(compile(logRule({ expression: '{app="shop"}' }))[0]?.reason).toContain('gives lines');
  });

  it('is refused where clusters share their Loki and nothing tells them apart', () => {
    const url = 'http://one.test';
    const logs = { url, enforcement: lab.enforcement, holdsAudit: false };
    const shared = ['lab', 'edge'].map((id) => testCluster(id, { logs }));
    expect(compile(logRule(), shared)[0]?.reason).toContain('no cluster label');
    expect(compile(testRule(), shared)[0]?.reason).toBeNull();
  });
});

describe('a compiled rule from a template', () => {
  const found = findRuleTemplate('middlewires.redis.redisClients');
  if (!found) throw new Error('the catalogue lacks a template');
  const template = keptOf(found);
  const parameters = { filters: [{ label: 'service', op: '=' as const, value: 'cache' }] };
  const templated = (change: Partial<ClusterEnforcement> = {}) => {
    const rule = testRule({ source: { kind: 'template', template, parameters } });
    const enforcement = { ...lab.enforcement, ...change };
    return compile(rule, [testCluster('lab', { enforcement })])[0];
  };

  it('is written in the label names of the cluster, with the matchers of its scope', () => {
    const expr = templated()?.group?.rules[0]?.expr;
    expect(expr).toContain('namespace=~"acme-dev|acme-prod"');
    expect(expr).toContain('service="cache"');
    expect(expr).toContain('by (namespace');
    const renamed = templated({ namespaceLabel: 'kubernetes_namespace' })?.group?.rules[0]?.expr;
    expect(renamed).toContain('kubernetes_namespace=~"acme-dev|acme-prod"');
    expect(renamed).toContain('by (kubernetes_namespace');
    expect(renamed).not.toMatch(/\bnamespace/);
  });

  it('stays what its template was', () => {
    const kept = { ...template, promql: 'sum by ($by) (mine{namespace=~"$namespace"})' };
    const rule = testRule({ source: { kind: 'template', template: kept, parameters: {} } });
    expect(compile(rule, [lab])[0]?.group?.rules[0]?.expr).toContain('mine{');
  });
});
