import { type CrdKind, crdsFor } from './crds/crd-documents.ts';
import type { JsonObject } from './model/json.ts';
import type { AccessRule } from './serve/access.ts';
import { type Kubernetes, type KubernetesOptions, startKubernetes } from './start-kubernetes.ts';

const monitoring = ['monitoring.coreos.com', 'logging.banzaicloud.io', 'loki.grafana.com'];

/** What a tenant may do in its own namespace: everything about its monitoring objects. */
export const tenantRules = (...namespaces: readonly string[]): readonly AccessRule[] => [
  { namespaces, groups: monitoring, resources: '*', verbs: '*' },
  {
    namespaces,
    groups: [''],
    resources: ['configmaps', 'events'],
    verbs: ['get', 'list', 'watch'],
  },
];

/** What tocsin's own service account may do, in the namespaces that it manages. */
export const writerRules = (...namespaces: readonly string[]): readonly AccessRule[] => [
  ...tenantRules(...namespaces),
  { namespaces, groups: [''], resources: ['secrets', 'configmaps'], verbs: '*' },
  { namespaces: '*', groups: [''], resources: ['namespaces'], verbs: ['get', 'list', 'watch'] },
  { namespaces: '*', groups: monitoring, resources: '*', verbs: ['get', 'list', 'watch'] },
];

/**
 * A cluster of two tenants: the namespaces `acme` and `globex`, identities of these names that may
 * work in their own, and `tocsin`, which may write in both. PrometheusRules are installed.
 */
export function startTwoTenantCluster(
  options: KubernetesOptions & { readonly kinds?: readonly CrdKind[]; readonly own?: boolean } = {},
): Promise<Kubernetes> {
  const { kinds = ['PrometheusRule'], own = false, ...rest } = options;
  return startKubernetes({
    namespaces: ['acme', 'globex'],
    identities: {
      acme: tenantRules('acme'),
      globex: tenantRules('globex'),
      tocsin: writerRules('acme', 'globex'),
    },
    crds: crdsFor(kinds, { own }),
    ...rest,
  });
}

/** A PrometheusRule with one alert in one group. */
export function diskRule(
  namespace: string,
  name: string,
  more: {
    readonly expr?: string;
    readonly for?: string;
    readonly group?: string;
    readonly labels?: JsonObject;
  } = {},
): JsonObject {
  const { expr = 'disk > 90', group = 'disks', labels } = more;
  const rule = { alert: 'DiskFull', expr, for: more.for ?? '5m' };
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: labels === undefined ? { name, namespace } : { name, namespace, labels },
    spec: { groups: [{ name: group, rules: [rule] }] },
  };
}

/** The path of a namespace's rules, or of one of them. */
export const rulesPath = (namespace: string, name?: string): string =>
  `/apis/monitoring.coreos.com/v1/namespaces/${namespace}/prometheusrules${name === undefined ? '' : `/${name}`}`;
