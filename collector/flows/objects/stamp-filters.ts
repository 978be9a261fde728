import type { EnvironmentEntry } from '../../../platform/tenancy/directory.ts';
import { STAMPED_NAMES } from '../stamped-names.ts';

/** Whose lines a flow carries: those of one environment, or of a whole cluster. */
export type StampOf =
  | { readonly kind: 'environment'; readonly environment: EnvironmentEntry }
  | {
      readonly kind: 'cluster';
      readonly cluster: string;
      /** All of the cluster. */
      readonly environments: readonly EnvironmentEntry[];
    };

type Filter = Readonly<Record<string, unknown>>;

/**
 * The last two filters of every flow. The first drops the sender's fields of our names, so that none is
 * left where we know nothing; the second sets ours. Tenancy is constant in a flow of one environment,
 * since the operator routes lines into it by their namespace; pod, container, workload and app come from
 * what Fluent Bit knows of the pod, which no filter of tenants can write.
 *
 * Ruby runs in our own expressions only. They hold no brace, which would end the placeholder.
 */
export function stampFilters(of: StampOf): readonly Filter[] {
  const records = [{ ...tenancyOf(of), ...SOURCE }];
  return [
    { record_transformer: { remove_keys: STAMPED_NAMES.join(',') } },
    { record_transformer: { enable_ruby: true, auto_typecast: false, records } },
  ];
}

const META = 'record.dig("kubernetes",';
const POD_NAME = `${META}"pod_name").to_s`;

/** Letters and digits that Kubernetes makes random parts of names of. */
const RANDOM = '[bcdfghjklmnpqrstvwxz2456789]';
/** What a ReplicaSet and its Pods, a DaemonSet's or Job's Pods, or a StatefulSet's add to a name. */
const SUFFIX = `(-${RANDOM.repeat(6)}+)?-${RANDOM.repeat(5)}\\z|-[0-9]+\\z`;

const label = (name: string) => `${META}"labels","${name}")`;
/** With dots, and as dedot writes them. */
const NAME_LABELS = [
  'app.kubernetes.io/name',
  'app_kubernetes_io/name',
  'app-kubernetes-io/name',
  'app',
  'k8s-app',
];

const SOURCE = {
  workload: `\${${POD_NAME}.sub(/${SUFFIX}/,"")}`,
  pod: `\${${POD_NAME}}`,
  container: `\${${META}"container_name").to_s}`,
  app: `\${(${NAME_LABELS.map(label).join('||')}).to_s}`,
};

function tenancyOf(of: StampOf): Readonly<Record<string, string>> {
  if (of.kind === 'environment') {
    const { tenant, project, id, cluster, namespace } = of.environment;
    return { tenant, project, environment: id, cluster, namespace };
  }
  const { environments, cluster } = of;
  const namespace = `${META}"namespace_name").to_s`;
  const lookUp = (nameOf: (environment: EnvironmentEntry) => string) => {
    const pairs = environments.map((one) => `"${one.namespace}","${nameOf(one)}"`);
    return `\${Hash[${pairs.join(',')}][${namespace}].to_s}`;
  };
  return {
    tenant: lookUp(({ tenant }) => tenant),
    project: lookUp(({ project }) => project),
    environment: lookUp(({ id }) => id),
    cluster,
    namespace: `\${${namespace}}`,
  };
}
