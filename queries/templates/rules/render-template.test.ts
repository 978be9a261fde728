import { describe, expect, it } from 'vitest';
import { parsePromql } from '../../promql/parse.ts';
import { selectorsOf } from '../../promql/selectors-of.ts';
import { renderLevels, renderTemplate, type TemplateParameters } from './render-template.ts';
import type { RuleTemplate } from './rule-template.ts';
import { findRuleTemplate } from './rule-templates.ts';

function template(id: string): RuleTemplate {
  const found = findRuleTemplate(id);
  if (found === undefined) throw new Error(`no template ${id}`);
  return found;
}

const CLIENTS = template('middlewires.redis.redisClients');
const HIT_RATE = template('middlewires.redis.redisKeysHitRate');
const CPU = template('containers.container.cpuUsage');

const promql = (one: RuleTemplate, parameters: TemplateParameters = {}): string => {
  const rendered = renderTemplate(one, parameters);
  return rendered.kind === 'ok' ? rendered.promql : JSON.stringify(rendered.findings);
};

describe('rendering a template', () => {
  it.each<[string, RuleTemplate, TemplateParameters, string]>([
    ['as it stands', CLIENTS, {}, 'sum by (namespace, service) (redis_connected_clients)'],
    [
      'narrowed and grouped',
      CLIENTS,
      { filters: [{ label: 'service', op: '=~', value: 'cache-.+' }], groupBy: [] },
      'sum by (namespace) (redis_connected_clients{service=~"cache-.+"})',
    ],
    [
      'two filters on one label: both hold',
      CLIENTS,
      {
        filters: [
          { label: 'service', op: '!=', value: 'a' },
          { label: 'service', op: '!=', value: 'b' },
        ],
      },
      'sum by (namespace, service) (redis_connected_clients{service!="a",service!="b"})',
    ],
    [
      'filters go into every selector, the window into every range',
      HIT_RATE,
      { filters: [{ label: 'service', op: '=', value: 'c' }], windowMs: 600_000, groupBy: [] },
      'sum by (namespace) (rate(redis_keyspace_hits_total{service="c"}[10m])) / (sum by (namespace) (rate(redis_keyspace_hits_total{service="c"}[10m])) + sum by (namespace) (rate(redis_keyspace_misses_total{service="c"}[10m])) > 0)',
    ],
  ])('%s', (_name, one, parameters, expected) => {
    expect(promql(one, parameters)).toBe(expected);
  });

  it('joins nodes and workloads only where somebody asks for them', () => {
    expect(promql(CPU)).not.toContain('kube_');
    expect(promql(CPU, { groupBy: ['node'] })).toContain('group_left (node) max');
    expect(promql(CPU, { groupBy: ['node'] })).not.toContain('kube_pod_owner');
    const filters = [{ label: 'workload', op: '=', value: 'shop' }] as const;
    expect(promql(CPU, { filters })).toContain('owner_name="shop"');
    expect(promql(CPU, { filters })).not.toContain('kube_pod_info');
  });

  it('calls labels as the backend does', () => {
    const dialect = { namespaceLabel: 'kubernetes_namespace', clusterLabel: 'cluster' };
    const filters = [{ label: 'namespace', op: '=', value: 'acme-shop' }] as const;
    const rendered = renderTemplate(CLIENTS, { filters }, dialect);
    expect(rendered).toEqual({
      kind: 'ok',
      promql:
        'sum by (kubernetes_namespace, service, cluster) (redis_connected_clients{kubernetes_namespace="acme-shop"})',
      labels: ['namespace', 'service'],
    });
  });

  it.each([
    'a"} or up{x="',
    "a'} or up",
    'a`}',
    'a\\"',
    'line\nbreak',
    '# comment',
    '$by $window',
    '$service',
    '',
    '\u{1f600}',
  ])('takes %j as a text and nothing else', (value) => {
    for (const one of [CLIENTS, HIT_RATE]) {
      const filters = [{ label: 'service', op: '=' as const, value }];
      const parsed = parsePromql(promql(one, { filters }));
      const selectors = parsed.kind === 'ok' ? selectorsOf(parsed.expr) : [];
      expect(selectors.length).toBeGreaterThan(0);
      for (const { matchers } of selectors) {
        expect(matchers.map(({ name, op, value: text }) => ({ name, op, text }))).toEqual([
          { name: 'service', op: '=', text: value },
        ]);
      }
    }
  });

  it.each<[string, TemplateParameters, string]>([
    [
      'a label that is not declared',
      { filters: [{ label: 'pod', op: '=', value: 'x' }] },
      '/filters/0/label',
    ],
    [
      'a label that is no name',
      { filters: [{ label: 'x="}', op: '=', value: 'x' }] },
      '/filters/0/label',
    ],
    [
      'a pattern that is none',
      { filters: [{ label: 'service', op: '=~', value: '(' }] },
      '/filters/0/value',
    ],
    [
      'a value without end',
      { filters: [{ label: 'service', op: '=', value: 'x'.repeat(2_000) }] },
      '/filters/0/value',
    ],
    [
      'half a character',
      { filters: [{ label: 'service', op: '=', value: '\ud800' }] },
      '/filters/0/value',
    ],
    [
      'too many filters',
      {
        filters: Array.from(
          { length: 21 },
          () => ({ label: 'service', op: '=', value: 'x' }) as const,
        ),
      },
      '/filters',
    ],
    ['a grouping by what is not there', { groupBy: ['service', 'pod'] }, '/groupBy/1'],
    ['a window where there is none', { windowMs: 300_000 }, '/windowMs'],
  ])('refuses %s, and says where', (_name, parameters, path) => {
    const rendered = renderTemplate(CLIENTS, parameters);
    expect(rendered.kind === 'refused' ? rendered.findings.map((one) => one.path) : []).toEqual([
      path,
    ]);
  });

  it.each([0, 59_999, 86_400_001, 90_000.5, Number.NaN])(
    'refuses a window of %d ms',
    (windowMs) => {
      expect(renderTemplate(HIT_RATE, { windowMs })).toMatchObject({
        kind: 'refused',
        findings: [{ path: '/windowMs' }],
      });
    },
  );
});

