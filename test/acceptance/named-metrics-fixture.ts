import type { WrittenSeries } from '../support/remote-write-body.ts';

/** The instant that the fixture is about, and the first of its samples a quarter of an hour before. */
export const AT_MS = Date.UTC(2026, 0, 15, 12);
const SAMPLES = 31;
const INTERVAL_MS = 30_000;

type LabelValues = Readonly<Record<string, string>>;
type Kind = 'gauge' | 'counter';

/** One namespace with something of everything. `size` multiplies all values: it tells tenants apart. */
interface Place {
  readonly namespace: string;
  readonly size: number;
}

export const PLACES: readonly Place[] = [
  { namespace: 'acme-shop', size: 1 },
  { namespace: 'acme-blog', size: 2 },
  { namespace: 'globex-web', size: 100 },
  { namespace: 'nobodys', size: 10_000 },
];

/** Who owns what; `acme-idle` has no series at all. */
export const PAIRS = [
  { tenant: 'acme', project: 'shop', cluster: 'eu1', namespace: 'acme-shop' },
  { tenant: 'acme', project: 'shop', cluster: 'eu1', namespace: 'acme-idle' },
  { tenant: 'acme', project: 'blog', cluster: 'eu1', namespace: 'acme-blog' },
  { tenant: 'globex', project: 'web', cluster: 'eu1', namespace: 'globex-web' },
] as const;

const NODES = ['node-1', 'node-2'] as const;

/** Gauges hold a value, counters gain it per second. */
class Series {
  readonly all: WrittenSeries[] = [];
  readonly #extra: LabelValues;

  constructor(extra: LabelValues) {
    this.#extra = extra;
  }

  gauge(name: string, labels: LabelValues, value = 1): void {
    this.#add('gauge', name, labels, value);
  }

  counter(name: string, labels: LabelValues, perSecond: number): void {
    this.#add('counter', name, labels, perSecond);
  }

  /** All observations fall between 0.1 and 1 second; their mean is half a second. */
  histogram(name: string, labels: LabelValues, perSecond: number): void {
    this.counter(`${name}_bucket`, { ...labels, le: '0.1' }, 0);
    this.counter(`${name}_bucket`, { ...labels, le: '1' }, perSecond);
    this.counter(`${name}_bucket`, { ...labels, le: '+Inf' }, perSecond);
    this.counter(`${name}_sum`, labels, perSecond / 2);
    this.counter(`${name}_count`, labels, perSecond);
  }

