/** Who exposes the metrics of middleware and of applications. `log-recordings` are our own rules. */
export type MiddlewareExporter =
  | 'x509-certificate-exporter'
  | 'blackbox-exporter'
  | 'cert-manager'
  | 'consul-exporter'
  | 'elasticsearch-exporter'
  | 'kafka-exporter'
  | 'mongodb-exporter'
  | 'mysqld-exporter'
  | 'postgres-exporter'
  | 'redis-exporter'
  | 'jmx-exporter'
  | 'apisix'
  | 'opentelemetry'
  | 'micrometer'
  | 'log-recordings';

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/**
 * Names of metrics per exporter, those that rule templates use and the usual others; of exporters
 * that have renamed theirs, both names. From consul_exporter 0.12, elasticsearch_exporter 1.7,
 * kafka_exporter 1.7, Percona's mongodb_exporter 0.11 and 0.40, mysqld_exporter 0.15,
 * postgres_exporter 0.15, redis_exporter 1.58, jmx_exporter 0.20 (both cases), APISIX 3,
 * cert-manager 1.13, x509-certificate-exporter 3, blackbox_exporter 0.24, and the OpenTelemetry Java
 * agent 1 and 2 and Micrometer 1, with and without units in the names.
 */
export const MIDDLEWARE_METRICS: Readonly<Record<MiddlewareExporter, readonly string[]>> = {
  'x509-certificate-exporter': words(`
    x509_cert_expired x509_cert_not_after x509_cert_not_before`),
  'blackbox-exporter': words(`
    probe_dns_lookup_time_seconds probe_duration_seconds probe_http_status_code
    probe_ssl_earliest_cert_expiry probe_success`),
  'cert-manager': words(`
    certmanager_certificate_expiration_timestamp_seconds certmanager_certificate_ready_status
    certmanager_certificate_renewal_timestamp_seconds
    certmanager_http_acme_client_request_count`),
  'consul-exporter': words(`
    consul_catalog_service_node_healthy consul_catalog_services consul_health_node_status
    consul_health_service_status consul_raft_leader consul_raft_peers consul_serf_lan_members
    consul_service_tag consul_up`),
  'elasticsearch-exporter': words(`
    elasticsearch_breakers_tripped elasticsearch_cluster_health_active_primary_shards
    elasticsearch_cluster_health_active_shards
    elasticsearch_cluster_health_delayed_unassigned_shards
    elasticsearch_cluster_health_initializing_shards
    elasticsearch_cluster_health_number_of_data_nodes
    elasticsearch_cluster_health_number_of_nodes
    elasticsearch_cluster_health_number_of_pending_tasks
    elasticsearch_cluster_health_relocating_shards elasticsearch_cluster_health_status
    elasticsearch_cluster_health_unassigned_shards
    elasticsearch_filesystem_data_available_bytes elasticsearch_filesystem_data_size_bytes
    elasticsearch_indices_docs elasticsearch_indices_indexing_index_total
    elasticsearch_indices_query_cache_memory_size_bytes
    elasticsearch_indices_search_query_time_seconds elasticsearch_indices_search_query_total
    elasticsearch_indices_store_size_bytes elasticsearch_jvm_gc_collection_seconds_count
    elasticsearch_jvm_gc_collection_seconds_sum elasticsearch_jvm_memory_max_bytes
    elasticsearch_jvm_memory_used_bytes elasticsearch_os_load1
    elasticsearch_process_cpu_percent elasticsearch_process_open_files_count
    elasticsearch_transport_rx_size_bytes_total elasticsearch_transport_tx_size_bytes_total`),
  'kafka-exporter': words(`
    kafka_brokers kafka_consumergroup_current_offset kafka_consumergroup_lag
    kafka_consumergroup_members kafka_topic_partition_current_offset
    kafka_topic_partition_in_sync_replica kafka_topic_partition_leader
    kafka_topic_partition_oldest_offset kafka_topic_partition_replicas
    kafka_topic_partition_under_replicated_partition kafka_topic_partitions`),
  'mongodb-exporter': words(`
    mongodb_asserts_total mongodb_connections mongodb_dbstats_dataSize
    mongodb_dbstats_indexSize mongodb_dbstats_objects mongodb_extra_info_page_faults_total
    mongodb_instance_uptime_seconds mongodb_memory mongodb_mongod_db_data_size_bytes
    mongodb_mongod_db_index_size_bytes mongodb_mongod_db_objects_total
    mongodb_mongod_global_lock_client mongodb_mongod_global_lock_current_queue
    mongodb_mongod_metrics_cursor_open mongodb_mongod_metrics_document_total
    mongodb_mongod_op_latencies_latency_total mongodb_mongod_op_latencies_ops_total
    mongodb_mongod_replset_oplog_size_bytes mongodb_mongod_wiredtiger_cache_bytes
    mongodb_mongod_wiredtiger_cache_bytes_total mongodb_mongod_wiredtiger_cache_evicted_total
    mongodb_mongod_wiredtiger_cache_max_bytes mongodb_mongod_wiredtiger_cache_pages
    mongodb_network_bytes_total mongodb_op_counters_total mongodb_oplog_stats_storageStats_size
    mongodb_oplog_stats_storageStats_storageSize mongodb_rs_members_health mongodb_rs_members_state
    mongodb_ss_asserts mongodb_ss_connections mongodb_ss_extra_info_page_faults
    mongodb_ss_globalLock_activeClients_readers mongodb_ss_globalLock_activeClients_writers
    mongodb_ss_globalLock_currentQueue mongodb_ss_mem_resident mongodb_ss_mem_virtual
    mongodb_ss_metrics_cursor_open mongodb_ss_metrics_document mongodb_ss_network_bytesIn
    mongodb_ss_network_bytesOut mongodb_ss_opLatencies_latency mongodb_ss_opLatencies_ops
    mongodb_ss_opcounters mongodb_ss_wt_cache_bytes_currently_in_the_cache
    mongodb_ss_wt_cache_bytes_read_into_cache mongodb_ss_wt_cache_bytes_written_from_cache
    mongodb_ss_wt_cache_maximum_bytes_configured mongodb_ss_wt_cache_modified_pages_evicted
    mongodb_ss_wt_cache_pages_currently_held_in_the_cache
    mongodb_ss_wt_cache_tracked_dirty_bytes_in_the_cache
    mongodb_ss_wt_cache_tracked_dirty_pages_in_the_cache
    mongodb_ss_wt_cache_unmodified_pages_evicted mongodb_up`),
  'mysqld-exporter': words(`
    mysql_global_status_aborted_clients mysql_global_status_aborted_connects
    mysql_global_status_buffer_pool_pages mysql_global_status_bytes_received
    mysql_global_status_bytes_sent mysql_global_status_commands_total
    mysql_global_status_connection_errors_total mysql_global_status_created_tmp_tables
    mysql_global_status_handlers_total mysql_global_status_innodb_data_read
    mysql_global_status_innodb_data_writes mysql_global_status_innodb_log_waits
    mysql_global_status_innodb_num_open_files mysql_global_status_queries
    mysql_global_status_questions mysql_global_status_select_full_join
    mysql_global_status_select_full_range_join mysql_global_status_select_range
    mysql_global_status_select_scan mysql_global_status_slow_queries
    mysql_global_status_sort_merge_passes mysql_global_status_sort_range
    mysql_global_status_sort_rows mysql_global_status_sort_scan
    mysql_global_status_table_locks_waited mysql_global_status_table_open_cache_hits
    mysql_global_status_table_open_cache_misses mysql_global_status_threads_cached
    mysql_global_status_threads_connected mysql_global_status_threads_running
    mysql_global_status_uptime mysql_global_variables_innodb_buffer_pool_size
    mysql_global_variables_max_connections mysql_global_variables_slow_query_log
    mysql_info_schema_table_rows mysql_info_schema_table_size
    mysql_slave_status_seconds_behind_master mysql_slave_status_seconds_behind_source
    mysql_slave_status_slave_io_running mysql_slave_status_slave_sql_running mysql_up`),
  'postgres-exporter': words(`
    pg_database_size_bytes pg_locks_count pg_replication_lag_seconds
    pg_settings_effective_cache_size_bytes pg_settings_max_connections
    pg_settings_shared_buffers_bytes pg_stat_activity_count
    pg_stat_bgwriter_checkpoint_sync_time pg_stat_bgwriter_checkpoint_sync_time_total
    pg_stat_bgwriter_checkpoint_write_time pg_stat_bgwriter_checkpoint_write_time_total
    pg_stat_checkpointer_sync_time_total pg_stat_checkpointer_write_time_total
    pg_stat_database_blks_hit pg_stat_database_blks_read pg_stat_database_conflicts
    pg_stat_database_deadlocks pg_stat_database_numbackends pg_stat_database_temp_bytes
    pg_stat_database_tup_deleted pg_stat_database_tup_fetched pg_stat_database_tup_inserted
    pg_stat_database_tup_returned pg_stat_database_tup_updated pg_stat_database_xact_commit
    pg_stat_database_xact_rollback pg_stat_user_tables_n_dead_tup pg_stat_user_tables_seq_scan
    pg_static pg_up`),
  'redis-exporter': words(`
    redis_blocked_clients redis_commands_processed_total redis_commands_total
    redis_connected_clients redis_connected_slaves redis_cpu_sys_seconds_total
    redis_cpu_user_seconds_total redis_db_keys redis_db_keys_expiring redis_evicted_keys_total
    redis_expired_keys_total redis_instance_info redis_keyspace_hits_total
    redis_keyspace_misses_total redis_mem_fragmentation_ratio redis_memory_max_bytes
    redis_memory_used_bytes redis_memory_used_rss_bytes redis_net_input_bytes_total
    redis_net_output_bytes_total redis_rejected_connections_total redis_up
    redis_uptime_in_seconds`),
  'jmx-exporter': words(`
    java_lang_ClassLoading_LoadedClassCount java_lang_GarbageCollector_CollectionCount
    java_lang_GarbageCollector_CollectionTime java_lang_MemoryPool_Usage_committed
    java_lang_MemoryPool_Usage_used java_lang_Memory_HeapMemoryUsage_committed
    java_lang_Memory_HeapMemoryUsage_max java_lang_Memory_HeapMemoryUsage_used
    java_lang_Memory_NonHeapMemoryUsage_committed java_lang_Memory_NonHeapMemoryUsage_used
    java_lang_OperatingSystem_CpuLoad java_lang_OperatingSystem_FreePhysicalMemorySize
    java_lang_OperatingSystem_FreeMemorySize java_lang_OperatingSystem_TotalMemorySize
    java_lang_operatingsystem_freememorysize java_lang_operatingsystem_totalmemorysize
    java_lang_OperatingSystem_OpenFileDescriptorCount java_lang_OperatingSystem_ProcessCpuLoad
    java_lang_OperatingSystem_SystemCpuLoad java_lang_OperatingSystem_SystemLoadAverage
    java_lang_OperatingSystem_TotalPhysicalMemorySize java_lang_Runtime_Uptime
    java_lang_Threading_DaemonThreadCount java_lang_Threading_PeakThreadCount
    java_lang_Threading_ThreadCount java_lang_classloading_loadedclasscount
    java_lang_garbagecollector_collectioncount java_lang_garbagecollector_collectiontime
    java_lang_memory_heapmemoryusage_committed java_lang_memory_heapmemoryusage_max
    java_lang_memory_heapmemoryusage_used java_lang_memory_nonheapmemoryusage_committed
    java_lang_memory_nonheapmemoryusage_used java_lang_memorypool_usage_committed
    java_lang_memorypool_usage_used java_lang_operatingsystem_cpuload
    java_lang_operatingsystem_freephysicalmemorysize
    java_lang_operatingsystem_openfiledescriptorcount java_lang_operatingsystem_processcpuload
    java_lang_operatingsystem_systemcpuload java_lang_operatingsystem_systemloadaverage
    java_lang_operatingsystem_totalphysicalmemorysize java_lang_threading_daemonthreadcount
    java_lang_threading_threadcount jmx_scrape_duration_seconds jmx_scrape_error`),
  apisix: words(`
    apisix_bandwidth apisix_etcd_modify_indexes apisix_etcd_reachable
    apisix_http_latency_bucket apisix_http_latency_count apisix_http_latency_sum
    apisix_http_requests_total apisix_http_status apisix_nginx_http_current_connections
    apisix_node_info apisix_shared_dict_free_space_bytes`),
  opentelemetry: words(`
    db_client_connections_create_time_bucket
    db_client_connections_create_time_milliseconds_bucket db_client_connections_usage
    db_client_connections_use_time_bucket db_client_connections_use_time_milliseconds_bucket
    db_client_connections_wait_time_bucket db_client_connections_wait_time_milliseconds_bucket
    http_client_duration_bucket http_client_duration_count
    http_client_duration_milliseconds_bucket http_client_duration_milliseconds_count
    http_client_duration_milliseconds_sum http_client_duration_sum
    http_client_request_body_size_bytes_bucket http_client_request_duration_seconds_bucket
    http_client_request_duration_seconds_count http_client_request_duration_seconds_sum
    http_client_request_size_bucket http_client_request_size_bytes_bucket
    http_client_response_body_size_bytes_bucket http_client_response_size_bucket
    http_client_response_size_bytes_bucket http_server_active_requests
    http_server_duration_bucket http_server_duration_count
    http_server_duration_milliseconds_bucket http_server_duration_milliseconds_count
    http_server_duration_milliseconds_sum http_server_duration_sum
    http_server_request_body_size_bytes_bucket http_server_request_duration_seconds_bucket
    http_server_request_duration_seconds_count http_server_request_duration_seconds_sum
    http_server_request_size_bucket http_server_request_size_bytes_bucket
    http_server_response_body_size_bytes_bucket http_server_response_size_bucket
    http_server_response_size_bytes_bucket kafka_consumer_bytes_consumed_rate
    kafka_consumer_commit_latency_avg kafka_consumer_commit_latency_max
    kafka_consumer_commit_rate kafka_consumer_connection_close_rate
    kafka_consumer_connection_count kafka_consumer_connection_creation_rate
    kafka_consumer_fetch_latency_avg kafka_consumer_fetch_rate kafka_consumer_fetch_size_avg
    kafka_consumer_incoming_byte_rate kafka_consumer_io_ratio kafka_consumer_network_io_rate
    kafka_consumer_outgoing_byte_rate kafka_consumer_request_rate kafka_producer_byte_rate
    kafka_producer_compression_rate kafka_producer_connection_creation_rate
    kafka_producer_incoming_byte_rate kafka_producer_io_ratio kafka_producer_network_io_rate
    kafka_producer_outgoing_byte_rate kafka_producer_request_rate kafka_producer_waiting_threads
    process_runtime_jvm_buffer_count process_runtime_jvm_buffer_limit
    process_runtime_jvm_buffer_limit_bytes process_runtime_jvm_buffer_usage
    process_runtime_jvm_buffer_usage_bytes process_runtime_jvm_classes_loaded
    process_runtime_jvm_classes_loaded_total process_runtime_jvm_classes_unloaded
    process_runtime_jvm_classes_unloaded_total process_runtime_jvm_cpu_utilization
    process_runtime_jvm_cpu_utilization_ratio process_runtime_jvm_gc_duration_bucket
    process_runtime_jvm_gc_duration_count process_runtime_jvm_gc_duration_milliseconds_bucket
    process_runtime_jvm_gc_duration_milliseconds_count process_runtime_jvm_memory_committed
    process_runtime_jvm_memory_committed_bytes process_runtime_jvm_memory_init
    process_runtime_jvm_memory_init_bytes process_runtime_jvm_memory_limit
    process_runtime_jvm_memory_limit_bytes process_runtime_jvm_memory_usage
    process_runtime_jvm_memory_usage_after_last_gc
    process_runtime_jvm_memory_usage_after_last_gc_bytes process_runtime_jvm_memory_usage_bytes
    process_runtime_jvm_system_cpu_load_1m process_runtime_jvm_system_cpu_load_1m_ratio
    process_runtime_jvm_system_cpu_utilization process_runtime_jvm_system_cpu_utilization_ratio
    process_runtime_jvm_threads_count target_info`),
  micrometer: words(`
    hikaricp_connections hikaricp_connections_acquire_bucket
    hikaricp_connections_acquire_milliseconds_bucket hikaricp_connections_acquire_seconds_bucket
    hikaricp_connections_active hikaricp_connections_creation_bucket
    hikaricp_connections_creation_milliseconds_bucket
    hikaricp_connections_creation_seconds_bucket hikaricp_connections_max
    hikaricp_connections_pending hikaricp_connections_usage_bucket
    hikaricp_connections_usage_milliseconds_bucket hikaricp_connections_usage_seconds_bucket
    jdbc_connections_max jdbc_connections_min jvm_buffer_count jvm_buffer_count_buffers
    jvm_buffer_memory_used jvm_buffer_memory_used_bytes jvm_buffer_total_capacity
    jvm_buffer_total_capacity_bytes jvm_classes_loaded jvm_classes_loaded_classes
    jvm_gc_live_data_size jvm_gc_live_data_size_bytes jvm_gc_max_data_size
    jvm_gc_max_data_size_bytes jvm_gc_memory_allocated_bytes_total jvm_gc_memory_allocated_total
    jvm_gc_memory_promoted_bytes_total jvm_gc_memory_promoted_total jvm_gc_pause_bucket
    jvm_gc_pause_count jvm_gc_pause_milliseconds_bucket jvm_gc_pause_milliseconds_count
    jvm_gc_pause_seconds_bucket jvm_gc_pause_seconds_count jvm_memory_committed
    jvm_memory_committed_bytes jvm_memory_max jvm_memory_max_bytes jvm_memory_used
    jvm_memory_used_bytes jvm_threads_daemon jvm_threads_daemon_threads jvm_threads_live
    jvm_threads_live_threads jvm_threads_peak jvm_threads_peak_threads jvm_threads_states
    jvm_threads_states_threads logback_events logback_events_total process_cpu_usage
    process_cpu_usage_ratio process_files_max process_files_max_files process_files_open
    process_files_open_files system_cpu_usage system_cpu_usage_ratio system_load_average_1m
    system_load_average_1m_ratio`),
  'log-recordings': words(`
    namespace_pod:error_log_lines:count1m namespace_pod:log_lines:count1m`),
};
