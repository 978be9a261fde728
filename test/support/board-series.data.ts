/**
 * Series of what the built-in dashboards read beyond the rule templates, in the form of
 * `template-series.data.ts`.
 */
export const BOARD_SERIES = `
g node_memory_MemTotal_bytes @host - 32G 32G 32G
t node_time_seconds @host - 0 0 0
t node_boot_time_seconds @host - -90000 -90000 -90000
g node_memory_SwapTotal_bytes @host - 8G 8G 8G
g node_memory_SwapFree_bytes @host - 7G 1G 8G
g node_procs_running,node_procs_blocked @host - 3 90 0
c node_disk_io_time_seconds_total @host device=sda 0.2 0.99 0
c node_network_receive_drop_total,node_network_transmit_drop_total @host device=eth0 0 90 0

g kube_node_info @node - 1 1 1
g kube_node_status_allocatable @node resource=cpu;unit=core 31 31 1
g kube_pod_container_resource_requests @pod container=app,sidecar;resource=cpu;unit=core 1 9 0.01
g kube_pod_container_resource_requests @pod container=app,sidecar;resource=memory;unit=byte 2G 30G 0.01G
c container_cpu_cfs_periods_total @onnode container=app 10 10 10
c container_cpu_cfs_throttled_periods_total @onnode container=app 1 9 0
c container_fs_reads_bytes_total,container_fs_writes_bytes_total @onnode container=app 1M 90M 0

c nginx_ingress_controller_requests @object ingress=shop;status=200,404 20 900 0
c nginx_ingress_controller_requests @object ingress=shop;status=500 1 90 0
hs nginx_ingress_controller_request_duration_seconds @object ingress=shop 0.05@20 2@900 0.05@1
hb nginx_ingress_controller_response_size @object ingress=shop 2000@20 90000@900 200@1

c apiserver_request_total @plain verb=GET,PATCH;code=200 50 900 1
c apiserver_request_total @plain verb=GET;code=503 0.1 90 0
hs apiserver_request_duration_seconds @plain verb=GET,PATCH 0.05@50 2@900 0.05@1
g apiserver_current_inflight_requests @plain request_kind=readOnly,mutating 4 400 0
g etcd_server_has_leader @plain - 1 1 0
c etcd_server_leader_changes_seen_total @plain - 0 0.01 0
g etcd_mvcc_db_total_size_in_bytes @plain - 0.2G 7G 0.1G
g etcd_server_proposals_pending @plain - 0 90 0
hs etcd_disk_wal_fsync_duration_seconds,etcd_disk_backend_commit_duration_seconds @plain - 0.004@50 2@50 0.004@1
c etcd_server_proposals_committed_total @plain - 50 900 0
c etcd_server_proposals_failed_total @plain - 0 9 0
c etcd_network_client_grpc_received_bytes_total,etcd_network_client_grpc_sent_bytes_total @plain - 1M 90M 0
c scheduler_schedule_attempts_total @plain result=scheduled,error 1 90 0
g scheduler_pending_pods @plain queue=active,backoff 0 90 0
hs scheduler_scheduling_attempt_duration_seconds @plain - 0.01@1 2@90 0.01@0.1

c http_requests_total @target:shop code=200,404 20 900 0
c http_requests_total @target:shop code=500 1 90 0
hs http_request_duration_seconds @target:shop - 0.05@20 2@900 0.05@1
g http_requests_in_flight @target:shop - 3 300 0
hs http_server_request_duration_seconds @app http_response_status_code=200,500;http_route=/cart 0.04@10 4@10 0.04@1
g http_server_active_requests @app server_address=shop.example 4 400 0
g jvm_memory_used_bytes,jvm_memory_committed_bytes @app jvm_memory_type=heap;jvm_memory_pool_name=G1~Eden~Space,G1~Old~Gen 0.5G 3G 0.1G
g jvm_memory_used_bytes,jvm_memory_committed_bytes @app jvm_memory_type=non_heap;jvm_memory_pool_name=Metaspace 0.1G 1G 0.1G
g jvm_memory_limit_bytes @app jvm_memory_type=heap;jvm_memory_pool_name=G1~Old~Gen 4G 4G 4G
g jvm_memory_used_after_last_gc_bytes @app jvm_memory_type=heap;jvm_memory_pool_name=G1~Eden~Space,G1~Old~Gen 0.2G 3G 0
hs jvm_gc_duration_seconds @app jvm_gc_name=G1~Young~Generation;jvm_gc_action=end~of~minor~GC 0.02@0.4 2@9 0.02@0.001
hs jvm_gc_duration_seconds @app jvm_gc_name=G1~Old~Generation;jvm_gc_action=end~of~major~GC 0.2@0.004 2@1 0.2@0.001
g jvm_thread_count @app jvm_thread_daemon=true,false;jvm_thread_state=runnable,timed_waiting 10 900 1
g jvm_class_count @app - 12000 90000 12000
c jvm_class_loaded_total,jvm_class_unloaded_total @app - 0.1 90 0
g jvm_cpu_recent_utilization_ratio @app - 0.2 0.99 0.01
c jvm_cpu_time_seconds_total @app - 0.4 4 0
g jvm_cpu_count @app - 4 4 4
g jvm_memory_used_bytes,jvm_memory_bytes_used @target:javaclient instance=10.1.0.8:9090;area=heap,nonheap 0.5G 3G 0.1G
g jvm_memory_max_bytes,jvm_memory_bytes_max @target:javaclient instance=10.1.0.8:9090;area=heap 4G 4G 4G
g jvm_memory_max_bytes,jvm_memory_bytes_max @target:javaclient instance=10.1.0.8:9090;area=nonheap -1 -1 -1
g jvm_memory_pool_used_bytes,jvm_memory_pool_bytes_used @target:javaclient instance=10.1.0.8:9090;pool=G1~Old~Gen,Metaspace 0.5G 3G 0.1G
c jvm_gc_collection_seconds_sum @target:javaclient instance=10.1.0.8:9090;gc=G1~Young~Generation 0.02 2 0.02
c jvm_gc_collection_seconds_count @target:javaclient instance=10.1.0.8:9090;gc=G1~Young~Generation 0.4 9 0.001
g jvm_threads_current @target:javaclient instance=10.1.0.8:9090 40 900 10
g jvm_classes_currently_loaded,jvm_classes_loaded @target:javaclient instance=10.1.0.8:9090 12000 90000 12000
g process_open_fds @target:javaclient instance=10.1.0.8:9090 60 900 4
g hikaricp_connections_active @app pool=main 4 20 0

g go_goroutines,go_threads @target:go - 40 9000 4
g go_memstats_heap_alloc_bytes,go_memstats_next_gc_bytes @target:go - 0.04G 4G 0.01G
c go_memstats_alloc_bytes_total @target:go - 4M 900M 0
g go_gc_duration_seconds @target:go quantile=0,0.5,1 0.0001 0.1 0.0001
c go_gc_duration_seconds_count @target:go - 0.1 9 0
g process_open_fds @target:go - 40 900 4
g process_max_fds @target:go - 1024 1024 1024
c process_cpu_seconds_total @target:go,nodejs - 0.1 4 0
g process_resident_memory_bytes @target:go,nodejs - 0.1G 4G 0.05G
g nodejs_eventloop_lag_p50_seconds,nodejs_eventloop_lag_p99_seconds @target:nodejs - 0.01 2 0.01
g nodejs_heap_size_used_bytes,nodejs_heap_size_total_bytes,nodejs_external_memory_bytes @target:nodejs - 0.05G 2G 0.01G
hs nodejs_gc_duration_seconds @target:nodejs kind=major,minor 0.005@1 0.2@9 0.005@0.1
g nodejs_active_handles_total,nodejs_active_requests_total @target:nodejs - 9 900 1

g kube_replicaset_owner @object replicaset=cart-5c4d,cart-6e7f;owner_kind=Deployment;owner_name=cart 1 1 1
g kube_replicaset_owner @object replicaset=cart-admin-7a7a;owner_kind=Deployment;owner_name=cart-admin 1 1 1
g kube_pod_owner @stable owner_kind=ReplicaSet;owner_name=cart-5c4d 1 1 1
g kube_pod_owner @canary owner_kind=ReplicaSet;owner_name=cart-6e7f 1 1 1
g kube_pod_owner @object pod=cart-admin-7a7a-ccccc;owner_kind=ReplicaSet;owner_name=cart-admin-7a7a 1 1 1
g kube_pod_owner @object pod=ledger-0;owner_kind=StatefulSet;owner_name=ledger 1 1 1
g kube_pod_owner @object pod=ledger-1;owner_kind=StatefulSet;owner_name=ledger 1 1 1
g kube_pod_owner @object pod=report-28000000-x;owner_kind=Job;owner_name=report-28000000 1 1 1
g kube_pod_owner @object pod=backup-1-x;owner_kind=Job;owner_name=backup-1 1 1 1
g kube_job_owner @object job_name=report-28000000;owner_kind=CronJob;owner_name=report 1 1 1
g kube_job_status_active,kube_job_status_succeeded @object job_name=report-28000000,backup-1 1 1 1
g kube_job_status_failed @object job_name=report-28000000 0 2 0
g kube_cronjob_status_active,kube_cronjob_spec_suspend @object cronjob=report 0 1 0
t kube_cronjob_status_last_schedule_time @object cronjob=report -600 -90000 -600
g kube_pod_container_info @stable container=istio-proxy;image=registry.example/proxy:9.9.9 1 1 1
g kube_pod_container_info @canary container=istio-proxy;image=registry.example/proxy:9.9.9 1 1 1
g kube_pod_container_info @object pod=cart-admin-7a7a-ccccc;container=cart;image=registry.example/cart:1.10.0 1 1 1
g kube_pod_container_info @object pod=ledger-0;container=ledger;image=registry.example/ledger:2.0.0 1 1 1
g kube_pod_container_info @object pod=ledger-1;container=ledger;image=registry.example/ledger:2.1.0 1 1 1
c http_requests_total @object pod=cart-admin-7a7a-ccccc;code=200,500 50 50 50
g kube_pod_container_info @stable container=cart;image=registry.example/cart:1.9.3 1 1 1
g kube_pod_container_info @canary container=cart;image=registry.example/cart:1.10.0 1 1 1
g kube_pod_status_ready @stable condition=true 1 1 0
g kube_pod_status_ready @canary condition=true 1 1 0
c http_requests_total @stable version=1.9.3;code=200 45 40 9
c http_requests_total @stable version=1.9.3;code=500 0.4 0.4 0
c http_requests_total @canary version=1.10.0;code=200 5 4 1
c http_requests_total @canary version=1.10.0;code=500 0.1 2 0
hs http_request_duration_seconds @stable version=1.9.3 0.05@45 0.05@45 0.05@9
hs http_request_duration_seconds @canary version=1.10.0 0.07@5 0.9@5 0.07@1
c container_cpu_usage_seconds_total @stable container=cart 0.6 0.6 0.1
c container_cpu_usage_seconds_total @canary container=cart 0.7 2 0.1
g container_memory_working_set_bytes @stable container=cart 0.4G 0.4G 0.1G
g container_memory_working_set_bytes @canary container=cart 0.5G 1.5G 0.1G
c kube_pod_container_status_restarts_total @stable container=cart 0 0 0
c kube_pod_container_status_restarts_total @canary container=cart 0 0.02 0

c istio_requests_total @plain reporter=destination;destination_workload_namespace=acme-shop,globex-web;destination_workload=cart;source_workload=web;response_code=200,503 9 900 0
hm istio_request_duration_milliseconds @plain reporter=destination;destination_workload_namespace=acme-shop;destination_workload=cart 20@9 900@900 20@1
c istio_tcp_received_bytes_total,istio_tcp_sent_bytes_total,istio_tcp_connections_opened_total @plain reporter=destination;destination_workload_namespace=acme-shop;destination_workload=db 9 900 0

g mysql_global_variables_max_connections @target:mysql - 1000 1000 1000
g mysql_global_status_uptime @target:mysql - 90000 90000 90
c mysql_global_status_aborted_clients,mysql_global_status_aborted_connects,mysql_global_status_created_tmp_tables @target:mysql - 1 90 0
g pg_replication_lag_seconds @target:postgres - 0.5 900 0
g redis_uptime_in_seconds @target:redis - 90000 90000 90
g redis_memory_max_bytes @target:redis - 4G 4G 4G
c redis_expired_keys_total @target:redis - 1 90 0
g redis_blocked_clients,redis_connected_slaves @target:redis - 1 90 0
c elasticsearch_indices_indexing_index_total,elasticsearch_indices_search_query_total @target:elasticsearch host=10.0.1.1 20 900 0
g elasticsearch_cluster_health_number_of_nodes @target:elasticsearch cluster=logs 3 3 1
g elasticsearch_cluster_health_unassigned_shards @target:elasticsearch cluster=logs 0 90 0

g mongodb_rs_members_state @target:mongodb-new member_idx=db-0:27017;member_state=PRIMARY 1 1 8
g mongodb_rs_members_state @target:mongodb-new member_idx=db-1:27017;member_state=SECONDARY 2 2 8
g mongodb_rs_members_optimeDate @target:mongodb-new member_idx=db-0:27017;member_state=PRIMARY 1700000002000 1700000002000 1700000002000
g mongodb_rs_members_optimeDate @target:mongodb-new member_idx=db-1:27017;member_state=SECONDARY 1700000000000 1699999000000 1700000002000

g rabbitmq_build_info @target:rabbitmq - 1 1 1
g rabbitmq_queue_messages,rabbitmq_queue_messages_ready,rabbitmq_queue_messages_unacked @target:rabbitmq - 20 90000 0
g rabbitmq_queues,rabbitmq_consumers,rabbitmq_connections,rabbitmq_channels @target:rabbitmq - 9 900 0
g rabbitmq_process_resident_memory_bytes @target:rabbitmq - 0.5G 3G 0.1G
g rabbitmq_resident_memory_limit_bytes @target:rabbitmq - 3G 3G 3G
c rabbitmq_global_messages_received_total,rabbitmq_global_messages_delivered_total,rabbitmq_global_messages_acknowledged_total,rabbitmq_global_messages_redelivered_total @target:rabbitmq - 20 900 0
g rabbitmq_disk_space_available_bytes @target:rabbitmq - 40G 0.1G 40G
g rabbitmq_process_open_fds @target:rabbitmq - 90 900 9
g rabbitmq_process_max_fds @target:rabbitmq - 1024 1024 1024

g nginx_up @target:nginx - 1 1 0
c nginx_http_requests_total,nginx_connections_accepted,nginx_connections_handled @target:nginx - 20 900 0
g nginx_connections_active,nginx_connections_reading,nginx_connections_writing,nginx_connections_waiting @target:nginx - 9 900 0

g tocsin_build_info @target:tocsin version=0.1.0 1 1 1
c tocsin_scoped_requests_total @target:tocsin route=query_range,query;outcome=ok 9 900 0
hs tocsin_scoped_request_duration_seconds,tocsin_alerting_delivery_seconds,tocsin_state_commit_seconds @target:tocsin - 0.01@9 2@90 0.01@1
g tocsin_alerting_open_incidents,tocsin_alerting_live_sessions,tocsin_state_queue_batches @target:tocsin - 4 400 0
c tocsin_alerting_alerts_total @target:tocsin outcome=opened,refreshed 1 90 0
c tocsin_alerting_decisions_total @target:tocsin reason=queued,silenced 1 90 0
c tocsin_outbound_requests_total @target:tocsin outcome=ok 1 90 0
c process_cpu_seconds_total @target:tocsin - 0.1 2 0
g process_resident_memory_bytes @target:tocsin - 0.2G 2G 0.1G
g nodejs_eventloop_lag_p99_seconds @target:tocsin - 0.01 2 0.01
`;
