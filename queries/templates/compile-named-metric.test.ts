import { describe, expect, it } from 'vitest';
import { parsePromql } from '../promql/parse.ts';
import { selectorsOf } from '../promql/selectors-of.ts';
import { findNamedMetric, NAMED_METRICS } from './catalogue.ts';
import { type CompileSettings, compileNamedMetric } from './compile-named-metric.ts';
import { type FilterName, LEVELS } from './levels.data.ts';
import type { NamedMetric } from './named-metric.ts';

const pair = (tenant: string, project: string, cluster: string, namespace: string) => ({
  tenant,
  project,
  cluster,
  namespace,
});

const SETTINGS: CompileSettings = {
  filters: new Map(),
  windowMs: 300_000,
  pairs: [
    pair('acme', 'shop', 'eu1', 'acme-shop'),
    pair('acme', 'shop', 'eu1', 'acme.dev'),
    pair('globex', 'blog', 'eu1', 'globex-blog'),
  ],
  dialect: { namespaceLabel: 'namespace', clusterLabel: null },
};

function metric(id: string): NamedMetric {
  const found = findNamedMetric(id);
  if (found === undefined) throw new Error(`no metric ${id}`);
  return found;
}

const compiled = (
  id: string,
  filters: readonly (readonly [FilterName, readonly string[]])[] = [],
  settings: Partial<CompileSettings> = {},
) => compileNamedMetric(metric(id), { ...SETTINGS, filters: new Map(filters), ...settings });

const text = (...args: Parameters<typeof compiled>): string => {
  const result = compiled(...args);
  return result.kind === 'ok' ? result.promql : JSON.stringify(result);
};

