import { EXPORTER_METRICS, type Exporter } from '../../queries/templates/exporter-metrics.data.ts';

/** Who exposes what boards read; those of rule templates and named metrics, and a few more. */
export type BoardExporter = Exporter | MoreExporter;

type MoreExporter =
  | 'rabbitmq'
  | 'nginx-exporter'
  | 'go-client'
  | 'java-client'
  | 'node-client'
  | 'istio'
  | 'otel-java'
  | 'http-service';

const words = (text: string): readonly string[] => text.trim().split(/\s+/);
const histogram = (name: string): readonly string[] =>
  ['_bucket', '_sum', '_count'].map((ending) => name + ending);

/**
 * Names of metrics beyond `EXPORTER_METRICS`. From RabbitMQ 3.13's own endpoint,
 * nginx-prometheus-exporter 1.x (stub_status), client_golang 1.x, prom-client 15, Istio 1.2x's standard
 * metrics, the OpenTelemetry Java agent 2.x (semantic conventions of JVM metrics, stable), the Kubernetes components of 1.23 to 1.33, and what services that count their own requests
 * usually call it.
 */
const MORE: Readonly<Record<MoreExporter, readonly string[]>> = {
  rabbitmq: words(`
    rabbitmq_build_info rabbitmq_channels rabbitmq_connections rabbitmq_consumers
    rabbitmq_disk_space_available_bytes rabbitmq_disk_space_available_limit_bytes
    rabbitmq_global_messages_acknowledged_total rabbitmq_global_messages_delivered_total
    rabbitmq_global_messages_received_total rabbitmq_global_messages_redelivered_total
    rabbitmq_identity_info rabbitmq_process_open_fds rabbitmq_process_max_fds
    rabbitmq_process_resident_memory_bytes rabbitmq_queue_messages rabbitmq_queue_messages_ready
    rabbitmq_queue_messages_unacked rabbitmq_queues rabbitmq_resident_memory_limit_bytes`),
  'nginx-exporter': words(`
    nginx_connections_accepted nginx_connections_active nginx_connections_handled
    nginx_connections_reading nginx_connections_waiting nginx_connections_writing
    nginx_http_requests_total nginx_up`),
  'go-client': [
    ...words(`
      go_gc_duration_seconds go_gc_duration_seconds_count go_gc_duration_seconds_sum go_goroutines
      go_info go_memstats_alloc_bytes go_memstats_alloc_bytes_total go_memstats_heap_alloc_bytes
      go_memstats_heap_inuse_bytes go_memstats_heap_objects go_memstats_next_gc_bytes
      go_memstats_sys_bytes go_threads process_max_fds process_open_fds process_start_time_seconds
      process_virtual_memory_bytes`),
  ],
  'java-client': words(`
    jvm_classes_currently_loaded jvm_classes_loaded jvm_gc_collection_seconds_count
    jvm_gc_collection_seconds_sum jvm_memory_bytes_max jvm_memory_bytes_used jvm_memory_max_bytes
    jvm_memory_pool_bytes_used jvm_memory_pool_used_bytes jvm_memory_used_bytes jvm_threads_current
    process_open_fds`),
  'node-client': [
    ...words(`
      nodejs_active_handles_total nodejs_active_requests_total nodejs_eventloop_lag_mean_seconds
      nodejs_eventloop_lag_p50_seconds nodejs_eventloop_lag_p99_seconds nodejs_eventloop_lag_seconds
      nodejs_external_memory_bytes nodejs_heap_size_total_bytes nodejs_heap_size_used_bytes
      nodejs_heap_space_size_used_bytes nodejs_version_info process_cpu_system_seconds_total
      process_cpu_user_seconds_total`),
    ...histogram('nodejs_gc_duration_seconds'),
  ],
  istio: [
    ...words(`
      istio_requests_total istio_tcp_connections_closed_total istio_tcp_connections_opened_total
      istio_tcp_received_bytes_total istio_tcp_sent_bytes_total`),
    ...['duration_milliseconds', 'bytes'].flatMap((name) => histogram(`istio_request_${name}`)),
    ...histogram('istio_response_bytes'),
  ],
  'otel-java': [
    ...words(`
      jvm_class_count jvm_class_loaded_total jvm_class_unloaded_total jvm_cpu_count
      jvm_cpu_recent_utilization_ratio jvm_cpu_time_seconds_total jvm_memory_committed_bytes
      jvm_memory_limit_bytes jvm_memory_used_after_last_gc_bytes jvm_memory_used_bytes
      jvm_thread_count`),
    ...histogram('jvm_gc_duration_seconds'),
  ],
  'http-service': [
    ...words('http_requests_total http_requests_in_flight'),
    ...histogram('http_request_duration_seconds'),
  ],
};

/** Further names of exporters that `EXPORTER_METRICS` knows. */
const FURTHER: Partial<Readonly<Record<Exporter, readonly string[]>>> = {
  apiserver: words('apiserver_storage_objects apiserver_admission_webhook_rejection_count'),
  'kube-state-metrics': words(`
    kube_cronjob_spec_suspend kube_cronjob_status_active kube_cronjob_status_last_schedule_time
    kube_job_owner kube_job_status_active`),
  scheduler: words('scheduler_pod_scheduling_attempts_count'),
  'redis-exporter': words(
    'redis_memory_max_bytes redis_aof_enabled redis_rdb_last_save_timestamp_seconds',
  ),
  micrometer: words('jvm_gc_pause_seconds_sum'),
  opentelemetry: words('process_runtime_jvm_gc_duration_milliseconds_sum'),
  'mongodb-exporter': words('mongodb_rs_members_optimeDate'),
  tocsin: words(`
    nodejs_eventloop_lag_p99_seconds nodejs_heap_size_used_bytes tocsin_alerting_outbox_depth`),
};

/** Every metric that an exporter has, as far as we know. */
export function metricsOf(exporter: BoardExporter): readonly string[] {
  if (isMore(exporter)) return MORE[exporter];
  return [...EXPORTER_METRICS[exporter], ...(FURTHER[exporter] ?? [])];
}

function isMore(exporter: BoardExporter): exporter is MoreExporter {
  return exporter in MORE;
}