describe('rendering levels', () => {
  it('compares with each threshold, whatever the query is', () => {
    const rendered = renderLevels(template('middlewires.mongodb.mongodbQPS'));
    const levels = rendered.kind === 'ok' ? rendered.levels : [];
    expect(levels.map(({ severity }) => severity)).toEqual(['critical', 'warning']);
    expect(levels[0]?.promql).toMatch(/^\(.+ or .+\) > 20000$/);
  });

  it('writes negative and broken thresholds so that they read back', () => {
    const levels = [{ severity: 'critical', threshold: -0.5 }];
    const cert = template('others.cert.expirationRemainTime');
    const rendered = renderLevels(cert, {}, { operator: '<=', levels });
    expect(rendered.kind === 'ok' && rendered.levels[0]?.promql.endsWith(') <= -0.5')).toBe(true);
  });

  it('finds thresholds that the unit cannot reach, beside bad parameters', () => {
    const levels = [
      { severity: 'critical', threshold: 80 },
      { severity: 'warning', threshold: 0.5 },
      { severity: 'info', threshold: Number.POSITIVE_INFINITY },
    ];
    const rendered = renderLevels(HIT_RATE, { groupBy: ['pod'] }, { operator: '<', levels });
    expect(rendered.kind === 'refused' ? rendered.findings.map(({ path }) => path) : []).toEqual([
      '/groupBy/0',
      '/levels/0/threshold',
      '/levels/2/threshold',
    ]);
    expect(rendered.kind === 'refused' && rendered.findings[1]?.message).toBe(
      '8000 % is out of range: the value is from 0 % to 100 %',
    );
  });

  it.each([
    ['<', 0, 'never'],
    ['>', 1, 'never'],
    ['>=', 0, 'always'],
    ['<=', 1, 'always'],
  ] as const)('finds that a share %s %d fires %s', (operator, threshold, word) => {
    const levels = [{ severity: 'critical', threshold }];
    const rendered = renderLevels(HIT_RATE, {}, { operator, levels });
    expect(rendered.kind === 'refused' ? rendered.findings[0]?.message : '').toContain(
      `${word} fires`,
    );
  });
});