describe('the compiler of named metrics', () => {
  it('leaves placeholders without names out', () => {
    expect(text('namespace_memory_usage')).toBe(
      'sum by (namespace) (container_memory_usage_bytes{container!="",container!="POD"})',
    );
  });

  it('fills in one name, several, and wildcards', () => {
    expect(text('namespace_memory_usage', [['namespace', ['a.b']]])).toContain('namespace="a.b"');
    expect(text('namespace_memory_usage', [['namespace', ['a.b', 'c']]])).toContain(
      'namespace=~"a\\\\.b|c"',
    );
    expect(text('namespace_memory_usage', [['namespace', ['a-*']]])).toContain('namespace=~"a-.*"');
  });

  it('keeps an optional part only when its filter is used', () => {
    expect(text('pod_memory_usage')).not.toContain('and');
    const byNode = text('pod_memory_usage', [['node', ['n1']]]);
    expect(byNode).toMatch(/and on \(namespace, pod\) kube_pod_info\{node="n1"\}$/);
    const byKind = text('pod_memory_usage', [['workload_kind', ['Deployment']]]);
    expect(byKind).toContain('owner_kind="Deployment"');
    expect(byKind).not.toContain('owner_name="');
    expect(byKind).not.toContain('kube_pod_info');
  });

  it('labels namespaces with their owners and sums these', () => {
    expect(text('project_memory_usage', [['project', ['acme.*']]])).toBe(
      'sum by (project) (label_replace(sum by (namespace) (container_memory_usage_bytes' +
        '{container!="",container!="POD",namespace=~"acme-shop|acme\\\\.dev"}), ' +
        '"project", "acme.shop", "namespace", "acme-shop|acme\\\\.dev"))',
    );
    expect(text('tenant_memory_usage')).toBe(
      'sum by (tenant) (label_replace(label_replace(sum by (namespace) (container_memory_usage_bytes' +
        '{container!="",container!="POD"}), ' +
        '"tenant", "acme", "namespace", "acme-shop|acme\\\\.dev"), ' +
        '"tenant", "globex", "namespace", "globex-blog"))',
    );
    expect(text('tenant_service_count')).toContain('count by (namespace) (group by (namespace');
  });

  it('has nothing to ask when the filters leave no owner', () => {
    expect(compiled('tenant_cpu_usage', [['tenant', ['nobody']]])).toEqual({ kind: 'nothing' });
  });

  it('speaks the dialect of the backend', () => {
    const dialect = { namespaceLabel: 'ns', clusterLabel: 'cluster' };
    const workload = text('workload_deployment_replica', [['namespace', ['a']]], { dialect });
    expect(workload).toContain('ns="a"');
    expect(workload).not.toContain('namespace');
    expect(workload).toContain('max by (ns, deployment, cluster)');
    expect(text('cluster_node_total', [], { dialect })).toBe(
      'count by (cluster) (group by (node, cluster) (kube_node_info))',
    );
    expect(text('node_load1', [], { dialect })).toContain('on (instance, cluster) group_left');
    expect(text('project_memory_usage', [['project', ['globex.blog']]], { dialect })).toBe(
      'sum by (project) (label_replace(label_join(sum by (ns, cluster) (container_memory_usage_bytes' +
        '{container!="",container!="POD",ns="globex-blog"}), "tocsin_pair", "/", "cluster", "ns"), ' +
        '"project", "globex.blog", "tocsin_pair", "eu1/globex-blog"))',
    );
  });

  it('takes the window for rates', () => {
    expect(text('namespace_cpu_usage', [], { windowMs: 600_000 })).toContain('[10m]');
  });

  it.each([
    ['a filter of another level', 'node_load1', 'pod', 'node_load1 cannot be filtered by pod'],
    [
      'a filter that this metric has no use for',
      'ingress_active_connections',
      'ingress',
      'ingress_active_connections cannot be filtered by ingress; it takes: namespace, job',
    ],
  ] as const)('refuses %s', (_name, id, filter, message) => {
    const result = compiled(id, [[filter, ['x']]]);
    expect(result).toMatchObject({ kind: 'refused', reason: 'filter' });
    expect(JSON.stringify(result)).toContain(message);
  });

  it('refuses a query that gets too long', () => {
    const names = Array.from(
      { length: 1_000 },
      (_, index) => `namespace-${index}-${'x'.repeat(50)}`,
    );
    expect(compiled('namespace_cpu_usage', [['namespace', names]])).toMatchObject({
      kind: 'refused',
      reason: 'too_long',
    });
  });

  it.each([
    'a"} or up{x="',
    'a\\',
    'a\nb',
    '}',
    '{__name__=~".+"}',
    '`a`',
    '$pod',
    '$?node',
    '#',
    "'",
    '名前',
    '.*|.+',
    '\u2028',
  ])('keeps the name %j inside its matcher, in every filter of every metric', (name) => {
    const pairs = [pair(name, 'shop', 'eu1', name), ...SETTINGS.pairs];
    for (const entry of NAMED_METRICS) {
      const plain = compileNamedMetric(entry, { ...SETTINGS, pairs });
      if (plain.kind !== 'ok') throw new Error(`${entry.id}: ${JSON.stringify(plain)}`);
      for (const filter of LEVELS[entry.level].filters) {
        const filters = new Map<FilterName, readonly string[]>([[filter, [name, 'other']]]);
        const result = compileNamedMetric(entry, { ...SETTINGS, pairs, filters });
        if (result.kind !== 'ok') continue;
        const parsed = parsePromql(result.promql);
        if (parsed.kind !== 'ok') throw new Error(`${entry.id} ${filter}: ${parsed.error.text}`);
        const metrics = new Set(selectorsOf(parsed.expr).map((selector) => selector.name));
        const template = parsePromql(entry.template.replaceAll('$window', '5m'));
        if (template.kind !== 'ok') throw new Error(entry.id);
        const known = new Set(selectorsOf(template.expr).map((selector) => selector.name));
        expect([...metrics].filter((selected) => !known.has(selected))).toEqual([]);
      }
    }
  });
});
