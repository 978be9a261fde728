import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { RuleGroup } from './rule-group.ts';
import { isRuleObjectFile, readObjectOrigin, ruleObject } from './rule-object.ts';

const place = {
  cluster: 'lab',
  owner: 'acme',
  ruleId: '01J00000000000000000000ACM',
  revision: 3,
  namespace: 'acme-prod',
  labels: { release: 'yes' },
  lokiTenantId: 'application',
};
const group: RuleGroup = {
  name: 'tocsin/acme/01J00000000000000000000ACM',
  language: 'promql',
  intervalMs: 90_000,
  limit: 2_000,
  rules: [
    {
      kind: 'alerting',
      alert: 'yes',
      expr: '1',
      forMs: 0,
      keepFiringForMs: 60_000,
      labels: new Map([
        ['on', 'off'],
        ['b', '<<'],
      ]),
      annotations: new Map(),
    },
  ],
};
const logs: RuleGroup = {
  ...group,
  language: 'logql',
  rules: group.rules.map((rule) => ({ ...rule, keepFiringForMs: 0 })),
};

function made(...of: Parameters<typeof ruleObject>) {
  const object = ruleObject(...of);
  if (object.kind === 'refused') throw new Error(object.reason);
  return object;
}

describe('a rule as an object of Kubernetes', () => {
  it('is a PrometheusRule with every text quoted, in a fixed order', () => {
    expect(made(place, group)).toEqual({
      kind: 'object',
      fileName: 'prometheusrule-tocsin-acme-01j00000000000000000000acm.yaml',
      text: [
        '# Managed by tocsin: change the rule there, edits of this file are overwritten.',
        '# tocsin-object cluster=lab owner=acme id=01J00000000000000000000ACM revision=3',
        'apiVersion: "monitoring.coreos.com/v1"',
        'kind: "PrometheusRule"',
        'metadata:',
        '  name: "tocsin-acme-01j00000000000000000000acm"',
        '  namespace: "acme-prod"',
        '  labels:',
        '    "app.kubernetes.io/managed-by": "tocsin"',
        '    release: "yes"',
        '    "tocsin/cluster": "lab"',
        '    "tocsin/rule": "01j00000000000000000000acm"',
        '    "tocsin/tenant": "acme"',
        'spec:',
        '  groups:',
        '    - name: "tocsin/acme/01J00000000000000000000ACM"',
        '      interval: "1m30s"',
        '      limit: 2000',
        '      rules:',
        '        - alert: "yes"',
        '          expr: "1"',
        '          for: "0s"',
        '          keep_firing_for: "1m"',
        '          labels:',
        '            "b": "<<"',
        '            "on": "off"',
        '',
      ].join('\n'),
    });
  });

  it('is an AlertingRule of the Loki operator on logs', () => {
    const { fileName, text } = made(place, logs);
    expect(fileName).toBe('alertingrule-tocsin-acme-01j00000000000000000000acm.yaml');
    const object = parse(text, { version: '1.1' });
    expect(object).toMatchObject({ apiVersion: 'loki.grafana.com/v1', kind: 'AlertingRule' });
    expect(object.spec.tenantID).toBe('application');
    expect(object.spec.groups[0].rules[0]).toMatchObject({ expr: '1', for: '0s' });
  });

  it.each([
    ['no tenant of Loki', { ...place, lokiTenantId: null }, logs, /lokiTenantId/],
    ['what Loki does not know', place, { ...group, language: 'logql' }, /keepFiringFor/],
    [
      'too large an object',
      place,
      { ...group, rules: group.rules.map((rule) => ({ ...rule, expr: 'x'.repeat(524_288) })) },
      /larger/,
    ],
  ] as const)('is refused for %s', (_name, where, of, reason) => {
    const object = ruleObject(where, of);
    expect(object.kind === 'refused' && object.reason).toMatch(reason);
  });

  it.each(['_platform', 'a'.repeat(63), 'umbrella'])('has a valid name for %s', (owner) => {
    const { fileName, text } = made({ ...place, owner }, group);
    const { metadata } = parse(text);
    expect(metadata.name).toMatch(/^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/);
    expect(isRuleObjectFile(fileName)).toBe(true);
    expect('tocsin/tenant' in metadata.labels).toBe(owner !== '_platform');
    expect(readObjectOrigin(text)).toEqual({ cluster: 'lab', ruleId: place.ruleId });
  });

  it.each(['../x.yaml', 'rules.yaml', 'prometheusrule-a.yaml'])('%s is no file of ours', (name) => {
    expect(isRuleObjectFile(name)).toBe(false);
  });
});
