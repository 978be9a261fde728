const KI = 1024;
export const MI = 1024 * KI;
export const GI = 1024 * MI;
export const TI = 1024 * GI;

const HOST = 'max by (instance, nodename) (node_uname_info{nodename=~"$node"})';

/** From a value per `instance` of a node-exporter (and device) to the rows of nodes. */
export const nodeOf = (perInstance: string, combine: 'max' | 'sum' = 'max'): string =>
  `${combine} by ($by) (label_replace((${perInstance}) * on (instance) group_left (nodename) ${HOST}, "node", "$1", "nodename", "(.+)"))`;

const POD_NODE =
  'max by (namespace, pod, node) (kube_pod_info{node!="",node=~"$?node",namespace=~"$namespace",pod=~"$pod"})';

const OWNER = 'owner_kind=~"$?workload_kind",owner_name=~"$?workload",namespace=~"$namespace"';
const DEPLOYED =
  'label_replace(kube_pod_owner{owner_kind="ReplicaSet",namespace=~"$namespace",pod=~"$pod"}, "replicaset", "$1", "owner_name", "(.+)")' +
  ' * on (namespace, replicaset) group_left (owner_name)' +
  ` max by (namespace, replicaset, owner_name) (kube_replicaset_owner{owner_kind="Deployment",${OWNER}})`;
const named = (series: string, kind: string): string =>
  `label_replace(label_replace(${series}, "workload", "$1", "owner_name", "(.+)"), "workload_kind", ${kind})`;

/** One series per pod with its workload; pods of a ReplicaSet count to its Deployment. */
const POD_WORKLOAD = `max by (namespace, pod, workload, workload_kind) (${named(DEPLOYED, '"Deployment", "", ""')} or ${named(`kube_pod_owner{owner_kind!~"ReplicaSet|Node|<none>|",${OWNER}}`, '"$1", "owner_kind", "(.+)"')})`;

/** A value per (namespace, pod), with its node and workload where somebody asks for them. */
export const ofPods = (perPod: string): string =>
  `(${perPod}) * on (namespace, pod) group_left (node) ${POD_NODE} * on (namespace, pod) group_left (workload, workload_kind) ${POD_WORKLOAD}`;

/** A divisor that leaves out rows instead of dividing by nothing. */
export const above0 = (divisor: string): string => `(${divisor} > 0)`;

/** The first of several queries that has a row: names of other versions of an exporter come last. */
export const firstOf = (...queries: readonly string[]): string => queries.join(' or ');

/** The share of `part` in `whole`, both sums by the same labels; 0 where there is no part. */
export const shareOf = (part: string, whole: string): string =>
  `(${part} or ${whole} * 0) / ${above0(whole)}`;

/** Per second over the window. */
export const rate = (series: string): string => `sum by ($by) (rate(${series}[$window]))`;
/** How often within the window. */
export const increase = (series: string): string => `sum by ($by) (increase(${series}[$window]))`;
export const sum = (series: string): string => `sum by ($by) (${series})`;
export const max = (series: string): string => `max by ($by) (${series})`;
export const min = (series: string): string => `min by ($by) (${series})`;

/** Series whose label is called differently in this version of an exporter. */
export const relabelled = (series: string, from: string, to: string): string =>
  `label_replace(${series}, "${to}", "$1", "${from}", "(.*)")`;

/** A quantile of classic buckets, in the unit of their bounds. */
export const quantile = (share: number, buckets: string): string =>
  `histogram_quantile(${share}, sum by ($by, le) (rate(${buckets}[$window])))`;
