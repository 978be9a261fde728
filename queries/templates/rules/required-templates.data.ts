const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** The rules that every installation must have, by scope and resource: 5, 24 and 304. */
export const REQUIRED_TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  'system.cluster': words(`
    certExpirationRemainTime cpuUsagePercent memoryUsagePercent`),
  'system.environment': words(`
    cpuUsage memoryUsage networkInBPS networkOutBPS volumeUsage`),
  'system.node': words(`
    cpuTotal cpuUsage cpuUsagePercent diskReadBPS diskReadIOPS diskTotal diskUsage
    diskUsagePercent diskWriteBPS diskWriteIOPS load1 load15 load5 memoryTotal memoryUsage
    memoryUsagePercent networkInBPS networkInErrPercent networkOutBPS networkOutErrPercent
    runningPodCount runningPodPercent statusCondition`),
  'containers.container': words(`
    cpuTotal cpuUsage cpuUsagePercent memoryTotal memoryUsage memoryUsagePercent networkInBPS
    networkOutBPS restartTimesLast5m statusTerminatedReason`),
  'containers.log': words(`
    errorLogCount logCount`),
  'containers.pvc': words(`
    volumeTotal volumeUsage volumeUsagePercent`),
  'middlewires.consul': words(`
    consulLanMembers consulRaftLeader consulRaftPeers consulService consulServiceHealthy
    consulServiceTag consulState`),
  'middlewires.elasticsearch': words(`
    esActivePrimaryShards esActiveShards esBreakersTripped esCPUPercent
    esDelayedUnassignedShards esFilesystemAvailableBytes esGcCount esGcSeconds
    esIndicesPerNode esInitializingShards esJVMMemoryUsageBytes esJVMMemoryUsagePersent
    esOpenfiles esOsLoad1 esPendingTask esQueryCacheBytes esQueryDuration esReceivedBytes
    esRelocatingsShards esSentBytes esUnassignedShards`),
  'middlewires.kafka': words(`
    kafkaBrokers kafkaConsumerLatency kafkaMessageConsumer kafkaMessagesProduced
    kafkaPartitions kafkaTopics`),
  'middlewires.mongodb': words(`
    mongdbState mongdoResponseTime mongodbAsserts mongodbCacheBytes mongodbConnections
    mongodbCursor mongodbDataSize mongodbDocument mongodbGlobalLock mongodbIndexSize
    mongodbLockQueue mongodbMemory mongodbObjects mongodbOplogSize mongodbPageFaults
    mongodbQPS mongodbReceivedBytes mongodbSentBytes mongodbTPS mongodbWiredtigerCacheRate
    mongodbWiredtigerCacheBytes mongodbWiredtigerDirtyCache mongodbWiredtigerCacheEvicted
    ReceivedBytesV2 SentBytesV2`),
  'middlewires.mysql': words(`
    mysqlCommandTop10 mysqlConnections mysqlInnodbBufferSize mysqlOpenFiles mysqlQPS
    mysqlQuestions mysqlReceivedBytes mysqlSentBytes mysqlSlowQuery mysqlSlowQueryEnabled
    mysqlState mysqlTPS mysqlTabelLockWaited mysqlTableOpenCacheHitRatio mysqlTableSize
    mysqlThreads mysqlTmpTables mysqlTotalRows mysqlRunningThread mysqlInnodbLogWait
    mysqlInnodbDataWrite mysqlInnodbDataRead mysqlErrorConnections mysqlHandler mysqlSortRows
    mysqlSortRange mysqlSortMergePass mysqlSortScan mysqlSelectFullJoin mysqlSelectRangeJoin
    mysqlSelectRange mysqlSelectScan mysqlBufferPoolPage`),
  'middlewires.postgres': words(`
    pdXactRollback pgActivifyCount pgCacheHitRate pgConflicts pgDeadlocks pgDeleteData
    pgEffectiveCacheSizeBytes pgFetchData pgIdleSessions pgInsertedDate pgLockCount
    pgMaxConnections pgReturnData pgSharedBuffersBytes pgState pgSyncTime pgTmpBytes
    pgUpdatedData pgWriteTime pgXactCommit pgDBSize pgLocksCount`),
  'middlewires.redis': words(`
    redisClients redisCommandsTop5 redisCpuUsage redisKeys redisKeysEvicted redisKeysExpiring
    redisKeysHitRate redisKeysHits redisKeysMissed redisMemoryUsedBytes redisNoExpiringKeyRate
    redisOPS redisReceivedByted redisRejectedConnectionsTotal redisSentBytes redisState
    redisRssMemoryUsedBytes`),
  'middlewires.jmx': words(`
    javaOSLoadAverage javaOSCPULoad javaOSProcessLoad javaMemoryUitls javaOSOpenFileDescriptor
    javaHeapMemoryUsage javaNoHeapMemoryUsage javaHeapCommittedMemory
    javaNoHeapCommittedMemory javaMemoryPool javaCommittedMemoryPool javaGCCount
    javaGCDuration javaThreadCount javaDaemonThreadCount javaLoadedClassCount`),
  'middlewires.apisix': words(`
    apisixHttpStatusRate apisixConnections apisixEtcdIndexKeys apisixHttp4xx apisixHttp5xx
    apisixHttpSucess apisixEtcdReady apisixBandwidth apisixP95 apisixP90 apisixP50
    apisixTotalHttpSucess apisixTotalHttpStatusRate`),
  'others.cert': words(`
    expirationRemainTime status`),
  'others.exporter': words(`
    status`),
  'others.plugin': words(`
    status`),
  'opentelemetry.otel_jvm': words(`
    jvm_memory_used_heap jvm_memory_used_nonheap jvm_memory_committed_heap
    jvm_memory_committed_nonheap jvm_gc_pause_count_major jvm_gc_pause_count_minor
    jvm_gc_pause_duration jvm_memory_max jvm_memory_max_nonheap jvm_buffer_memory_used
    jvm_buffer_total_capacity jvm_threads_states jvm_buffer_count jvm_threads_live
    jvm_threads_peak jvm_classes_loaded jvm_threads_daemon jvm_gc_live_data_size
    jvm_gc_max_data_size process_files_max process_files_open system_cpu_usage
    system_load_average_1m process_cpu_usage jvm_gc_memory_allocated jvm_gc_memory_promoted`),
  'opentelemetry.otel_jdbc': words(`
    jdbc_connections_max jdbc_connections_min db_client_connections_use_time
    db_client_connections_wait_time hikaricp_connections hikaricp_connections_acquire
    hikaricp_connections_active hikaricp_connections_creation hikaricp_connections_usage
    hikaricp_connections_pending hikaricp_connections_max db_client_connections_create_time
    db_client_connections_usage`),
  'opentelemetry.otel_http': words(`
    http_client_duration http_client_request_size http_client_response_size
    http_server_duration http_server_request_size http_server_response_size
    http_server_active_requests http_client_duration_avg http_server_duration_avg`),
  'opentelemetry.otel_log': words(`
    logback_events`),
  'opentelemetry.otel_kafka': words(`
    kafka_consumer_bytes_consumed_rate kafka_consumer_commit_latency_avg
    kafka_consumer_commit_rate kafka_consumer_commit_latency_max
    kafka_consumer_connection_close_rate kafka_consumer_connection_count
    kafka_consumer_connection_creation_rate kafka_consumer_fetch_latency_avg
    kafka_consumer_fetch_rate kafka_consumer_fetch_size_avg kafka_consumer_incoming_byte_rate
    kafka_consumer_io_ratio kafka_consumer_network_io_rate kafka_consumer_outgoing_byte_rate
    kafka_consumer_request_rate kafka_producer_byte_rate kafka_producer_compression_rate
    kafka_producer_connection_creation_rate kafka_producer_incoming_byte_rate
    kafka_producer_io_ratio kafka_producer_network_io_rate kafka_producer_outgoing_byte_rate
    kafka_producer_request_rate kafka_producer_waiting_threads kafka_producer_topic_byte_rate`),
  'opentelemetry.otel_process_jvm': words(`
    process_runtime_jvm_gc_duration_count process_runtime_jvm_buffer_count
    process_runtime_jvm_buffer_limit process_runtime_jvm_buffer_usage
    process_runtime_jvm_classes_loaded process_runtime_jvm_cpu_utilization
    process_runtime_jvm_classes_unloaded process_runtime_jvm_memory_committed
    process_runtime_jvm_memory_committed_nonheap process_runtime_jvm_memory_usage
    process_runtime_jvm_memory_usage_nonheap process_runtime_jvm_system_cpu_load_1m
    process_runtime_jvm_system_cpu_utilization process_runtime_jvm_threads_count
    process_runtime_jvm_memory_usage_after_last_gc process_runtime_jvm_memory_init
    process_runtime_jvm_memory_init_nonheap process_runtime_jvm_memory_limit
    process_runtime_jvm_memory_limit_nonheap process_runtime_jvm_gc_duration`),
};
