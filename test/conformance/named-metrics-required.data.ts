const words = (text: string): readonly string[] => text.trim().split(/\s+/);
const each = (prefix: string, text: string): readonly string[] =>
  words(text).map((item) => `${prefix}_${item}`);

const HOST = `cpu_utilisation cpu_usage cpu_total memory_utilisation memory_available memory_total
  memory_usage_wo_cache net_utilisation net_bytes_transmitted net_bytes_received disk_read_iops
  disk_write_iops disk_read_throughput disk_write_throughput disk_size_usage disk_size_capacity
  disk_size_available disk_size_utilisation disk_inode_total disk_inode_usage
  disk_inode_utilisation pod_count pod_quota pod_utilisation pod_running_count
  pod_succeeded_count pod_abnormal_count pod_abnormal_ratio load1 load5 load15`;

const OBJECTS = `ingress_count cronjob_count pvc_count daemonset_count deployment_count
  endpoint_count hpa_count job_count statefulset_count replicaset_count service_count secret_count`;

const USAGE =
  'cpu_usage memory_usage memory_usage_wo_cache net_bytes_transmitted net_bytes_received';

const OWNER = `${USAGE} pod_count pod_running_count pod_succeeded_count pod_abnormal_count
  pod_abnormal_ratio ${OBJECTS}`;

const METERED = `cpu_usage memory_usage_wo_cache net_bytes_transmitted net_bytes_received
  pvc_bytes_total`;

/**
 * The least that the catalogue must have, by level: what users of KubeSphere's monitoring know.
 * Left out: counts of its own objects (users, application templates, image builders) and metering
 * of its applications and services, which no exporter has; its workspaces are our tenants.
 */
export const REQUIRED_NAMES: Readonly<Record<string, readonly string[]>> = {
  cluster: each(
    'cluster',
    `${HOST} ${OBJECTS} namespace_count pv_count node_online node_offline node_total
    node_offline_ratio`,
  ),
  node: each(
    'node',
    `${HOST} pleg_quantile_99 pleg_quantile_90 pleg_quantile_50 device_size_usage
    device_size_utilisation`,
  ),
  tenant: each('tenant', `${OWNER} namespace_count`),
  project: each('project', `${OWNER} namespace_count`),
  namespace: each(
    'namespace',
    `${OWNER} configmap_count memory_limit_hard cpu_limit_hard pod_count_hard`,
  ),
  workload: each(
    'workload',
    `${USAGE} ${['deployment', 'statefulset', 'daemonset']
      .map((kind) => `${kind}_replica ${kind}_replica_available ${kind}_unavailable_replicas_ratio`)
      .join(' ')}`,
  ),
  pod: each('pod', USAGE),
  container: each('container', 'cpu_usage memory_usage memory_usage_wo_cache processes threads'),
  volume: each(
    'volume',
    `inodes_available inodes_used inodes_total inodes_utilisation bytes_available bytes_used
    bytes_total bytes_utilisation`,
  ),
  ingress: each(
    'ingress',
    `request_count request_4xx_count request_5xx_count active_connections success_rate
    request_duration_average request_duration_50percentage request_duration_95percentage
    request_duration_99percentage request_volume request_volume_by_ingress request_network_sent
    request_network_received controller_memory_usage controller_cpu_usage`,
  ),
  etcd: each(
    'etcd',
    `server_list server_total server_up_total server_has_leader server_leader_changes
    server_is_leader server_proposals_failed_rate server_proposals_applied_rate
    server_proposals_committed_rate server_proposals_pending_count mvcc_db_size
    network_client_grpc_received_bytes network_client_grpc_sent_bytes grpc_call_rate
    grpc_call_failed_rate grpc_server_msg_received_rate grpc_server_msg_sent_rate
    disk_wal_fsync_duration disk_wal_fsync_duration_quantile disk_backend_commit_duration
    disk_backend_commit_duration_quantile`,
  ),
  apiserver: each(
    'apiserver',
    `up_sum request_rate request_by_verb_rate request_latencies request_by_verb_latencies`,
  ),
  scheduler: each(
    'scheduler',
    `up_sum schedule_attempts schedule_attempt_rate e2e_scheduling_latency
    e2e_scheduling_latency_quantile`,
  ),
  metering: ['cluster', 'node', 'tenant', 'project', 'namespace', 'workload', 'pod'].flatMap(
    (level) => each(`meter_${level}`, METERED),
  ),
};
