import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../platform/kubernetes/objects/kubernetes-object.ts';
import { addressPolicy } from '../../platform/outbound/address-policy.ts';
import { parseAllowList } from '../../platform/outbound/allow-list.ts';
import { type FoundOptions, foundJobs, type NamespacePlace } from './found-jobs.ts';

const config: FoundOptions['config'] = {
  maxPerTenant: 10,
  minInterval: '5s',
  sampleLimit: 1_000,
  targetLimit: 50,
  labelLimit: 30,
  labelNameLengthLimit: 100,
  labelValueLengthLimit: 500,
  probers: [],
};
const places: Readonly<Record<string, NamespacePlace>> = {
  acme: { tenant: 'acme', ownLabels: new Map([['namespace', 'acme']]), isTenants: true },
  globex: { tenant: 'globex', ownLabels: new Map([['namespace', 'globex']]), isTenants: true },
};
const placeOf = (namespace: string): NamespacePlace =>
  places[namespace] ?? {
    tenant: '_platform',
    ownLabels: new Map([['namespace', namespace]]),
    isTenants: false,
  };
const options: FoundOptions = {
  cluster: 'blue',
  generation: 1,
  mode: 'monitors',
  placeOf,
  secretOf: () => null,
  judge: addressPolicy('tenant', parseAllowList([])),
  memory: new WeakMap(),
  config,
  intervalMs: 15_000,
  timeoutMs: 10_000,
};

const monitorIn = (namespace: string, spec: object, labels: Record<string, string> = {}) =>
  ({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: { name: 'm', namespace, labels, uid: 'u', resourceVersion: '7' },
    spec: { selector: {}, endpoints: [{ port: 'web' }], ...spec },
  }) as KubernetesObject;

const found = (...objects: readonly KubernetesObject[]) =>
  foundJobs(
    {
      namespaces: () => ['acme', 'globex', 'monitoring'],
      objects: () => ({ pods: [], services: [], slices: [] }),
      monitors: (namespace) => objects.filter(({ metadata }) => metadata.namespace === namespace),
    },
    options,
  );

describe('objects of a cluster as jobs', () => {
  it('belong to the owner of their namespace', () => {
    const { jobs, problems } = found(monitorIn('acme', {}), monitorIn('monitoring', {}));
    expect(problems).toEqual([]);
    expect(jobs.map(({ tenant, ownLabels }) => [tenant, ownLabels.get('namespace')])).toEqual([
      ['acme', 'acme'],
      ['_platform', 'monitoring'],
    ]);
    expect(jobs[0]?.source).toMatchObject({
      discoveries: [{ namespace: 'acme', search: { isTenants: true } }],
    });
  });

  it('of the platform may look elsewhere, and stay the platform’s; those of tenants may not', () => {
    const any = { namespaceSelector: { any: true } };
    const { jobs, problems } = found(monitorIn('monitoring', any), monitorIn('acme', any));
    expect(jobs.map(({ tenant, ownLabels }) => [tenant, ownLabels.get('namespace')])).toEqual([
      ['_platform', 'acme'],
      ['_platform', 'globex'],
      ['_platform', 'monitoring'],
    ]);
    expect(new Set(jobs.map(({ id }) => id)).size).toBe(3);
    expect(problems).toMatchObject([{ tenant: 'acme', name: 'ServiceMonitor acme/m' }]);
  });

  it('are named as the operator names them, without what they may not ask for', () => {
    const spec = {
      jobLabel: 'app.kubernetes.io/name',
      endpoints: [{ port: 'web', honorLabels: true }],
    };
    const [job] = found(monitorIn('acme', spec)).jobs;
    expect(job?.honorLabels).toBe(false);
    expect(job?.relabel.at(-1)).toEqual({
      action: 'replace',
      sourceLabels: ['__meta_kubernetes_service_label_app_kubernetes_io_name'],
      regex: '(.+)',
      targetLabel: 'job',
    });
  });

  it('are passed over when they are ours, and told when they cannot be', () => {
    const ours = monitorIn('acme', {}, { 'app.kubernetes.io/managed-by': 'tocsin' });
    expect(found(ours)).toEqual({ jobs: [], problems: [] });
    const stealing = [{ targetLabel: 'namespace', replacement: 'globex' }];
    const wrong = monitorIn('acme', { endpoints: [{ port: 'web', relabelings: stealing }] });
    const [problem] = found(wrong).problems;
    expect(problem?.errors.join()).toContain('namespace is a label of tenancy');
    // A namespace that changed hands is judged anew.
    expect(found(wrong).problems).toHaveLength(1);
  });
});
