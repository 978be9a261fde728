import { describe, expect, it } from 'vitest';
import { resolveKubernetesSink } from '../../../platform/tenancy/kubernetes-sink-settings.ts';
import { deliveredText } from './delivered-text.ts';
import type { RuleGroup } from './rule-group.ts';

const origin = { cluster: 'lab', owner: 'acme', ruleId: '01J00000000000000000000ACM', revision: 3 };
const group: RuleGroup = {
  ...{ name: 'g', language: 'promql', intervalMs: 30_000, limit: 100 },
  rules: [
    {
      ...{ kind: 'alerting', alert: 'a', expr: '1', forMs: 0, keepFiringForMs: 0 },
      ...{ labels: new Map(), annotations: new Map() },
    },
  ],
};
const logs: RuleGroup = { ...group, language: 'logql' };
const kubernetes = (more: object = {}) => resolveKubernetesSink({ kind: 'kubernetes', ...more });

const kindOf = (
  ruleSink: Parameters<typeof deliveredText>[0]['ruleSink'],
  home: string | null,
  of = group,
) => {
  const text = deliveredText({ ruleSink }, home, origin, of);
  return /^kind: "(\w+)"$/m.exec(text)?.[1] ?? (text.includes('\ngroups:\n') ? 'rule file' : '');
};

describe('what is shown as delivered', () => {
  it('is the object where the cluster gets one', () => {
    expect(kindOf(kubernetes(), 'acme-prod')).toBe('PrometheusRule');
    expect(kindOf(kubernetes({ logRules: 'alertingrule', lokiTenantId: 'a' }), 'x', logs)).toBe(
      'AlertingRule',
    );
    const text = deliveredText({ ruleSink: kubernetes() }, 'acme-prod', origin, group);
    expect(text).toContain('name: "tocsin-acme-01j00000000000000000000acm"');
    expect(text).toContain('namespace: "acme-prod"');
  });

  it('is the rule file otherwise', () => {
    expect(kindOf({ kind: 'embedded' }, 'acme-prod')).toBe('rule file');
    expect(kindOf(kubernetes(), 'acme-prod', logs)).toBe('rule file');
    expect(kindOf(kubernetes({ logRules: 'configmap' }), 'acme-prod', logs)).toBe('rule file');
    expect(kindOf(kubernetes(), null)).toBe('rule file');
  });
});
