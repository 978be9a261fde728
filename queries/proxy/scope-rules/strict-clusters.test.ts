import { describe, expect, it } from 'vitest';
import type { LogsBackend } from '../../../platform/tenancy/cluster.ts';
import { Directory } from '../../../platform/tenancy/directory.ts';
import { scopeOfRule } from '../../../platform/tenancy/rule-scope.ts';
import { parseScopeName } from '../../../platform/tenancy/scope-name.ts';
import { enforcementWith, metricsBackend } from '../../../test/support/backends.ts';
import { asLogsCluster, asMetricsCluster } from '../asked-cluster.ts';
import { strictClusters } from './strict-clusters.ts';

const loki: LogsBackend = {
  ...metricsBackend('http://loki'),
  kind: 'loki',
  enforcement: {
    namespaceLabel: null,
    tenantLabel: 'tenant',
    clusterLabel: null,
    tenantHeader: null,
  },
};

const cluster = (id: string, strict: boolean, logs: LogsBackend | null = null) => ({
  id,
  metrics: metricsBackend(`http://${id}`),
  logs,
  enforcement: enforcementWith({ strict, exemptMetrics: ['up'] }),
});
const CLUSTERS = [cluster('eu1', true), cluster('us1', false), cluster('ap1', true, loki)];

const name = parseScopeName('_platform');
const nothing = { tenants: [], projects: [], environments: [], clusters: [] };
const scope = scopeOfRule(new Directory(1, nothing), name ?? { kind: 'platform', cluster: null });

describe('strictClusters', () => {
  it.each<[string, readonly string[], boolean]>([
    ['a strict cluster', ['eu1'], true],
    ['another one', ['us1'], false],
    ['a strict one among others', ['us1', 'eu1'], true],
    ['one that is not registered', ['mars'], false],
    ['none', [], false],
  ])('%s', (_, ids, isStrict) => {
    const metrics = strictClusters(() => CLUSTERS.map(asMetricsCluster));
    expect(metrics(scope, ids)).toBe(isStrict);
    const logs = strictClusters(() => CLUSTERS.map(asLogsCluster));
    expect(logs(scope, ids)).toBe(isStrict);
  });

  it('asks for the clusters each time', () => {
    let clusters = CLUSTERS.map(asMetricsCluster);
    const strict = strictClusters(() => clusters);
    expect(strict(scope, ['eu1'])).toBe(true);
    clusters = [asMetricsCluster(cluster('eu1', false))];
    expect(strict(scope, ['eu1'])).toBe(false);
  });
});

describe('asLogsCluster', () => {
  it('takes labels and header of the backend of logs, and is strict where the cluster is', () => {
    expect(asLogsCluster(cluster('ap1', true, loki)).enforcement).toEqual({
      ...loki.enforcement,
      exemptMetrics: [],
      strict: true,
      guardPast: false,
    });
  });
});