  #add(kind: Kind, name: string, labels: LabelValues, value: number): void {
    const samples = Array.from({ length: SAMPLES }, (_, index): [number, number] => {
      const atMs = AT_MS - (SAMPLES - 1 - index) * INTERVAL_MS;
      return [atMs, kind === 'gauge' ? value : (value * index * INTERVAL_MS) / 1000];
    });
    this.all.push({ labels: { __name__: name, ...this.#extra, ...labels }, samples });
  }
}

/** Everything that named metrics read, for one cluster of two nodes. */
export function clusterSeries(extra: LabelValues = {}): readonly WrittenSeries[] {
  const series = new Series(extra);
  for (const node of NODES) hostSeries(series, node);
  for (const node of NODES) kubernetesNodeSeries(series, node);
  for (const place of PLACES) placeSeries(series, place);
  componentSeries(series);
  series.gauge('kube_persistentvolume_info', { persistentvolume: 'pv-1' });
  return series.all;
}

function hostSeries(series: Series, node: string): void {
  const instance = `${node}:9100`;
  const of = (labels: LabelValues = {}): LabelValues => ({
    instance,
    job: 'node-exporter',
    ...labels,
  });
  series.gauge('node_uname_info', of({ nodename: node }));
  for (const cpu of ['0', '1']) {
    series.counter('node_cpu_seconds_total', of({ cpu, mode: 'idle' }), 0.75);
    series.counter('node_cpu_seconds_total', of({ cpu, mode: 'user' }), 0.25);
  }
  const memory: Readonly<Record<string, number>> = {
    MemTotal: 1000,
    MemAvailable: 600,
    MemFree: 300,
    Buffers: 50,
    Cached: 200,
    SReclaimable: 50,
  };
  for (const [name, value] of Object.entries(memory))
    series.gauge(`node_memory_${name}_bytes`, of(), value);
  for (const device of ['eth0', 'veth1', 'lo']) {
    series.counter('node_network_transmit_bytes_total', of({ device }), 10);
    series.counter('node_network_receive_bytes_total', of({ device }), 20);
  }
  for (const device of ['sda', 'dm-0']) {
    series.counter('node_disk_reads_completed_total', of({ device }), 3);
    series.counter('node_disk_writes_completed_total', of({ device }), 4);
    series.counter('node_disk_read_bytes_total', of({ device }), 300);
    series.counter('node_disk_written_bytes_total', of({ device }), 400);
  }
  // Mounted twice, and a loop device: one file system of 1000 counts.
  const mounts = [
    { device: '/dev/sda1', mountpoint: '/', fstype: 'ext4' },
    { device: '/dev/sda1', mountpoint: '/var', fstype: 'ext4' },
    { device: '/dev/loop3', mountpoint: '/snap', fstype: 'squashfs' },
  ];
  for (const mount of mounts) {
    series.gauge('node_filesystem_size_bytes', of(mount), 1000);
    series.gauge('node_filesystem_avail_bytes', of(mount), 400);
    series.gauge('node_filesystem_files', of(mount), 100);
    series.gauge('node_filesystem_files_free', of(mount), 90);
  }
  for (const minutes of ['1', '5', '15']) series.gauge(`node_load${minutes}`, of(), 3);
}

function kubernetesNodeSeries(series: Series, node: string): void {
  series.gauge('kube_node_info', { node });
  series.gauge('kube_node_status_allocatable', { node, resource: 'pods' }, 110);
  for (const status of ['true', 'false', 'unknown']) {
    const isReady = node === 'node-1';
    const value = status === (isReady ? 'true' : 'unknown') ? 1 : 0;
    series.gauge('kube_node_status_condition', { node, condition: 'Ready', status }, value);
  }
  series.histogram('kubelet_pleg_relist_duration_seconds', { node, job: 'kubelet' }, 1);
}

interface PodShape {
  readonly pod: string;
  readonly node: string;
  readonly owner: readonly [kind: string, name: string];
  readonly phase: string;
  readonly ready: boolean;
}

const PODS: readonly PodShape[] = [
  { pod: 'web-1', node: 'node-1', owner: ['ReplicaSet', 'web-7d4'], phase: 'Running', ready: true },
  {
    pod: 'web-2',
    node: 'node-2',
    owner: ['ReplicaSet', 'web-7d4'],
    phase: 'Running',
    ready: false,
  },
  { pod: 'db-0', node: 'node-1', owner: ['StatefulSet', 'db'], phase: 'Running', ready: true },
  { pod: 'agent-x', node: 'node-1', owner: ['DaemonSet', 'agent'], phase: 'Running', ready: true },
  { pod: 'once-1', node: 'node-1', owner: ['Job', 'once'], phase: 'Succeeded', ready: false },
];

function placeSeries(series: Series, { namespace, size }: Place): void {
  series.gauge('kube_namespace_created', { namespace });
  for (const shape of PODS) podSeries(series, namespace, size, shape);
  const deployment = { namespace, deployment: 'web' };
  series.gauge('kube_replicaset_owner', {
    namespace,
    replicaset: 'web-7d4',
    owner_kind: 'Deployment',
    owner_name: 'web',
  });
  series.gauge('kube_deployment_spec_replicas', deployment, 2);
  series.gauge('kube_deployment_status_replicas_available', deployment, 1);
  series.gauge('kube_statefulset_replicas', { namespace, statefulset: 'db' }, 1);
  series.gauge('kube_statefulset_status_replicas_available', { namespace, statefulset: 'db' }, 1);
  const daemon = { namespace, daemonset: 'agent' };
  series.gauge('kube_daemonset_status_desired_number_scheduled', daemon, 4);
  series.gauge('kube_daemonset_status_number_available', daemon, 3);
  objectSeries(series, namespace);
  for (const [resource, hard, used] of [
    ['limits.cpu', 8, 2],
    ['limits.memory', 800, 400],
    ['pods', 50, 5],
  ] as const) {
    const quota = { namespace, resourcequota: 'main', resource };
    series.gauge('kube_resourcequota', { ...quota, type: 'hard' }, hard);
    series.gauge('kube_resourcequota', { ...quota, type: 'used' }, used);
  }
  volumeSeries(series, namespace, size);
  ingressSeries(series, namespace, size);
}

function podSeries(series: Series, namespace: string, size: number, shape: PodShape): void {
  const { pod, node, phase, ready } = shape;
  const [owner_kind, owner_name] = shape.owner;
  const of = (labels: LabelValues = {}): LabelValues => ({ namespace, pod, ...labels });
  const created = { created_by_kind: owner_kind, created_by_name: owner_name };
  series.gauge('kube_pod_info', of({ node, ...created, uid: `${namespace}/${pod}` }));
  series.gauge('kube_pod_owner', of({ owner_kind, owner_name }));
  for (const name of ['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'])
    series.gauge('kube_pod_status_phase', of({ phase: name }), name === phase ? 1 : 0);
  for (const condition of ['true', 'false', 'unknown']) {
    series.gauge('kube_pod_status_scheduled', of({ condition }), condition === 'true' ? 1 : 0);
    series.gauge('kube_pod_status_ready', of({ condition }), condition === String(ready) ? 1 : 0);
  }
  const main = of({ container: 'main' });
  series.gauge('kube_pod_container_status_restarts_total', main, 3);
  for (const [resource, unit, value] of [
    ['cpu', 'core', 0.4],
    ['memory', 'byte', 40],
  ] as const) {
    series.gauge('kube_pod_container_resource_limits', { ...main, resource, unit }, value * size);
    const asked = (value * size) / 2;
    series.gauge('kube_pod_container_resource_requests', { ...main, resource, unit }, asked);
  }
  if (phase !== 'Running') return;
  // The pod's own cgroup and its sandbox are there too, and must not be counted.
  for (const container of ['main', 'POD', '']) {
    const labels = of({ container });
    series.counter('container_cpu_usage_seconds_total', labels, 0.1 * size);
    series.counter('container_cpu_cfs_periods_total', labels, 10);
    series.counter('container_cpu_cfs_throttled_periods_total', labels, 1);
    series.gauge('container_memory_usage_bytes', labels, 30 * size);
    series.gauge('container_memory_working_set_bytes', labels, 10 * size);
    series.gauge('container_processes', labels, 2);
    series.gauge('container_threads', labels, 5);
  }
  for (const name of ['eth0', 'lo']) {
    series.counter('container_network_transmit_bytes_total', of({ interface: name }), 5 * size);
    series.counter('container_network_receive_bytes_total', of({ interface: name }), 7 * size);
  }
}

function objectSeries(series: Series, namespace: string): void {
  const objects: readonly (readonly [metric: string, label: string])[] = [
    ['kube_cronjob_info', 'cronjob'],
    ['kube_daemonset_created', 'daemonset'],
    ['kube_deployment_created', 'deployment'],
    ['kube_endpoint_created', 'endpoint'],
    ['kube_horizontalpodautoscaler_info', 'horizontalpodautoscaler'],
    ['kube_job_info', 'job_name'],
    ['kube_statefulset_created', 'statefulset'],
    ['kube_replicaset_created', 'replicaset'],
    ['kube_service_info', 'service'],
    ['kube_secret_info', 'secret'],
    ['kube_ingress_info', 'ingress'],
    ['kube_configmap_info', 'configmap'],
  ];
  for (const [metric, label] of objects) {
    series.gauge(metric, { namespace, [label]: 'one' });
    series.gauge(metric, { namespace, [label]: 'two' });
  }
}

function volumeSeries(series: Series, namespace: string, size: number): void {
  const claim = { namespace, persistentvolumeclaim: 'data' };
  const { node } = { node: NODES[0] };
  series.gauge('kube_persistentvolumeclaim_info', {
    ...claim,
    storageclass: 'fast',
    volumename: 'pv-1',
  });
  series.gauge('kube_persistentvolumeclaim_resource_requests_storage_bytes', claim, 50 * size);
  // Two pods of one workload mount it: it is to be paid once.
  for (const pod of ['web-1', 'web-2'])
    series.gauge('kube_pod_spec_volumes_persistentvolumeclaims_info', { ...claim, pod });
  const stats: Readonly<Record<string, number>> = {
    capacity_bytes: 100,
    used_bytes: 25,
    available_bytes: 75,
    inodes: 10,
    inodes_used: 1,
    inodes_free: 9,
  };
  for (const [name, value] of Object.entries(stats))
    series.gauge(`kubelet_volume_stats_${name}`, { ...claim, node }, value * size);
}

function ingressSeries(series: Series, namespace: string, size: number): void {
  const job = 'ingress-nginx';
  const of = { namespace, ingress: 'front', job, controller_pod: 'nginx-0' };
  series.counter('nginx_ingress_controller_requests', { ...of, status: '200' }, 9 * size);
  series.counter('nginx_ingress_controller_requests', { ...of, status: '404' }, size);
  series.histogram('nginx_ingress_controller_request_duration_seconds', of, size);
  series.histogram('nginx_ingress_controller_request_size', of, size);
  series.histogram('nginx_ingress_controller_response_size', of, size);
  const controller = { namespace, job, controller_pod: 'nginx-0' };
  series.gauge(
    'nginx_ingress_controller_nginx_process_connections',
    { ...controller, state: 'active' },
    6,
  );
  series.gauge('nginx_ingress_controller_nginx_process_resident_memory_bytes', controller, 60);
  series.counter('nginx_ingress_controller_nginx_process_cpu_seconds_total', controller, 0.2);
}

function componentSeries(series: Series): void {
  etcdSeries(series, { job: 'kube-etcd', instance: 'etcd-0:2379' });
  const apiserver = { job: 'apiserver', instance: 'api-0:6443' };
  series.gauge('up', apiserver);
  series.counter('apiserver_request_total', { ...apiserver, verb: 'GET' }, 30);
  series.histogram('apiserver_request_duration_seconds', { ...apiserver, verb: 'GET' }, 30);
  series.histogram('apiserver_request_duration_seconds', { ...apiserver, verb: 'WATCH' }, 1000);
  const scheduler = { job: 'kube-scheduler', instance: 'sched-0:10259' };
  series.gauge('up', scheduler);
  series.counter('scheduler_schedule_attempts_total', { ...scheduler, result: 'scheduled' }, 2);
  series.histogram('scheduler_scheduling_attempt_duration_seconds', scheduler, 2);
  ownSeries(series, { job: 'tocsin', instance: 'tocsin-0:8080' });
}

function etcdSeries(series: Series, etcd: LabelValues): void {
  series.gauge('up', etcd);
  for (const name of ['has_leader', 'is_leader', 'proposals_pending'])
    series.gauge(`etcd_server_${name}`, etcd);
  for (const name of ['applied', 'committed', 'failed'])
    series.counter(`etcd_server_proposals_${name}_total`, etcd, 5);
  series.counter('etcd_server_leader_changes_seen_total', etcd, 0.01);
  series.gauge('etcd_mvcc_db_total_size_in_bytes', etcd, 4096);
  for (const name of ['received', 'sent'])
    series.counter(`etcd_network_client_grpc_${name}_bytes_total`, etcd, 50);
  const unary = { ...etcd, grpc_type: 'unary' };
  series.counter('grpc_server_started_total', unary, 8);
  series.counter('grpc_server_handled_total', { ...unary, grpc_code: 'OK' }, 8);
  series.counter('grpc_server_msg_received_total', unary, 8);
  series.counter('grpc_server_msg_sent_total', unary, 8);
  series.histogram('etcd_disk_wal_fsync_duration_seconds', etcd, 5);
  series.histogram('etcd_disk_backend_commit_duration_seconds', etcd, 5);
}

function ownSeries(series: Series, own: LabelValues): void {
  series.gauge('tocsin_build_info', own);
  series.counter('process_cpu_seconds_total', own, 0.3);
  series.counter('process_cpu_seconds_total', { job: 'other', instance: 'x:1' }, 99);
  series.gauge('process_resident_memory_bytes', own, 123);
  series.counter('tocsin_scoped_requests_total', { ...own, outcome: 'success' }, 4);
  series.histogram('tocsin_scoped_request_duration_seconds', { ...own, route: 'query' }, 4);
  series.counter('tocsin_alerting_alerts_total', { ...own, outcome: 'recorded' }, 1);
  series.counter('tocsin_alerting_decisions_total', { ...own, reason: 'sent' }, 1);
  series.histogram(
    'tocsin_alerting_delivery_seconds',
    { ...own, channel: 'webhook', outcome: 'sent' },
    1,
  );
  series.gauge('tocsin_alerting_open_incidents', own, 2);
  series.gauge('tocsin_alerting_live_sessions', own, 3);
  series.histogram('tocsin_state_commit_seconds', own, 1);
  series.gauge('tocsin_state_queue_batches', own, 0);
}
