/** Gauges whose names end as those of counters do. */
const GAUGES_NAMED_LIKE_COUNTERS: ReadonlySet<string> = new Set([
  'elasticsearch_process_open_files_count',
  'jvm_buffer_count',
  'kafka_consumer_connection_count',
  'mongodb_mongod_db_objects_total',
  'pg_locks_count',
  'pg_stat_activity_count',
  'process_runtime_jvm_buffer_count',
  'process_runtime_jvm_threads_count',
]);

/** Counters whose names do not end as counters' do. */
const COUNTERS_NAMED_OTHERWISE: ReadonlySet<string> = new Set(
  `
  apisix_bandwidth apisix_http_status
  elasticsearch_breakers_tripped elasticsearch_indices_search_query_time_seconds
  java_lang_GarbageCollector_CollectionCount java_lang_GarbageCollector_CollectionTime
  java_lang_garbagecollector_collectioncount java_lang_garbagecollector_collectiontime
  kafka_consumergroup_current_offset kafka_topic_partition_current_offset
  logback_events
  mongodb_ss_asserts mongodb_ss_extra_info_page_faults mongodb_ss_metrics_document
  mongodb_ss_network_bytesIn mongodb_ss_network_bytesOut mongodb_ss_opLatencies_latency
  mongodb_ss_opLatencies_ops mongodb_ss_opcounters mongodb_ss_wt_cache_bytes_read_into_cache
  mongodb_ss_wt_cache_bytes_written_from_cache mongodb_ss_wt_cache_modified_pages_evicted
  mongodb_ss_wt_cache_unmodified_pages_evicted
  mysql_global_status_aborted_clients mysql_global_status_aborted_connects
  mysql_global_status_bytes_received mysql_global_status_bytes_sent
  mysql_global_status_created_tmp_tables mysql_global_status_innodb_data_read
  mysql_global_status_innodb_data_writes mysql_global_status_innodb_log_waits
  mysql_global_status_queries mysql_global_status_questions
  mysql_global_status_select_full_join mysql_global_status_select_full_range_join
  mysql_global_status_select_range mysql_global_status_select_scan
  mysql_global_status_slow_queries mysql_global_status_sort_merge_passes
  mysql_global_status_sort_range mysql_global_status_sort_rows mysql_global_status_sort_scan
  mysql_global_status_table_locks_waited mysql_global_status_table_open_cache_hits
  mysql_global_status_table_open_cache_misses
  nginx_ingress_controller_requests
  pg_stat_bgwriter_checkpoint_sync_time pg_stat_bgwriter_checkpoint_write_time
  pg_stat_database_blks_hit pg_stat_database_blks_read pg_stat_database_conflicts
  pg_stat_database_deadlocks pg_stat_database_temp_bytes pg_stat_database_tup_deleted
  pg_stat_database_tup_fetched pg_stat_database_tup_inserted pg_stat_database_tup_returned
  pg_stat_database_tup_updated pg_stat_database_xact_commit pg_stat_database_xact_rollback
  process_runtime_jvm_classes_loaded process_runtime_jvm_classes_unloaded
  `
    .trim()
    .split(/\s+/),
);

/** Does the metric only ever grow (until its process starts anew)? Told by its name. */
export function isCounterName(metric: string): boolean {
  if (GAUGES_NAMED_LIKE_COUNTERS.has(metric)) return false;
  return COUNTERS_NAMED_OTHERWISE.has(metric) || /_(?:total|sum|count|bucket)$/.test(metric);
}
