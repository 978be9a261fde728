/** A recording rule as boards of others expect it. */
export interface KnownRecording {
  readonly record: string;
  /** Tells rules of one record apart; empty for the only one. */
  readonly variant: string;
  readonly expression: string;
  /** On the series that it makes. */
  readonly labels: Readonly<Record<string, string>>;
}

const one = (record: string, expression: string): KnownRecording => ({
  record,
  variant: '',
  expression,
  labels: {},
});

/** The node that a pod runs on, from a series of the kubelet. */
const onNode = (value: string): string =>
  `${value} * on (cluster, namespace, pod) group_left (node) topk by (cluster, namespace, pod) (1, max by (cluster, namespace, pod, node) (kube_pod_info{node!=""}))`;

const memory = (part: string): KnownRecording =>
  one(
    `node_namespace_pod_container:container_memory_${part}`,
    onNode(`container_memory_${part}{image!=""}`),
  );

/** What pods that wait or run ask for or may use. */
const active = (resource: 'cpu' | 'memory', kind: 'requests' | 'limits'): KnownRecording =>
  one(
    `cluster:namespace:pod_${resource}:active:kube_pod_container_resource_${kind}`,
    `kube_pod_container_resource_${kind}{resource="${resource}"} * on (namespace, pod, cluster) group_left () max by (namespace, pod, cluster) (kube_pod_status_phase{phase=~"Pending|Running"} == 1)`,
  );

const ofNamespace = (resource: 'cpu' | 'memory', kind: 'requests' | 'limits'): KnownRecording =>
  one(
    `namespace_${resource}:kube_pod_container_resource_${kind}:sum`,
    `sum by (namespace, cluster) (sum by (namespace, pod, cluster) (max by (namespace, pod, container, cluster) (kube_pod_container_resource_${kind}{resource="${resource}"}) * on (namespace, pod, cluster) group_left () max by (namespace, pod, cluster) (kube_pod_status_phase{phase=~"Pending|Running"} == 1)))`,
  );

/** Which workload a pod belongs to; a replica set belongs to its deployment. */
const OWNER = 'namespace_workload_pod:kube_pod_owner:relabel';
const workload = (type: string, expression: string): KnownRecording => ({
  record: OWNER,
  variant: type,
  expression,
  labels: { workload_type: type },
});
const ownedBy = (kind: string): string =>
  `max by (cluster, namespace, workload, pod) (label_replace(kube_pod_owner{owner_kind="${kind}"}, "workload", "$1", "owner_name", "(.*)"))`;
const BY_DEPLOYMENT = `max by (cluster, namespace, workload, pod) (label_replace(label_replace(kube_pod_owner{owner_kind="ReplicaSet"}, "replicaset", "$1", "owner_name", "(.*)") * on (replicaset, namespace, cluster) group_left (owner_name) topk by (cluster, replicaset, namespace) (1, max by (cluster, replicaset, namespace, owner_name) (kube_replicaset_owner{owner_kind="Deployment"})), "workload", "$1", "owner_name", "(.*)"))`;

const NODE_JOB = 'job=~"node|node-exporter"';
const ofDevice = (record: string, metric: string): KnownRecording =>
  one(record, `rate(${metric}{${NODE_JOB}, device!=""}[5m])`);
const traffic = (direction: 'receive' | 'transmit', what: 'bytes' | 'drop'): KnownRecording =>
  one(
    `instance:node_network_${direction}_${what}_excluding_lo:rate5m`,
    `sum without (device) (rate(node_network_${direction}_${what}_total{${NODE_JOB}, device!="lo"}[5m]))`,
  );

/**
 * The series that the dashboards of kubernetes-mixin and node-mixin ask for, as their names say them; in
 * a scope they are made of its own series only. Those of whole control planes (availability of the
 * API server over 30 days) are not among them.
 */
export const KNOWN_RECORDINGS: readonly KnownRecording[] = [
  workload('deployment', BY_DEPLOYMENT),
  workload('daemonset', ownedBy('DaemonSet')),
  workload('statefulset', ownedBy('StatefulSet')),
  workload('job', ownedBy('Job')),
  one(
    'node_namespace_pod_container:container_cpu_usage_seconds_total:sum_rate5m',
    onNode(
      'sum by (cluster, namespace, pod, container) (rate(container_cpu_usage_seconds_total{image!=""}[5m]))',
    ),
  ),
  one(
    'node_namespace_pod_container:container_cpu_usage_seconds_total:sum_irate',
    onNode(
      'sum by (cluster, namespace, pod, container) (irate(container_cpu_usage_seconds_total{image!=""}[5m]))',
    ),
  ),
  ...['working_set_bytes', 'rss', 'cache', 'swap'].map(memory),
  ...(['cpu', 'memory'] as const).flatMap((resource) =>
    (['requests', 'limits'] as const).flatMap((kind) => [
      active(resource, kind),
      ofNamespace(resource, kind),
    ]),
  ),
  one(
    'instance:node_num_cpu:sum',
    `count without (cpu, mode) (node_cpu_seconds_total{${NODE_JOB}, mode="idle"})`,
  ),
  one(
    'instance:node_cpu_utilisation:rate5m',
    `1 - avg without (cpu) (sum without (mode) (rate(node_cpu_seconds_total{${NODE_JOB}, mode=~"idle|iowait|steal"}[5m])))`,
  ),
  one(
    'instance:node_load1_per_cpu:ratio',
    `node_load1{${NODE_JOB}} / count without (cpu, mode) (node_cpu_seconds_total{${NODE_JOB}, mode="idle"})`,
  ),
  one(
    'instance:node_memory_utilisation:ratio',
    `1 - node_memory_MemAvailable_bytes{${NODE_JOB}} / node_memory_MemTotal_bytes{${NODE_JOB}}`,
  ),
  one('instance:node_vmstat_pgmajfault:rate5m', `rate(node_vmstat_pgmajfault{${NODE_JOB}}[5m])`),
  ofDevice('instance_device:node_disk_io_time_seconds:rate5m', 'node_disk_io_time_seconds_total'),
  ofDevice(
    'instance_device:node_disk_io_time_weighted_seconds:rate5m',
    'node_disk_io_time_weighted_seconds_total',
  ),
  traffic('receive', 'bytes'),
  traffic('transmit', 'bytes'),
  traffic('receive', 'drop'),
  traffic('transmit', 'drop'),
  one(
    'cluster:node_cpu:ratio_rate5m',
    'avg by (cluster) (1 - sum without (mode) (rate(node_cpu_seconds_total{mode=~"idle|iowait|steal"}[5m])))',
  ),
  one(
    'code_resource:apiserver_request_total:rate5m',
    'sum by (cluster, code, resource, verb) (rate(apiserver_request_total[5m]))',
  ),
];
