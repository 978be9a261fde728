import { describe, expect, it } from 'vitest';
import { findTargets, type NamespaceObjects, type TargetSearch } from './find-targets.ts';
import { podView, serviceView, sliceView, slimObject } from './object-views.ts';

const everything = { matchLabels: {}, matchExpressions: [] };
const search = (find: TargetSearch['find'], more: Partial<TargetSearch> = {}): TargetSearch => ({
  find,
  selector: everything,
  isTenants: true,
  ...more,
});

function pod(
  name: string,
  ip: string,
  more: { annotations?: object; spec?: object; phase?: string } = {},
) {
  return podView(
    slimObject({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name,
        namespace: 'acme',
        uid: `uid-${name}`,
        labels: { app: name, 'app.kubernetes.io/part-of': 'shop' },
        annotations: { ...more.annotations } as Record<string, string>,
        ownerReferences: [{ kind: 'ReplicaSet', name: `${name}-1`, controller: true }],
      },
      spec: {
        nodeName: 'n1',
        containers: [
          { name: 'main', ports: [{ name: 'web', containerPort: 8080 }, { containerPort: 9090 }] },
        ],
        ...more.spec,
      },
      status: {
        podIP: ip,
        hostIP: '192.168.0.1',
        phase: more.phase ?? 'Running',
        conditions: [{ type: 'Ready', status: 'True' }],
      },
    }),
  );
}

function service(name: string, annotations: Record<string, string> = {}) {
  const metadata = { name, namespace: 'acme', labels: { app: name }, annotations };
  return serviceView(slimObject({ apiVersion: 'v1', kind: 'Service', metadata }));
}

function slice(of: string, addresses: readonly string[]) {
  return sliceView(
    slimObject({
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        name: `${of}-x`,
        namespace: 'acme',
        labels: { 'kubernetes.io/service-name': of },
      },
      addressType: 'IPv4',
      ports: [{ name: 'web', port: 8080, protocol: 'TCP' }],
      endpoints: [
        { addresses, conditions: { ready: true }, targetRef: { kind: 'Pod', name: 'a' } },
      ],
    }),
  );
}

const addressesOf = (objects: Partial<NamespaceObjects>, wanted: TargetSearch) =>
  findTargets({ pods: [], services: [], slices: [], ...objects }, wanted).flatMap(
    ({ addresses }) => addresses,
  );

describe('targets in a namespace', () => {
  it('are the ports of pods, with the meta labels of Prometheus', () => {
    const [first] = findTargets(
      { pods: [pod('a', '10.1.0.1')], services: [], slices: [] },
      search('pods'),
    );
    expect(first?.addresses).toEqual(['10.1.0.1:8080']);
    expect(Object.fromEntries(first?.labels ?? [])).toEqual({
      __meta_kubernetes_namespace: 'acme',
      __meta_kubernetes_pod_container_init: 'false',
      __meta_kubernetes_pod_container_name: 'main',
      __meta_kubernetes_pod_container_port_name: 'web',
      __meta_kubernetes_pod_container_port_number: '8080',
      __meta_kubernetes_pod_container_port_protocol: 'TCP',
      __meta_kubernetes_pod_controller_kind: 'ReplicaSet',
      __meta_kubernetes_pod_controller_name: 'a-1',
      __meta_kubernetes_pod_host_ip: '192.168.0.1',
      __meta_kubernetes_pod_ip: '10.1.0.1',
      __meta_kubernetes_pod_label_app: 'a',
      __meta_kubernetes_pod_label_app_kubernetes_io_part_of: 'shop',
      __meta_kubernetes_pod_labelpresent_app: 'true',
      __meta_kubernetes_pod_labelpresent_app_kubernetes_io_part_of: 'true',
      __meta_kubernetes_pod_name: 'a',
      __meta_kubernetes_pod_node_name: 'n1',
      __meta_kubernetes_pod_phase: 'Running',
      __meta_kubernetes_pod_ready: 'true',
      __meta_kubernetes_pod_uid: 'uid-a',
    });
  });

  it('are those that the selector names, and run', () => {
    const pods = [pod('a', '10.1.0.1'), pod('b', '10.1.0.2'), pod('c', '', {})];
    const selector = { matchLabels: { app: 'b' }, matchExpressions: [] };
    expect(addressesOf({ pods }, search('pods', { selector }))).toEqual([
      '10.1.0.2:8080',
      '10.1.0.2:9090',
    ]);
    expect(
      addressesOf({ pods: [pod('d', '10.1.0.4', { phase: 'Failed' })] }, search('pods')),
    ).toEqual([]);
  });

  it('of a tenant are never addresses of nodes, or of what is not its pod', () => {
    const pods = [pod('a', '10.1.0.1'), pod('h', '192.168.0.1', { spec: { hostNetwork: true } })];
    const objects = {
      pods,
      services: [service('a')],
      slices: [slice('a', ['10.1.0.1', '10.9.9.9', '169.254.169.254', '192.168.0.1'])],
    };
    expect(addressesOf(objects, search('endpoints'))).toEqual(['10.1.0.1:8080']);
    expect(addressesOf({ pods }, search('annotated'))).toEqual([]);
    const ofPlatform = search('endpoints', { isTenants: false });
    expect(addressesOf(objects, ofPlatform)).toHaveLength(4);
  });

  it('are annotated pods and services, once for each address', () => {
    const annotations = {
      'prometheus.io/scrape': 'true',
      'prometheus.io/port': '9999',
      'prometheus.io/path': '/stats',
      'prometheus.io/scheme': 'HTTPS',
    };
    const pods = [pod('a', '10.1.0.1', { annotations }), pod('b', '10.1.0.2')];
    const [found] = findTargets({ pods, services: [], slices: [] }, search('annotated'));
    expect(found?.addresses).toEqual(['10.1.0.1:9999']);
    expect(found?.labels.get('__metrics_path__')).toBe('/stats');
    expect(found?.labels.get('__scheme__')).toBe('https');
    const scraped = { 'prometheus.io/scrape': 'true' };
    const declared = [pod('a', '10.1.0.1', { annotations: scraped })];
    expect(addressesOf({ pods: declared }, search('annotated'))).toHaveLength(2);
    const objects = { pods: [pod('b', '10.1.0.2')], slices: [slice('b', ['10.1.0.2'])] };
    const moved = service('b', { ...scraped, 'prometheus.io/port': '7' });
    expect(addressesOf({ ...objects, services: [moved] }, search('annotated'))).toEqual([
      '10.1.0.2:7',
    ]);
  });
});
