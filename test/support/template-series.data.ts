/**
 * Series for every metric that the built-in rule templates read, in a short form, one line for one
 * or several metrics: `kind names base dimensions normal overload collapse`.
 *
 * - kind: `g` gauge, `c` counter (values are per second), `t` an instant (values are seconds from
 *   now), `hm`, `hs`, `hb` histograms of milliseconds, seconds, bytes (values are `mean@rate`).
 * - base: whose labels they carry, see `BASES` of `template-fixture.ts`.
 * - dimensions: `name=a,b;other=c`, `name=x-{1..9}` counts, `~` is a space, `-` for none.
 * - `gone` in place of a value: the series ends some minutes before now; `none`: there is none.
 */
export const TEMPLATE_SERIES = `
# hosts: every collector of every host
g node_uname_info @uname - 1 1 1
c node_cpu_seconds_total @host cpu={0..31};mode=idle 0.75 0.01 0.95
c node_cpu_seconds_total @host cpu={0..31};mode=user 0.2 0.98 0.04
c node_cpu_seconds_total @host cpu={0..31};mode=iowait 0.05 0.01 0.01
g node_memory_MemTotal_bytes @host - 32G 256G 1G
g node_memory_MemAvailable_bytes @host - 20G 4G 0.5G
c node_disk_read_bytes_total @host device=sda 2M 400M 0
c node_disk_written_bytes_total @host device=sda 4M 400M 0
c node_disk_reads_completed_total @host device=sda 100 9000 0
c node_disk_writes_completed_total @host device=sda 200 9000 0
g node_filesystem_size_bytes @host device=/dev/sda1;fstype=ext4;mountpoint=/,/var/lib/kubelet 200G 4T 0.1G
g node_filesystem_avail_bytes @host device=/dev/sda1;fstype=ext4;mountpoint=/,/var/lib/kubelet 120G 0.1T 0.05G
g node_load1,node_load5,node_load15 @host - 8 120 0.1
c node_network_receive_bytes_total,node_network_transmit_bytes_total @host device=eth0 2M 900M 0
c node_network_receive_packets_total,node_network_transmit_packets_total @host device=eth0 2000 50000 1
c node_network_receive_errs_total,node_network_transmit_errs_total @host device=eth0 0 9000 0
t x509_cert_not_after @plain subject_CN=kube-apiserver,kube-etcd 17280000 17280000 172800
t probe_ssl_earliest_cert_expiry @plain job=probe-apiserver 17280000 17280000 172800

# nodes and objects of Kubernetes
g kube_node_status_capacity @node resource=cpu;unit=core 32 32 1
g kube_node_status_allocatable @node resource=pods;unit=integer 218 218 218
g kube_node_status_condition @node condition=Ready;status=true 1 1 0
g kube_node_status_condition @node condition=Ready;status=false,unknown 0 0 1
g kube_node_status_condition @node condition=MemoryPressure,DiskPressure;status=true 0 1 0
g kube_pod_info @onnode - 1 1 1
g kube_pod_info @filler pod=filler-{1..4} 1 1 1
g kube_pod_info @filler pod=filler-{5..212} none 1 none
g kube_pod_status_phase @onnode phase=Running 1 1 0
g kube_pod_status_phase @onnode phase=Pending,Failed,Succeeded,Unknown 0 0 1
g kube_pod_status_phase @object pod=stuck;phase=Pending 0 1 0
g kube_pod_status_phase @object pod=stuck;phase=Running 1 0 0
g kube_pod_status_ready @object pod=stuck;condition=false 0 1 0
g kube_pod_container_status_waiting_reason @object pod=stuck;container=app;reason=CrashLoopBackOff,ContainerCreating 0 1 0
g kube_job_status_failed @object job_name=backup-1 0 6 0
g kube_horizontalpodautoscaler_status_current_replicas @object horizontalpodautoscaler=shop 2 10 1
g kube_horizontalpodautoscaler_spec_max_replicas @object horizontalpodautoscaler=shop 10 10 10
g kube_resourcequota @object resourcequota=team;resource=pods,requests.cpu;type=hard 20 20 20
g kube_resourcequota @object resourcequota=team;resource=pods,requests.cpu;type=used 5 20 0
g kube_persistentvolumeclaim_status_phase @object persistentvolumeclaim=data-store-1;phase=Pending 0 1 0
g kube_pod_status_phase @filler pod=filler-{1..4};phase=Running 1 1 0
g kube_pod_status_phase @filler pod=filler-{5..212};phase=Running none 1 none
g kube_pod_owner @onnode owner_kind=ReplicaSet;owner_name=shop-7d9f 1 1 1
g kube_pod_owner @filler pod=filler-{1..4};owner_kind=DaemonSet;owner_name=filler 1 1 1
g kube_replicaset_owner @object replicaset=shop-7d9f;owner_kind=Deployment;owner_name=shop 1 1 1
g kube_deployment_spec_replicas @object deployment=shop 2 2 2
g kube_deployment_status_replicas_available @object deployment=shop 2 0 1
g kube_statefulset_replicas @object statefulset=store 3 3 3
g kube_statefulset_status_replicas_ready @object statefulset=store 3 0 1
g kube_daemonset_status_desired_number_scheduled @object daemonset=agent 2 2 2
g kube_daemonset_status_number_available @object daemonset=agent 2 0 0

# containers and volumes
g kube_pod_container_resource_limits @pod container=app,sidecar;resource=cpu;unit=core 2 20.5 0.01
g kube_pod_container_resource_limits @pod container=app,sidecar;resource=memory;unit=byte 4G 41G 0.01G
c kube_pod_container_status_restarts_total @pod container=app 0 0.05 0
g kube_pod_container_status_terminated_reason @pod container=app;reason=OOMKilled,Error 0 1 0
g kube_pod_container_status_last_terminated_reason @pod container=app;reason=OOMKilled 1 1 1
c container_cpu_usage_seconds_total @onnode container=app,sidecar 0.4 20 0.001
g container_memory_working_set_bytes @onnode container=app,sidecar 1G 40G 0.001G
c container_network_receive_bytes_total,container_network_transmit_bytes_total @onnode interface=eth0 0.5M 400M 0
g kubelet_volume_stats_capacity_bytes @volume - 100G 2T 0.2G
g kubelet_volume_stats_used_bytes @volume - 40G 1.95T 0.1G
g kubelet_volume_stats_inodes @volume - 100000 100000 100000
g kubelet_volume_stats_inodes_used @volume - 20000 99000 10
g namespace_pod:error_log_lines:count1m @pod - 2 900 0
g namespace_pod:log_lines:count1m @pod - 400 90000 0

# what is scraped, and certificates
g up @target:shop - 1 1 0
t certmanager_certificate_expiration_timestamp_seconds @object name=shop-tls;issuer_name=ca 5184000 5184000 86400
g certmanager_certificate_ready_status @object name=shop-tls;condition=True 1 0 0
g certmanager_certificate_ready_status @object name=shop-tls;condition=False 0 1 1
g certmanager_certificate_ready_status @object name=shop-tls;condition=Unknown 0 0 0

# consul_exporter
g consul_up,consul_raft_leader @target:consul - 1 1 0
g consul_raft_peers,consul_serf_lan_members @target:consul - 3 9 1
g consul_catalog_services @target:consul - 12 900 0
g consul_catalog_service_node_healthy @target:consul service_name=web;service_id=web-1,web-2;node=n1 1 1 0
g consul_service_tag @target:consul service_id=web-1;node=n1;tag=v1 1 1 gone
g consul_health_service_status @target:consul service_name=web;service_id=web-1;node=n1;check=http;status=critical 0 9 0
g consul_health_service_status @target:consul service_name=web;service_id=web-1;node=n1;check=http;status=passing 1 0 0

# elasticsearch_exporter
g elasticsearch_cluster_health_active_primary_shards @target:elasticsearch cluster=logs 100 9000 0
g elasticsearch_cluster_health_active_shards @target:elasticsearch cluster=logs 200 9000 0
g elasticsearch_cluster_health_delayed_unassigned_shards,elasticsearch_cluster_health_initializing_shards,elasticsearch_cluster_health_number_of_pending_tasks,elasticsearch_cluster_health_relocating_shards,elasticsearch_cluster_health_unassigned_shards @target:elasticsearch cluster=logs 0 900 0
g elasticsearch_cluster_health_status @target:elasticsearch cluster=logs;color=red 0 1 0
g elasticsearch_cluster_health_status @target:elasticsearch cluster=logs;color=green 1 0 1
c elasticsearch_breakers_tripped @target:elasticsearch host=10.0.1.1;breaker=parent,request 0 2 0
g elasticsearch_process_cpu_percent @target:elasticsearch host=10.0.1.1 30 99 1
g elasticsearch_filesystem_data_available_bytes @target:elasticsearch host=10.0.1.1;path=/data;mount=/data 200G 900G 1G
c elasticsearch_jvm_gc_collection_seconds_count @target:elasticsearch host=10.0.1.1;gc=young,old 0.2 9 0
c elasticsearch_jvm_gc_collection_seconds_sum @target:elasticsearch host=10.0.1.1;gc=young,old 0.01 0.6 0
g elasticsearch_indices_docs @target:elasticsearch host=10.0.1.1 2e7 4e9 0
g elasticsearch_jvm_memory_used_bytes @target:elasticsearch host=10.0.1.1;area=heap 4G 190G 0.1G
g elasticsearch_jvm_memory_used_bytes @target:elasticsearch host=10.0.1.1;area=non-heap 0.2G 190G 0.1G
g elasticsearch_jvm_memory_max_bytes @target:elasticsearch host=10.0.1.1;area=heap 8G 192G 8G
g elasticsearch_process_open_files_count @target:elasticsearch host=10.0.1.1 900 64000 1
g elasticsearch_os_load1 @target:elasticsearch host=10.0.1.1 3 90 0
g elasticsearch_indices_query_cache_memory_size_bytes @target:elasticsearch host=10.0.1.1 0.2G 9G 0
c elasticsearch_indices_search_query_time_seconds @target:elasticsearch host=10.0.1.1 0.4 30 0
c elasticsearch_transport_rx_size_bytes_total,elasticsearch_transport_tx_size_bytes_total @target:elasticsearch host=10.0.1.1 1M 400M 0

# kafka_exporter
g kafka_brokers @target:kafka - 3 9 1
g kafka_topic_partitions @target:kafka topic=orders,payments 3 60 1
g kafka_topic_partitions @target:kafka topic=t-{1..220} none 60 none
g kafka_consumergroup_lag @target:kafka topic=orders;partition=0,1;consumergroup=billing 20 90000 -1
c kafka_consumergroup_current_offset @target:kafka topic=orders;partition=0,1;consumergroup=billing 50 90000 0
c kafka_topic_partition_current_offset @target:kafka topic=orders;partition=0,1 50 90000 0
g kafka_topic_partition_under_replicated_partition @target:kafka topic=orders;partition=0,1 0 30 0

# mongodb_exporter, both generations
g mongodb_up @target:mongodb - 1 1 0
c mongodb_mongod_op_latencies_latency_total @target:mongodb type=read,write 20000 9e6 1
c mongodb_mongod_op_latencies_ops_total @target:mongodb type=read,write 10 5 1
c mongodb_ss_opLatencies_latency @target:mongodb-new op_type=reads,writes 20000 9e6 1
c mongodb_ss_opLatencies_ops @target:mongodb-new op_type=reads,writes 10 5 1
c mongodb_asserts_total @target:mongodb type=regular,user 0.1 200 0
c mongodb_ss_asserts @target:mongodb-new assert_type=regular,user 0.1 200 0
g mongodb_mongod_wiredtiger_cache_bytes @target:mongodb type=total 6G 126G 0
g mongodb_mongod_wiredtiger_cache_bytes @target:mongodb type=dirty 0.1G 20G 0
g mongodb_mongod_wiredtiger_cache_max_bytes @target:mongodb - 16G 128G 16G
g mongodb_ss_wt_cache_bytes_currently_in_the_cache @target:mongodb-new - 6G 126G 0
g mongodb_ss_wt_cache_maximum_bytes_configured @target:mongodb-new - 16G 128G 16G
g mongodb_ss_wt_cache_tracked_dirty_bytes_in_the_cache @target:mongodb-new - 0.1G 20G 0
g mongodb_connections @target:mongodb state=current 200 9000 1
g mongodb_connections @target:mongodb state=available 50000 1 50000
g mongodb_ss_connections @target:mongodb-new conn_type=current 200 9000 1
g mongodb_mongod_metrics_cursor_open @target:mongodb state=total,pinned 20 3000 0
g mongodb_ss_metrics_cursor_open @target:mongodb-new csr_type=total,pinned 20 3000 0
g mongodb_mongod_db_data_size_bytes @target:mongodb db=shop 20G 4T 0
g mongodb_dbstats_dataSize @target:mongodb-new database=shop 20G 4T 0
g mongodb_mongod_db_index_size_bytes @target:mongodb db=shop 4G 1T 0
g mongodb_dbstats_indexSize @target:mongodb-new database=shop 4G 1T 0
g mongodb_mongod_db_objects_total @target:mongodb db=shop 1e6 9e9 0
g mongodb_dbstats_objects @target:mongodb-new database=shop 1e6 9e9 0
c mongodb_mongod_metrics_document_total @target:mongodb state=inserted,returned 100 300000 0
c mongodb_ss_metrics_document @target:mongodb-new doc_op_type=inserted,returned 100 300000 0
g mongodb_mongod_global_lock_client @target:mongodb type=reader,writer 2 300 0
g mongodb_ss_globalLock_activeClients_readers,mongodb_ss_globalLock_activeClients_writers @target:mongodb-new - 2 300 0
g mongodb_mongod_global_lock_current_queue @target:mongodb type=reader,writer 0 400 0
g mongodb_ss_globalLock_currentQueue @target:mongodb-new count_type=readers,writers 0 400 0
g mongodb_memory @target:mongodb type=resident,virtual 8000 400000 10
g mongodb_ss_mem_resident,mongodb_ss_mem_virtual @target:mongodb-new - 8000 400000 10
g mongodb_mongod_replset_oplog_size_bytes @target:mongodb type=current,storage 2G 9G 0.01G
g mongodb_oplog_stats_storageStats_size,mongodb_oplog_stats_storageStats_storageSize @target:mongodb-new - 2G 9G 0.01G
c mongodb_extra_info_page_faults_total @target:mongodb - 1 5000 0
c mongodb_ss_extra_info_page_faults @target:mongodb-new - 1 5000 0
c mongodb_op_counters_total @target:mongodb type=insert,query,update,delete,getmore,command 50 90000 0
c mongodb_ss_opcounters @target:mongodb-new legacy_op_type=insert,query,update,delete,getmore,command 50 90000 0
c mongodb_network_bytes_total @target:mongodb state=in_bytes,out_bytes 1M 400M 0
c mongodb_ss_network_bytesIn,mongodb_ss_network_bytesOut @target:mongodb-new - 1M 400M 0
c mongodb_mongod_wiredtiger_cache_bytes_total @target:mongodb type=read,written 1M 900M 0
c mongodb_ss_wt_cache_bytes_read_into_cache,mongodb_ss_wt_cache_bytes_written_from_cache @target:mongodb-new - 1M 900M 0
g mongodb_mongod_wiredtiger_cache_pages @target:mongodb type=total 100000 100000 100000
g mongodb_mongod_wiredtiger_cache_pages @target:mongodb type=dirty 3000 40000 0
g mongodb_ss_wt_cache_pages_currently_held_in_the_cache @target:mongodb-new - 100000 100000 100000
g mongodb_ss_wt_cache_tracked_dirty_pages_in_the_cache @target:mongodb-new - 3000 40000 0
c mongodb_mongod_wiredtiger_cache_evicted_total @target:mongodb type=modified,unmodified 10 20000 0
c mongodb_ss_wt_cache_modified_pages_evicted,mongodb_ss_wt_cache_unmodified_pages_evicted @target:mongodb-new - 10 20000 0

# mysqld_exporter
g mysql_up,mysql_global_variables_slow_query_log @target:mysql - 1 1 0
c mysql_global_status_commands_total @target:mysql command=select,insert,update,delete,commit,begin,set_option,show_status,change_db,rollback,prepare_sql,call_procedure 40 30000 0
g mysql_global_status_threads_connected @target:mysql - 40 900 0
g mysql_global_status_threads_running @target:mysql - 4 200 0
g mysql_global_status_threads_cached @target:mysql - 8 20 0
g mysql_global_variables_innodb_buffer_pool_size @target:mysql - 4G 64G 0.05G
g mysql_global_status_innodb_num_open_files @target:mysql - 300 20000 0
c mysql_global_status_queries,mysql_global_status_questions @target:mysql - 400 90000 0
c mysql_global_status_bytes_received,mysql_global_status_bytes_sent @target:mysql - 1M 400M 0
c mysql_global_status_slow_queries,mysql_global_status_table_locks_waited,mysql_global_status_innodb_log_waits @target:mysql - 0 3 0
c mysql_global_status_table_open_cache_hits @target:mysql - 1000 1000 1
c mysql_global_status_table_open_cache_misses @target:mysql - 5 5 9
g mysql_info_schema_table_size @target:mysql schema=shop;table=orders;component=data_length,index_length 10G 2T 0
g mysql_info_schema_table_rows @target:mysql schema=shop;table=orders 1e6 9e10 0
c mysql_global_status_created_tmp_tables @target:mysql - 10 4000 0
c mysql_global_status_innodb_data_writes @target:mysql - 100 40000 0
c mysql_global_status_innodb_data_read @target:mysql - 1M 900M 0
c mysql_global_status_connection_errors_total @target:mysql error=max_connections,internal 0 5 0
c mysql_global_status_handlers_total @target:mysql handler=commit,rollback,prepare,read_key 50 90000 0
c mysql_global_status_sort_rows @target:mysql - 1000 9e6 0
c mysql_global_status_sort_range,mysql_global_status_sort_scan @target:mysql - 10 9000 0
c mysql_global_status_sort_merge_passes,mysql_global_status_select_full_join @target:mysql - 0 900 0
c mysql_global_status_select_full_range_join,mysql_global_status_select_scan @target:mysql - 1 9000 0
c mysql_global_status_select_range @target:mysql - 100 90000 0
g mysql_global_status_buffer_pool_pages @target:mysql state=data 6000 99900 10
g mysql_global_status_buffer_pool_pages @target:mysql state=misc 500 50 10
g mysql_global_status_buffer_pool_pages @target:mysql state=free 3500 50 9000
g mysql_global_status_buffer_pool_pages @target:mysql state=old 2000 3000 10
g mysql_slave_status_seconds_behind_master @target:mysql channel_name=main 0 900 0
g mysql_slave_status_seconds_behind_source @target:mysql-new channel_name=main 0 900 0

# postgres_exporter, three generations of checkpoint times
g pg_up @target:postgres - 1 1 0
c pg_stat_database_xact_rollback @target:postgres datname=shop,postgres 0.1 900 0
c pg_stat_database_xact_commit @target:postgres datname=shop,postgres 100 90000 0
g pg_stat_activity_count @target:postgres datname=shop;state=active 4 300 0
g pg_stat_activity_count @target:postgres datname=shop;state=idle,idle~in~transaction 10 400 0
c pg_stat_database_blks_hit @target:postgres datname=shop,postgres 9900 9900 1
c pg_stat_database_blks_read @target:postgres datname=shop,postgres 50 50 9
c pg_stat_database_conflicts,pg_stat_database_deadlocks @target:postgres datname=shop,postgres 0 3 0
c pg_stat_database_tup_deleted,pg_stat_database_tup_inserted,pg_stat_database_tup_updated @target:postgres datname=shop,postgres 20 90000 0
c pg_stat_database_tup_fetched @target:postgres datname=shop,postgres 2000 9e6 0
c pg_stat_database_tup_returned @target:postgres datname=shop,postgres 9000 9e7 0
g pg_settings_effective_cache_size_bytes @target:postgres - 4G 64G 0.1G
g pg_settings_shared_buffers_bytes @target:postgres - 1G 16G 0.05G
g pg_settings_max_connections @target:postgres - 200 1150 20
g pg_locks_count @target:postgres datname=shop;mode=accesssharelock,exclusivelock 10 9000 0
c pg_stat_database_temp_bytes @target:postgres datname=shop,postgres 0.1M 900M 0
c pg_stat_bgwriter_checkpoint_sync_time_total @target:postgres - 5 600 0
c pg_stat_bgwriter_checkpoint_write_time_total @target:postgres - 300 990 0
c pg_stat_checkpointer_sync_time_total @target:postgres-17 - 5 600 0
c pg_stat_checkpointer_write_time_total @target:postgres-17 - 300 990 0
c pg_stat_bgwriter_checkpoint_sync_time @target:postgres-old - 5 600 0
c pg_stat_bgwriter_checkpoint_write_time @target:postgres-old - 300 990 0
g pg_database_size_bytes @target:postgres datname=shop,postgres 10G 4T 0

# redis_exporter
g redis_up @target:redis - 1 1 0
g redis_connected_clients @target:redis - 100 9500 0
c redis_commands_total @target:redis cmd=get,set,del,hget,hset,expire,ping 100 90000 0
c redis_cpu_user_seconds_total,redis_cpu_sys_seconds_total @target:redis - 0.1 0.6 0
g redis_db_keys @target:redis db=db0,db1 1e6 9e8 0
g redis_db_keys_expiring @target:redis db=db0 1.5e6 1.2e8 0
c redis_evicted_keys_total @target:redis - 0 900 0
c redis_keyspace_hits_total @target:redis - 900 200000 1
c redis_keyspace_misses_total @target:redis - 100 90000 9
g redis_memory_used_bytes,redis_memory_used_rss_bytes @target:redis - 2G 90G 0
c redis_commands_processed_total @target:redis - 1000 200000 0
c redis_net_input_bytes_total,redis_net_output_bytes_total @target:redis - 1M 400M 0
c redis_rejected_connections_total @target:redis - 0 3 0

# jmx_exporter, both cases of the names
g java_lang_OperatingSystem_SystemLoadAverage,java_lang_operatingsystem_systemloadaverage @target:jmx - 3 90 0
g java_lang_OperatingSystem_SystemCpuLoad,java_lang_operatingsystem_systemcpuload,java_lang_OperatingSystem_CpuLoad,java_lang_operatingsystem_cpuload,java_lang_OperatingSystem_ProcessCpuLoad,java_lang_operatingsystem_processcpuload @target:jmx - 0.3 0.99 0
g java_lang_OperatingSystem_FreePhysicalMemorySize,java_lang_operatingsystem_freephysicalmemorysize,java_lang_OperatingSystem_FreeMemorySize,java_lang_operatingsystem_freememorysize @target:jmx - 8G 0.1G 30G
g java_lang_OperatingSystem_TotalPhysicalMemorySize,java_lang_operatingsystem_totalphysicalmemorysize,java_lang_OperatingSystem_TotalMemorySize,java_lang_operatingsystem_totalmemorysize @target:jmx - 32G 32G 32G
g java_lang_OperatingSystem_OpenFileDescriptorCount,java_lang_operatingsystem_openfiledescriptorcount @target:jmx - 300 64000 1
g java_lang_Memory_HeapMemoryUsage_used,java_lang_memory_heapmemoryusage_used @target:jmx - 1G 31G 0
g java_lang_Memory_HeapMemoryUsage_max,java_lang_memory_heapmemoryusage_max @target:jmx - 4G 32G 4G
g java_lang_Memory_NonHeapMemoryUsage_used,java_lang_memory_nonheapmemoryusage_used,java_lang_Memory_HeapMemoryUsage_committed,java_lang_memory_heapmemoryusage_committed,java_lang_Memory_NonHeapMemoryUsage_committed,java_lang_memory_nonheapmemoryusage_committed @target:jmx - 0.5G 31G 0
g java_lang_MemoryPool_Usage_used,java_lang_memorypool_usage_used,java_lang_MemoryPool_Usage_committed,java_lang_memorypool_usage_committed @target:jmx name=G1~Eden~Space,G1~Old~Gen 0.5G 31G 0
c java_lang_GarbageCollector_CollectionCount,java_lang_garbagecollector_collectioncount @target:jmx name=G1~Young~Generation,G1~Old~Generation 0.1 9 0
c java_lang_GarbageCollector_CollectionTime,java_lang_garbagecollector_collectiontime @target:jmx name=G1~Young~Generation,G1~Old~Generation 5 600 0
g java_lang_Threading_ThreadCount,java_lang_threading_threadcount,java_lang_Threading_DaemonThreadCount,java_lang_threading_daemonthreadcount @target:jmx - 60 9000 1
g java_lang_ClassLoading_LoadedClassCount,java_lang_classloading_loadedclasscount @target:jmx - 12000 900000 1

# APISIX
c apisix_http_status @target:apisix code=200;route=r1;matched_host=shop.example,api.example 90 8000 0.1
c apisix_http_status @target:apisix code=404;route=r1;matched_host=shop.example,api.example 2 15000 1
c apisix_http_status @target:apisix code=502;route=r1;matched_host=shop.example,api.example 0.5 4000 2
g apisix_nginx_http_current_connections @target:apisix state=active,waiting 100 90000 0
g apisix_etcd_modify_indexes @target:apisix key=max_modify_index,routes 1200 9000 0
g apisix_etcd_reachable @target:apisix - 1 1 0
c apisix_bandwidth @target:apisix type=ingress,egress;route=r1 1M 900M 0
hm apisix_http_latency @target:apisix type=request,upstream;route=r1 40@10 4000@10 40@1

# OpenTelemetry: Java virtual machine
g jvm_memory_used_bytes,jvm_memory_used,jvm_memory_committed_bytes,jvm_memory_committed @app area=heap;id=G1~Eden~Space,G1~Old~Gen 0.5G 30G 0
g jvm_memory_used_bytes,jvm_memory_used,jvm_memory_committed_bytes,jvm_memory_committed @app area=nonheap;id=Metaspace 0.1G 30G 0
g jvm_memory_max_bytes,jvm_memory_max @app area=heap;id=G1~Old~Gen 4G 32G 0.001G
g jvm_memory_max_bytes,jvm_memory_max @app area=heap;id=G1~Eden~Space -1 -1 -1
g jvm_memory_max_bytes,jvm_memory_max @app area=nonheap;id=CodeCache 0.25G 1G 0.001G
hm jvm_gc_pause_milliseconds,jvm_gc_pause @app action=end~of~major~GC;cause=Allocation~Failure 20@0.004 2000@1 20@0.001
hm jvm_gc_pause_milliseconds,jvm_gc_pause @app action=end~of~minor~GC;cause=Allocation~Failure 20@0.4 2000@9 20@0.001
hs jvm_gc_pause_seconds @app action=end~of~major~GC;cause=Allocation~Failure 0.02@0.004 2@1 0.02@0.001
hs jvm_gc_pause_seconds @app action=end~of~minor~GC;cause=Allocation~Failure 0.02@0.4 2@9 0.02@0.001
g jvm_buffer_memory_used_bytes,jvm_buffer_memory_used,jvm_buffer_total_capacity_bytes,jvm_buffer_total_capacity @app id=direct,mapped 0.02G 9G 0
g jvm_buffer_count_buffers,jvm_buffer_count @app id=direct,mapped 40 900000 0
g jvm_threads_states_threads,jvm_threads_states @app state=runnable,waiting 20 9000 0
g jvm_threads_live_threads,jvm_threads_live,jvm_threads_peak_threads,jvm_threads_peak,jvm_threads_daemon_threads,jvm_threads_daemon @app - 60 9000 1
g jvm_classes_loaded_classes,jvm_classes_loaded @app - 12000 900000 1
g jvm_gc_live_data_size_bytes,jvm_gc_live_data_size @app - 0.5G 30G 0
g jvm_gc_max_data_size_bytes,jvm_gc_max_data_size @app - 4G 32G 0.01G
g process_files_max_files,process_files_max @app - 65536 65536 1024
g process_files_open_files,process_files_open @app - 300 64000 1
g system_cpu_usage_ratio,system_cpu_usage,process_cpu_usage_ratio,process_cpu_usage @app - 0.3 0.99 0
g system_load_average_1m_ratio,system_load_average_1m @app - 3 90 0
c jvm_gc_memory_allocated_bytes_total,jvm_gc_memory_allocated_total @app - 50M 9G 0
c jvm_gc_memory_promoted_bytes_total,jvm_gc_memory_promoted_total @app - 1M 900M 0

# OpenTelemetry: connections of databases
g jdbc_connections_max,hikaricp_connections_max @app pool=main 20 900 1
g jdbc_connections_min @app pool=main 5 900 1
g hikaricp_connections,hikaricp_connections_active @app pool=main 10 900 0
g hikaricp_connections_pending @app pool=main 0 90 0
g db_client_connections_usage @app pool_name=main;state=idle,used 5 900 0
hm db_client_connections_use_time_milliseconds,db_client_connections_use_time,db_client_connections_wait_time_milliseconds,db_client_connections_wait_time,db_client_connections_create_time_milliseconds,db_client_connections_create_time @app pool_name=main 20@10 4000@10 20@1
hm hikaricp_connections_acquire_milliseconds,hikaricp_connections_acquire,hikaricp_connections_creation_milliseconds,hikaricp_connections_creation,hikaricp_connections_usage_milliseconds,hikaricp_connections_usage @app pool=main 20@10 4000@10 20@1
hs hikaricp_connections_acquire_seconds,hikaricp_connections_creation_seconds,hikaricp_connections_usage_seconds @app pool=main 0.02@10 4@10 0.02@1

# OpenTelemetry: HTTP, both generations of the conventions
hm http_client_duration_milliseconds,http_client_duration @app net_peer_name=pay.example 40@10 4000@10 40@1
hm http_server_duration_milliseconds,http_server_duration @app net_host_name=shop.example;http_route=/cart,/pay 40@10 4000@10 40@1
hs http_client_request_duration_seconds @app server_address=pay.example 0.04@10 4@10 0.04@1
hs http_server_request_duration_seconds @app server_address=shop.example;http_route=/cart,/pay 0.04@10 4@10 0.04@1
hb http_client_request_size_bytes,http_client_request_size,http_client_response_size_bytes,http_client_response_size @app net_peer_name=pay.example 2000@10 4e7@10 2000@1
hb http_server_request_size_bytes,http_server_request_size,http_server_response_size_bytes,http_server_response_size @app net_host_name=shop.example 2000@10 4e7@10 2000@1
hb http_client_request_body_size_bytes,http_client_response_body_size_bytes @app server_address=pay.example 2000@10 4e7@10 2000@1
hb http_server_request_body_size_bytes,http_server_response_body_size_bytes @app server_address=shop.example 2000@10 4e7@10 2000@1
g http_server_active_requests @app net_host_name=shop.example 5 9000 0
g http_server_active_requests @app server_address=api.example 5 9000 0
c logback_events_total,logback_events @app level=error 0.01 9 0
c logback_events_total,logback_events @app level=info 5 50 0

# OpenTelemetry: Kafka clients
g kafka_consumer_bytes_consumed_rate,kafka_producer_byte_rate @app client_id=c1;topic=orders,payments 0.5M 400M 0
g kafka_consumer_incoming_byte_rate,kafka_consumer_outgoing_byte_rate,kafka_producer_incoming_byte_rate,kafka_producer_outgoing_byte_rate @app client_id=c1 0.5M 400M 0
g kafka_consumer_commit_latency_avg,kafka_consumer_fetch_latency_avg,kafka_consumer_commit_latency_max @app client_id=c1 50 20000 0
g kafka_consumer_commit_rate @app client_id=c1 1 900 0
g kafka_consumer_connection_close_rate,kafka_consumer_connection_creation_rate,kafka_producer_connection_creation_rate @app client_id=c1 0.01 90 0
g kafka_consumer_connection_count @app client_id=c1 5 900 0
g kafka_consumer_fetch_rate,kafka_consumer_request_rate,kafka_producer_request_rate @app client_id=c1 5 9000 0
g kafka_consumer_network_io_rate,kafka_producer_network_io_rate @app client_id=c1 10 9000 0
g kafka_consumer_fetch_size_avg @app client_id=c1 20000 90M 0
g kafka_consumer_io_ratio,kafka_producer_io_ratio @app client_id=c1 0.1 0.99 0
g kafka_producer_compression_rate @app client_id=c1 0.4 0.99 0.1
g kafka_producer_waiting_threads @app client_id=c1 0 90 0

# OpenTelemetry: Java runtime, older conventions
hm process_runtime_jvm_gc_duration_milliseconds,process_runtime_jvm_gc_duration @app action=end~of~minor~GC;gc=G1 20@0.3 2000@9 20@0.001
g process_runtime_jvm_buffer_count @app pool=direct 40 900000 0
g process_runtime_jvm_buffer_limit_bytes,process_runtime_jvm_buffer_limit,process_runtime_jvm_buffer_usage_bytes,process_runtime_jvm_buffer_usage @app pool=direct 0.02G 9G 0
c process_runtime_jvm_classes_loaded_total,process_runtime_jvm_classes_loaded,process_runtime_jvm_classes_unloaded_total,process_runtime_jvm_classes_unloaded @app - 0.1 90 0
g process_runtime_jvm_cpu_utilization_ratio,process_runtime_jvm_cpu_utilization,process_runtime_jvm_system_cpu_utilization_ratio,process_runtime_jvm_system_cpu_utilization @app - 0.3 0.99 0
g process_runtime_jvm_system_cpu_load_1m_ratio,process_runtime_jvm_system_cpu_load_1m @app - 3 90 0
g process_runtime_jvm_threads_count @app daemon=true,false 30 9000 1
g process_runtime_jvm_memory_committed_bytes,process_runtime_jvm_memory_committed,process_runtime_jvm_memory_usage_bytes,process_runtime_jvm_memory_usage,process_runtime_jvm_memory_init_bytes,process_runtime_jvm_memory_init @app type=heap;pool=G1~Old~Gen 0.5G 30G 0
g process_runtime_jvm_memory_committed_bytes,process_runtime_jvm_memory_committed,process_runtime_jvm_memory_usage_bytes,process_runtime_jvm_memory_usage,process_runtime_jvm_memory_init_bytes,process_runtime_jvm_memory_init @app type=non_heap;pool=Metaspace 0.1G 30G 0
g process_runtime_jvm_memory_limit_bytes,process_runtime_jvm_memory_limit @app type=heap;pool=G1~Old~Gen 4G 32G 1000
g process_runtime_jvm_memory_limit_bytes,process_runtime_jvm_memory_limit @app type=non_heap;pool=CodeCache 0.25G 1G 1000
g process_runtime_jvm_memory_usage_after_last_gc_bytes,process_runtime_jvm_memory_usage_after_last_gc @app type=heap;pool=G1~Old~Gen 0.4G 30G 0
`;
