import { describe, expect, it } from 'vitest';
import type { ClusterSettings } from '../../../platform/tenancy/cluster.ts';
import { EMBEDDED_URL, type LogsBackendKind } from '../../../platform/tenancy/cluster-backend.ts';
import { enforcementWith, metricsBackend } from '../../../test/support/backends.ts';
import { ruleBackend } from './rule-backend.ts';

const HIDDEN = { name: 'tocsin_audit', op: 'absent' } as const;

function clusterWith(kind: LogsBackendKind, url: string): ClusterSettings {
  const metrics = metricsBackend(EMBEDDED_URL, { kind: 'embedded' });
  return {
    id: 'lab',
    title: 'lab',
    metrics,
    logs: { ...metrics, url, kind, enforcement: null },
    enforcement: enforcementWith(),
    kubernetes: null,
    collection: { discover: 'off', labels: {} },
    ruleSink: { kind: 'embedded' },
    alertNamespaceTrusted: true,
    replicaLabels: [],
  };
}

describe('where a rule on logs is asked', () => {
  const question = (owner: string, namespace: string) => {
    const matchers = [{ name: 'namespace', op: '=', value: namespace }] as const;
    return { owner, language: 'logql', within: { matchers, exemptMetrics: [] } } as const;
  };

  it.each([
    ['acme', 'acme-prod'],
    ['umbrella', 'umbrella-prod'],
  ])('no audit of %s is shown, although the rule was made for another backend', (owner, name) => {
    const asked = question(owner, name);
    const backend = ruleBackend(clusterWith('embedded', EMBEDDED_URL), asked);
    expect(backend?.within?.matchers).toEqual([...asked.within.matchers, HIDDEN]);
    expect(backend?.headers.map(([, value]) => value)).toEqual([owner]);
    expect(ruleBackend(clusterWith('loki', 'http://loki.test'), asked)?.within).toBeUndefined();
  });

  it('series know no audit', () => {
    const asked = { ...question('acme', 'acme-prod'), language: 'promql' } as const;
    const backend = ruleBackend(clusterWith('embedded', EMBEDDED_URL), asked);
    expect(backend?.within).toEqual(asked.within);
    expect(ruleBackend(undefined, asked)).toBeNull();
  });
});
