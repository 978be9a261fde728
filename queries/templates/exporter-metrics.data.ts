import { MIDDLEWARE_METRICS, type MiddlewareExporter } from './middleware-metrics.data.ts';

/** Who exposes a metric. `scrape` is what every scraper adds by itself. */
export type Exporter =
  | 'scrape'
  | 'node-exporter'
  | 'kube-state-metrics'
  | 'cadvisor'
  | 'kubelet'
  | 'apiserver'
  | 'etcd'
  | 'scheduler'
  | 'ingress-nginx'
  | 'tocsin'
  | MiddlewareExporter;

const words = (text: string): readonly string[] => text.trim().split(/\s+/);
const histogram = (...names: readonly string[]): readonly string[] =>
  names.flatMap((name) => [`${name}_bucket`, `${name}_sum`, `${name}_count`]);

/**
 * Names of metrics per exporter: those that named metrics use and the other usual ones. From
 * node_exporter 1.5, kube-state-metrics 2.x, the kubelet's /metrics and /metrics/cadvisor of
 * Kubernetes 1.23 to 1.33, etcd 3.5, ingress-nginx 1.x, this service, and what runs beside
 * middleware and in applications.
 */
export const EXPORTER_METRICS: Readonly<Record<Exporter, readonly string[]>> = {
  scrape: words(`
    up scrape_duration_seconds scrape_samples_scraped scrape_samples_post_metric_relabeling
    scrape_series_added`),
  'node-exporter': words(`
    node_boot_time_seconds node_context_switches_total node_cpu_seconds_total
    node_disk_io_time_seconds_total node_disk_read_bytes_total node_disk_read_time_seconds_total
    node_disk_reads_completed_total node_disk_write_time_seconds_total
    node_disk_writes_completed_total node_disk_written_bytes_total node_filefd_allocated
    node_filefd_maximum node_filesystem_avail_bytes node_filesystem_files
    node_filesystem_files_free node_filesystem_free_bytes node_filesystem_readonly
    node_filesystem_size_bytes node_forks_total node_intr_total node_load1 node_load5 node_load15
    node_memory_Buffers_bytes node_memory_Cached_bytes node_memory_MemAvailable_bytes
    node_memory_MemFree_bytes node_memory_MemTotal_bytes node_memory_SReclaimable_bytes
    node_memory_SwapFree_bytes node_memory_SwapTotal_bytes node_network_receive_bytes_total
    node_network_receive_drop_total node_network_receive_errs_total
    node_network_receive_packets_total node_network_transmit_bytes_total
    node_network_transmit_drop_total node_network_transmit_errs_total
    node_network_transmit_packets_total node_procs_blocked node_procs_running node_sockstat_TCP_inuse
    node_time_seconds node_uname_info node_vmstat_pgmajfault`),
  'kube-state-metrics': words(`
    kube_configmap_info kube_cronjob_info kube_daemonset_created
    kube_daemonset_status_desired_number_scheduled kube_daemonset_status_number_available
    kube_daemonset_status_number_ready kube_deployment_created kube_deployment_spec_replicas
    kube_deployment_status_replicas kube_deployment_status_replicas_available
    kube_deployment_status_replicas_unavailable kube_endpoint_created kube_endpoint_info
    kube_horizontalpodautoscaler_info kube_horizontalpodautoscaler_spec_max_replicas
    kube_horizontalpodautoscaler_spec_min_replicas
    kube_horizontalpodautoscaler_status_current_replicas kube_ingress_info kube_job_info
    kube_job_status_failed kube_job_status_succeeded kube_namespace_created
    kube_namespace_status_phase kube_node_info kube_node_spec_unschedulable
    kube_node_status_allocatable kube_node_status_capacity kube_node_status_condition
    kube_persistentvolume_info kube_persistentvolumeclaim_info
    kube_persistentvolumeclaim_resource_requests_storage_bytes
    kube_persistentvolumeclaim_status_phase kube_pod_container_info
    kube_pod_container_resource_limits kube_pod_container_resource_requests
    kube_pod_container_status_ready kube_pod_container_status_restarts_total
    kube_pod_container_status_last_terminated_reason kube_pod_container_status_running
    kube_pod_container_status_terminated_reason
    kube_pod_container_status_waiting_reason kube_pod_info kube_pod_owner
    kube_pod_spec_volumes_persistentvolumeclaims_info kube_pod_start_time kube_pod_status_phase
    kube_pod_status_ready kube_pod_status_scheduled kube_replicaset_created kube_replicaset_owner
    kube_replicaset_spec_replicas kube_resourcequota kube_secret_info kube_service_info
    kube_statefulset_created kube_statefulset_replicas kube_statefulset_status_replicas_available
    kube_statefulset_status_replicas_ready`),
  cadvisor: words(`
    container_cpu_cfs_periods_total container_cpu_cfs_throttled_periods_total
    container_cpu_usage_seconds_total container_fs_reads_bytes_total container_fs_usage_bytes
    container_fs_writes_bytes_total container_memory_cache container_memory_rss
    container_memory_usage_bytes container_memory_working_set_bytes
    container_network_receive_bytes_total container_network_receive_errors_total
    container_network_transmit_bytes_total container_network_transmit_errors_total
    container_processes container_threads`),
  kubelet: [
    ...words(`
      kubelet_node_name kubelet_running_containers kubelet_running_pods
      kubelet_volume_stats_available_bytes kubelet_volume_stats_capacity_bytes
      kubelet_volume_stats_inodes kubelet_volume_stats_inodes_free
      kubelet_volume_stats_inodes_used kubelet_volume_stats_used_bytes`),
    ...histogram('kubelet_pleg_relist_duration_seconds', 'kubelet_pleg_relist_interval_seconds'),
  ],
  apiserver: [
    ...words('apiserver_request_total apiserver_current_inflight_requests'),
    ...histogram('apiserver_request_duration_seconds'),
  ],
  etcd: [
    ...words(`
      etcd_mvcc_db_total_size_in_bytes etcd_mvcc_db_total_size_in_use_in_bytes
      etcd_network_client_grpc_received_bytes_total etcd_network_client_grpc_sent_bytes_total
      etcd_server_has_leader etcd_server_is_leader etcd_server_leader_changes_seen_total
      etcd_server_proposals_applied_total etcd_server_proposals_committed_total
      etcd_server_proposals_failed_total etcd_server_proposals_pending
      grpc_server_handled_total grpc_server_msg_received_total grpc_server_msg_sent_total
      grpc_server_started_total`),
    ...histogram(
      'etcd_disk_backend_commit_duration_seconds',
      'etcd_disk_wal_fsync_duration_seconds',
    ),
  ],
  scheduler: [
    ...words('scheduler_pending_pods scheduler_schedule_attempts_total'),
    ...histogram('scheduler_scheduling_attempt_duration_seconds'),
  ],
  'ingress-nginx': [
    ...words(`
      nginx_ingress_controller_config_last_reload_successful
      nginx_ingress_controller_nginx_process_connections
      nginx_ingress_controller_nginx_process_cpu_seconds_total
      nginx_ingress_controller_nginx_process_resident_memory_bytes
      nginx_ingress_controller_requests`),
    ...histogram(
      'nginx_ingress_controller_request_duration_seconds',
      'nginx_ingress_controller_request_size',
      'nginx_ingress_controller_response_size',
    ),
  ],
  tocsin: [
    ...words(`
      process_cpu_seconds_total process_resident_memory_bytes tocsin_alerting_alerts_total
      tocsin_alerting_decisions_total tocsin_alerting_live_sessions
      tocsin_alerting_open_incidents tocsin_build_info tocsin_outbound_requests_total
      tocsin_scoped_requests_total tocsin_state_batches_total tocsin_state_queue_batches`),
    ...histogram(
      'tocsin_alerting_delivery_seconds',
      'tocsin_scoped_request_duration_seconds',
      'tocsin_state_commit_seconds',
    ),
  ],
  ...MIDDLEWARE_METRICS,
};

const EXPORTERS: readonly Exporter[] = [
  'scrape',
  'node-exporter',
  'kube-state-metrics',
  'cadvisor',
  'kubelet',
  'apiserver',
  'etcd',
  'scheduler',
  'ingress-nginx',
  'tocsin',
  'x509-certificate-exporter',
  'blackbox-exporter',
  'cert-manager',
  'consul-exporter',
  'elasticsearch-exporter',
  'kafka-exporter',
  'mongodb-exporter',
  'mysqld-exporter',
  'postgres-exporter',
  'redis-exporter',
  'jmx-exporter',
  'apisix',
  'opentelemetry',
  'micrometer',
  'log-recordings',
];

const EXPORTER_OF: ReadonlyMap<string, Exporter> = new Map(
  EXPORTERS.flatMap((exporter) =>
    EXPORTER_METRICS[exporter].map((name): [string, Exporter] => [name, exporter]),
  ),
);

/** Who exposes the metric, if we know it. */
export function exporterOf(metric: string): Exporter | undefined {
  return EXPORTER_OF.get(metric);
}

/** Every name in the tables. */
export const KNOWN_METRICS: readonly string[] = [...EXPORTER_OF.keys()];
