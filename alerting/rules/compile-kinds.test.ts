import { describe, expect, it } from 'vitest';
import { alertsOf, compile } from '../../test/support/compiled-rule.ts';
import { testCluster, testRule, umbrellaRule } from '../../test/support/rule-fixture.ts';

const lab = testCluster('lab');

describe('a rule that records', () => {
  const record = { record: 'job:waiting:sum', levels: [], expression: 'sum(jobs_waiting)' };

  it('reads each namespace alone and stamps it on what it records', () => {
    const rules = compile(testRule(record), [lab])[0]?.group?.rules ?? [];
    expect(rules.map((rule) => [rule.expr, Object.fromEntries(rule.labels)])).toEqual([
      ['sum(jobs_waiting{namespace="acme-prod"})', { component: 'queue', namespace: 'acme-prod' }],
      ['sum(jobs_waiting{namespace="acme-dev"})', { component: 'queue', namespace: 'acme-dev' }],
    ]);
    const other = compile(umbrellaRule(record), [lab])[0]?.group?.rules ?? [];
    expect(other.map(({ labels }) => labels.get('namespace'))).toEqual(['umbrella-prod']);
  });

  it('stamps all that the cluster tells tenants apart by, over what people wrote', () => {
    const enforcement = { ...lab.enforcement, tenantLabel: 'tenant', clusterLabel: 'cluster' };
    const labels = new Map([
      ['tenant', 'umbrella'],
      ['namespace', 'umbrella-prod'],
    ]);
    const [target] = compile(testRule({ ...record, labels }), [{ ...lab, enforcement }]);
    expect(Object.fromEntries(target?.group?.rules[0]?.labels ?? [])).toEqual({
      namespace: 'acme-prod',
      tenant: 'acme',
      cluster: 'lab',
    });
  });

  it('never records a metric that all tenants share', () => {
    const enforcement = { ...lab.enforcement, exemptMetrics: ['job:waiting:sum'] };
    expect(compile(testRule(record), [{ ...lab, enforcement }])[0]?.reason).toContain('shared');
    // Of lines as well: what is enforced on a backend of logs knows of no shared metrics.
    const logs = { url: 'http://loki', enforcement: lab.enforcement, holdsAudit: false };
    const ofLines = {
      ...record,
      language: 'logql',
      expression: 'sum(count_over_time({app="x"}[1m]))',
    } as const;
    const cluster = { ...lab, logs };
    expect(compile(testRule(ofLines), [cluster])[0]?.group?.rules).toHaveLength(2);
    expect(compile(testRule(ofLines), [{ ...cluster, enforcement }])[0]?.reason).toContain(
      'shared',
    );
  });

  it('makes a number a series', () => {
    const [target] = compile(testRule({ ...record, expression: 'time()' }), [lab]);
    expect(target?.group?.rules[0]?.expr).toBe('vector(time())');
  });

  it('bears its MAC in the name of its group alone', () => {
    const group = compile(testRule(record), [lab])[0]?.group;
    expect(group?.name).toMatch(/^tocsin\/acme\/01J00000000000000000000ACM\.[\w-]{22}$/);
    expect(group?.rules[0]?.labels.has('tocsin_rule')).toBe(false);
  });
});

describe('a rule without data', () => {
  it('keeps what fires, within its scope', () => {
    const [first] = alertsOf(compile(testRule({ noData: 'keep' }), [lab])[0]?.group);
    const own = first?.labels.get('tocsin_rule');
    expect(first?.expr).toBe(
      `((jobs_waiting{namespace=~"acme-dev|acme-prod"}) > 100) or (max without (alertstate) (ALERTS{namespace=~"acme-dev|acme-prod",alertstate="firing",tocsin_rule="${own}",severity="critical"}) and on () absent(jobs_waiting{namespace=~"acme-dev|acme-prod"}))`,
    );
  });

  it('keeps it where the evaluation before is further back than a selector looks', () => {
    const kept = (intervalMs: number) =>
      alertsOf(compile(testRule({ noData: 'keep', intervalMs }), [lab])[0]?.group)[0]?.expr;
    expect(kept(150_000)).toContain('(ALERTS{');
    expect(kept(600_000)).toMatch(/\(last_over_time\(ALERTS\{.*\}\[15m\]\)\)/);
  });

  it('keeps the namespace beside, of what is read of all tenants', () => {
    const expression = 'label_replace(jobs_waiting, "namespace", "x", "", "")';
    const [first] = alertsOf(compile(testRule({ noData: 'keep', expression }), [lab])[0]?.group);
    expect(first?.labels.get('exported_namespace')).toContain(
      '{{ with $labels.exported_namespace }}',
    );
  });

  it('is kept by our own ruler where its ALERTS are not among the metrics', () => {
    const cluster = testCluster('lab', { ruleSink: { kind: 'embedded' } });
    const [first] = alertsOf(compile(testRule({ noData: 'keep' }), [cluster])[0]?.group);
    expect(first?.expr).toBe('(jobs_waiting{namespace=~"acme-dev|acme-prod"}) > 100');
    expect(first?.keptWhile).toBe('absent(jobs_waiting{namespace=~"acme-dev|acme-prod"})');
  });

  it('is an alert of its own, after the longest wait', () => {
    const rules = alertsOf(compile(testRule({ noData: 'alert' }), [lab])[0]?.group);
    expect(rules).toHaveLength(3);
    const last = rules[2];
    expect(last).toMatchObject({
      alert: 'Queue too long',
      expr: 'absent(jobs_waiting{namespace=~"acme-dev|acme-prod"})',
      forMs: 60_000,
    });
    expect(last?.labels.get('tocsin_no_data')).toBe('true');
    expect(last?.labels.get('severity')).toBe('critical');
    expect(Object.fromEntries(last?.annotations ?? [])).toEqual({
      summary: 'No data: Queue too long',
      description:
        "The rule's expression gives nothing on cluster lab: what it watches is gone, or its data is no longer collected. Expression: jobs_waiting",
    });
  });

  it('is asked of lines in their own language', () => {
    const rule = testRule({
      noData: 'alert',
      language: 'logql',
      expression: 'sum(count_over_time({app="a"}[5m]))',
    });
    const last = alertsOf(compile(rule, [lab])[0]?.group)[2];
    expect(last?.expr).toMatch(/^vector\(1\) unless sum\(sum\(count_over_time\(\{.*\)\)\)$/);
  });

  it('is nothing for a number', () => {
    const rule = testRule({ noData: 'alert', expression: 'time()' });
    expect(compile(rule, [lab])[0]?.group?.rules).toHaveLength(2);
  });
});
