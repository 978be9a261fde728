import type { Board } from '../board.ts';
import {
  area,
  bars,
  gauge,
  graph,
  NONE_IS_FINE,
  row,
  stat,
  table,
  timeline,
  UP_OR_DOWN,
  variable,
} from '../board-parts.ts';

const ON = 'namespace=~"$namespace", instance=~"$instance"';
const places = (metric: string) => [
  variable('namespace', ['Namespace', '命名空间'], metric),
  variable('instance', ['Instance', '实例'], `${metric}{namespace=~"$namespace"}`),
];
const per = (aggregation: string, metric: string, more = ''): string =>
  `${aggregation} by (instance${more === '' ? '' : `, ${more}`}) (${metric})`;
const rate = (metric: string, matchers = ''): string =>
  `rate(${metric}{${matchers === '' ? ON : `${matchers}, ${ON}`}}[$__rate_interval])`;

export const MYSQL: Board = {
  id: 'mysql',
  title: ['MySQL', 'MySQL'],
  description: [
    'Queries, connections, InnoDB and replication, by mysqld_exporter.',
    '查询、连接、InnoDB 与复制，来自 mysqld_exporter。',
  ],
  tags: ['middleware', 'database'],
  audience: 'both',
  exporters: ['mysqld-exporter'],
  needs: [['mysql_up']],
  variables: places('mysql_up'),
  rows: [
    row(
      ['Now', '当前'],
      stat(['Up', '可用'], 'short', [[`min(mysql_up{${ON}})`, '']], UP_OR_DOWN),
      stat(['Up since', '运行时间'], 's', [[`min(mysql_global_status_uptime{${ON}})`, '']]),
      stat(['Queries per second', '每秒查询'], 'ops', [
        [`sum(${rate('mysql_global_status_queries')})`, ''],
      ]),
      gauge(['Connections used', '连接占上限'], 'percentunit', [
        [
          `max(mysql_global_status_threads_connected{${ON}} / mysql_global_variables_max_connections{${ON}})`,
          '',
        ],
      ]),
      stat(
        ['Slow in 5 minutes', '5 分钟慢查询'],
        'short',
        [[`sum(increase(mysql_global_status_slow_queries{${ON}}[5m]))`, '']],
        NONE_IS_FINE,
      ),
      stat(['Buffer pool', '缓冲池'], 'bytes', [
        [`sum(mysql_global_variables_innodb_buffer_pool_size{${ON}})`, ''],
      ]),
    ),
    row(
      ['Queries', '查询'],
      // Lines: the ten most at one time are not those of another, and a stack of them has holes.
      graph(['Commands', '命令'], 'ops', [
        [
          `topk(10, sum by (command) (${rate('mysql_global_status_commands_total')}))`,
          '{{command}}',
        ],
      ]),
      graph(['Slow queries', '慢查询'], 'ops', [
        [per('sum', rate('mysql_global_status_slow_queries')), '{{instance}}'],
      ]),
      graph(['Joins and scans without an index', '未用索引的连接与扫描'], 'ops', [
        [
          per('sum', rate('mysql_global_status_select_full_join')),
          ['full joins {{instance}}', '全连接 {{instance}}'],
        ],
        [
          per('sum', rate('mysql_global_status_select_scan')),
          ['scans {{instance}}', '扫描 {{instance}}'],
        ],
      ]),
      graph(['Temporary tables', '临时表'], 'ops', [
        [per('sum', rate('mysql_global_status_created_tmp_tables')), '{{instance}}'],
      ]),
    ),
    row(
      ['Connections and traffic', '连接与流量'],
      graph(['Connections', '连接'], 'short', [
        [
          per('sum', `mysql_global_status_threads_connected{${ON}}`),
          ['open {{instance}}', '打开 {{instance}}'],
        ],
        [
          per('sum', `mysql_global_status_threads_running{${ON}}`),
          ['running {{instance}}', '运行 {{instance}}'],
        ],
      ]),
      graph(['Connections that were broken off', '中断的连接'], 'ops', [
        [
          per('sum', rate('mysql_global_status_aborted_clients')),
          ['clients {{instance}}', '客户端 {{instance}}'],
        ],
        [
          per('sum', rate('mysql_global_status_aborted_connects')),
          ['attempts {{instance}}', '尝试 {{instance}}'],
        ],
      ]),
      graph(['Traffic', '流量'], 'Bps', [
        [
          per('sum', rate('mysql_global_status_bytes_received')),
          ['received {{instance}}', '接收 {{instance}}'],
        ],
        [
          per('sum', rate('mysql_global_status_bytes_sent')),
          ['sent {{instance}}', '发送 {{instance}}'],
        ],
      ]),
      graph(['Behind the source', '复制延迟'], 's', [
        [
          // The later name is that of MySQL 8.4.
          per(
            'max',
            `mysql_slave_status_seconds_behind_master{${ON}} or mysql_slave_status_seconds_behind_source{${ON}}`,
          ),
          '{{instance}}',
        ],
      ]),
    ),
    row(
      ['InnoDB', 'InnoDB'],
      graph(['Rows by what was done with them', '按操作的行数'], 'ops', [
        [`sum by (handler) (${rate('mysql_global_status_handlers_total')})`, '{{handler}}'],
      ]),
      graph(['Log waits and table locks', '日志等待与表锁'], 'ops', [
        [
          per('sum', rate('mysql_global_status_innodb_log_waits')),
          ['log waits {{instance}}', '日志等待 {{instance}}'],
        ],
        [
          per('sum', rate('mysql_global_status_table_locks_waited')),
          ['table locks {{instance}}', '表锁 {{instance}}'],
        ],
      ]),
    ),
    row(
      ['Tables', '表'],
      graph(
        ['Tables found open', '表缓存命中率'],
        'percentunit',
        [
          [
            `${per('sum', rate('mysql_global_status_table_open_cache_hits'))} / ${per('sum', `${rate('mysql_global_status_table_open_cache_hits')} + ${rate('mysql_global_status_table_open_cache_misses')}`)}`,
            '{{instance}}',
          ],
        ],
        { maximum: 1 },
      ),
      graph(['Open files of InnoDB', 'InnoDB 打开的文件'], 'short', [
        [per('sum', `mysql_global_status_innodb_num_open_files{${ON}}`), '{{instance}}'],
      ]),
      bars(['Schemas by size', '按大小的库'], 'bytes', [
        [
          `topk(10, sum by (schema) (max by (instance, schema, table, component) (mysql_info_schema_table_size{component=~"data_length|index_length", ${ON}})))`,
          '{{schema}}',
        ],
      ]),
      bars(['Schemas by rows', '按行数的库'], 'short', [
        [
          `topk(10, sum by (schema) (max by (instance, schema, table) (mysql_info_schema_table_rows{${ON}})))`,
          '{{schema}}',
        ],
      ]),
    ),
  ],
};

/** Milliseconds: of PostgreSQL 17, of before by postgres_exporter 0.13 and later, and by those before. */
const checkpoints = (part: 'write' | 'sync'): string =>
  [
    `pg_stat_checkpointer_${part}_time_total`,
    `pg_stat_bgwriter_checkpoint_${part}_time_total`,
    `pg_stat_bgwriter_checkpoint_${part}_time`,
  ]
    .map((name) => rate(name))
    .join(' or ');

export const POSTGRESQL: Board = {
  id: 'postgresql',
  title: ['PostgreSQL', 'PostgreSQL'],
  description: [
    'Transactions, connections, cache, locks and replication, by postgres_exporter.',
    '事务、连接、缓存、锁与复制，来自 postgres_exporter。',
  ],
  tags: ['middleware', 'database'],
  audience: 'both',
  exporters: ['postgres-exporter'],
  needs: [['pg_up']],
  variables: places('pg_up'),
  rows: [
    row(
      ['Now', '当前'],
      stat(['Up', '可用'], 'short', [[`min(pg_up{${ON}})`, '']], UP_OR_DOWN),
      stat(['Transactions/s', '每秒事务'], 'ops', [
        [
          `sum(${rate('pg_stat_database_xact_commit')} + ${rate('pg_stat_database_xact_rollback')})`,
          '',
        ],
      ]),
      gauge(['Connections used', '连接占上限'], 'percentunit', [
        [
          `max(sum by (instance) (pg_stat_activity_count{${ON}}) / max by (instance) (pg_settings_max_connections{${ON}}))`,
          '',
        ],
      ]),
      gauge(
        ['Read from the cache', '缓存命中率'],
        'percentunit',
        [
          [
            `sum(${rate('pg_stat_database_blks_hit')}) / sum(${rate('pg_stat_database_blks_hit')} + ${rate('pg_stat_database_blks_read')})`,
            '',
          ],
        ],
        {
          steps: [
            [null, 'red'],
            [0.9, 'orange'],
            [0.95, 'green'],
          ],
        },
      ),
      stat(
        ['Deadlocks, 5 min', '5 分钟死锁'],
        'short',
        [[`sum(increase(pg_stat_database_deadlocks{${ON}}[5m]))`, '']],
        NONE_IS_FINE,
      ),
      stat(['Size', '大小'], 'bytes', [[`sum(pg_database_size_bytes{${ON}})`, '']]),
    ),
    row(
      ['Work', '负载'],
      area(['Transactions', '事务'], 'ops', [
        [`sum by (datname) (${rate('pg_stat_database_xact_commit')})`, '{{datname}}'],
      ]),
      graph(['Rolled back', '回滚'], 'ops', [
        [`sum by (datname) (${rate('pg_stat_database_xact_rollback')})`, '{{datname}}'],
      ]),
      graph(['Rows', '行'], 'ops', [
        [`sum(${rate('pg_stat_database_tup_returned')})`, ['read', '读取']],
        [`sum(${rate('pg_stat_database_tup_fetched')})`, ['fetched', '命中']],
        [`sum(${rate('pg_stat_database_tup_inserted')})`, ['inserted', '插入']],
        [`sum(${rate('pg_stat_database_tup_updated')})`, ['updated', '更新']],
        [`sum(${rate('pg_stat_database_tup_deleted')})`, ['deleted', '删除']],
      ]),
      graph(['Temporary files', '临时文件'], 'Bps', [
        [`sum by (datname) (${rate('pg_stat_database_temp_bytes')})`, '{{datname}}'],
      ]),
    ),
    row(
      ['Connections and locks', '连接与锁'],
      area(['Connections by state', '按状态的连接'], 'short', [
        [`sum by (state) (pg_stat_activity_count{${ON}})`, '{{state}}'],
      ]),
      graph(['Locks', '锁'], 'short', [[`sum by (mode) (pg_locks_count{${ON}})`, '{{mode}}']]),
      graph(['Behind the primary', '复制延迟'], 's', [
        [per('max', `pg_replication_lag_seconds{${ON}}`), '{{instance}}'],
      ]),
      bars(['Databases', '数据库'], 'bytes', [
        [`topk(10, max by (instance, datname) (pg_database_size_bytes{${ON}}))`, '{{datname}}'],
      ]),
      graph(['Conflicts with recovery', '与恢复的冲突'], 'ops', [
        [`sum by (datname) (${rate('pg_stat_database_conflicts')})`, '{{datname}}'],
      ]),
      graph(['Time in checkpoints', '检查点耗时占比'], 'percentunit', [
        [
          `${per('sum', checkpoints('write'))} / 1000`,
          ['writing {{instance}}', '写出 {{instance}}'],
        ],
        [
          `${per('sum', checkpoints('sync'))} / 1000`,
          ['syncing {{instance}}', '落盘 {{instance}}'],
        ],
      ]),
      graph(
        ['Shared buffers', '共享缓冲区'],
        'bytes',
        [[per('max', `pg_settings_shared_buffers_bytes{${ON}}`), '{{instance}}']],
        { width: 24, height: 6 },
      ),
    ),
  ],
};

export const REDIS: Board = {
  id: 'redis',
  title: ['Redis', 'Redis'],
  description: [
    'Commands, memory, keys and clients, by redis_exporter.',
    '命令、内存、键与客户端，来自 redis_exporter。',
  ],
  tags: ['middleware', 'database'],
  audience: 'both',
  exporters: ['redis-exporter'],
  needs: [['redis_up']],
  variables: places('redis_up'),
  rows: [
    row(
      ['Now', '当前'],
      stat(['Up', '可用'], 'short', [[`min(redis_up{${ON}})`, '']], UP_OR_DOWN),
      stat(['Up since', '运行时间'], 's', [[`min(redis_uptime_in_seconds{${ON}})`, '']]),
      stat(['Clients', '客户端'], 'short', [[`sum(redis_connected_clients{${ON}})`, '']]),
      stat(['Commands/s', '每秒命令'], 'ops', [
        [`sum(${rate('redis_commands_processed_total')})`, ''],
      ]),
      gauge(
        ['Found', '命中率'],
        'percentunit',
        [
          [
            `sum(${rate('redis_keyspace_hits_total')}) / sum(${rate('redis_keyspace_hits_total')} + ${rate('redis_keyspace_misses_total')})`,
            '',
          ],
        ],
        {
          steps: [
            [null, 'red'],
            [0.5, 'orange'],
            [0.8, 'green'],
          ],
        },
      ),
      gauge(['Memory of its limit', '内存占上限'], 'percentunit', [
        [`max(redis_memory_used_bytes{${ON}} / (redis_memory_max_bytes{${ON}} > 0))`, ''],
      ]),
    ),
    row(
      ['Work', '负载'],
      area(['Commands', '命令'], 'ops', [
        [`topk(10, sum by (cmd) (${rate('redis_commands_total')}))`, '{{cmd}}'],
      ]),
      graph(['CPU', 'CPU'], 'short', [
        [
          per(
            'sum',
            `${rate('redis_cpu_sys_seconds_total')} + ${rate('redis_cpu_user_seconds_total')}`,
          ),
          '{{instance}}',
        ],
      ]),
      graph(['Memory', '内存'], 'bytes', [
        [per('sum', `redis_memory_used_bytes{${ON}}`), ['used {{instance}}', '已用 {{instance}}']],
        [
          per('sum', `redis_memory_used_rss_bytes{${ON}}`),
          ['resident {{instance}}', '常驻 {{instance}}'],
        ],
      ]),
      graph(['Network', '网络'], 'Bps', [
        [
          per('sum', rate('redis_net_input_bytes_total')),
          ['received {{instance}}', '接收 {{instance}}'],
        ],
        [
          per('sum', rate('redis_net_output_bytes_total')),
          ['sent {{instance}}', '发送 {{instance}}'],
        ],
      ]),
    ),
    row(
      ['Keys and clients', '键与客户端'],
      area(['Keys', '键'], 'short', [[`sum by (db) (redis_db_keys{${ON}})`, '{{db}}']]),
      graph(['Keys that never expire', '永不过期的键'], 'short', [
        [
          `sum by (db) (redis_db_keys{${ON}}) - sum by (db) (redis_db_keys_expiring{${ON}})`,
          '{{db}}',
        ],
      ]),
      graph(['Keys that went', '失效的键'], 'ops', [
        [
          per('sum', rate('redis_expired_keys_total')),
          ['expired {{instance}}', '过期 {{instance}}'],
        ],
        [
          per('sum', rate('redis_evicted_keys_total')),
          ['evicted {{instance}}', '淘汰 {{instance}}'],
        ],
      ]),
      graph(['Clients', '客户端'], 'short', [
        [per('sum', `redis_connected_clients{${ON}}`), ['open {{instance}}', '打开 {{instance}}']],
        [per('sum', `redis_blocked_clients{${ON}}`), ['blocked {{instance}}', '阻塞 {{instance}}']],
      ]),
      graph(
        ['Replicas', '副本'],
        'short',
        [[per('sum', `redis_connected_slaves{${ON}}`), '{{instance}}']],
        { width: 24, height: 6 },
      ),
    ),
  ],
};

export const MONGODB: Board = {
  id: 'mongodb',
  title: ['MongoDB', 'MongoDB'],
  description: [
    'Operations, latency, cache and replica set, by mongodb_exporter 0.40 and later.',
    '操作、延迟、缓存与副本集，来自 mongodb_exporter 0.40 及更新版本。',
  ],
  tags: ['middleware', 'database'],
  audience: 'both',
  exporters: ['mongodb-exporter'],
  needs: [['mongodb_ss_connections', 'mongodb_ss_opcounters']],
  variables: places('mongodb_ss_connections'),
  rows: [
    row(
      ['Work', '负载'],
      area(['Operations', '操作'], 'ops', [
        [`sum by (legacy_op_type) (${rate('mongodb_ss_opcounters')})`, '{{legacy_op_type}}'],
      ]),
      graph(['Latency', '延迟'], 'µs', [
        [
          `sum by (op_type) (${rate('mongodb_ss_opLatencies_latency')}) / sum by (op_type) (${rate('mongodb_ss_opLatencies_ops')})`,
          '{{op_type}}',
        ],
      ]),
      graph(['Documents', '文档'], 'ops', [
        [`sum by (doc_op_type) (${rate('mongodb_ss_metrics_document')})`, '{{doc_op_type}}'],
      ]),
      graph(['Waiting for the lock', '等待锁'], 'short', [
        [`sum by (count_type) (mongodb_ss_globalLock_currentQueue{${ON}})`, '{{count_type}}'],
      ]),
    ),
    row(
      ['Replica set', '副本集'],
      timeline(
        ['Members', '成员'],
        'short',
        [[`max by (member_idx) (mongodb_rs_members_state{${ON}})`, '{{member_idx}}']],
        {
          words: [
            ['0', ['starting', '启动中'], 'blue'],
            ['1', ['primary', '主节点'], 'green'],
            ['2', ['secondary', '从节点'], 'semi-dark-green'],
            ['3', ['recovering', '恢复中'], 'orange'],
            ['5', ['syncing', '初始同步'], 'orange'],
            ['6', ['unknown', '未知'], 'red'],
            ['7', ['arbiter', '仲裁节点'], 'blue'],
            ['8', ['down', '宕机'], 'red'],
            ['9', ['rollback', '回滚'], 'orange'],
            ['10', ['removed', '已移除'], 'red'],
          ],
          width: 12,
          height: 8,
        },
      ),
      graph(['Behind the primary', '复制延迟'], 's', [
        [
          // Every instance tells of all members of its set.
          `max by (member_idx) (max by (namespace, instance) (mongodb_rs_members_optimeDate{member_state="PRIMARY", ${ON}}) - on (namespace, instance) group_right () max by (namespace, instance, member_idx) (mongodb_rs_members_optimeDate{member_state="SECONDARY", ${ON}})) / 1000`,
          '{{member_idx}}',
        ],
      ]),
    ),
    row(
      ['Resources', '资源'],
      graph(['Connections', '连接'], 'short', [
        [
          // Beside these there are how many may come and how many ever came.
          `sum by (instance, conn_type) (mongodb_ss_connections{conn_type=~"current|active", ${ON}})`,
          '{{instance}} {{conn_type}}',
        ],
      ]),
      graph(['Cache', '缓存'], 'bytes', [
        [
          per('sum', `mongodb_ss_wt_cache_bytes_currently_in_the_cache{${ON}}`),
          ['filled {{instance}}', '已用 {{instance}}'],
        ],
        [
          per('sum', `mongodb_ss_wt_cache_tracked_dirty_bytes_in_the_cache{${ON}}`),
          ['dirty {{instance}}', '脏页 {{instance}}'],
        ],
        [
          per('sum', `mongodb_ss_wt_cache_maximum_bytes_configured{${ON}}`),
          ['at most {{instance}}', '上限 {{instance}}'],
        ],
      ]),
      graph(['Network', '网络'], 'Bps', [
        [
          per('sum', rate('mongodb_ss_network_bytesIn')),
          ['received {{instance}}', '接收 {{instance}}'],
        ],
        [
          per('sum', rate('mongodb_ss_network_bytesOut')),
          ['sent {{instance}}', '发送 {{instance}}'],
        ],
      ]),
      graph(['Cursors open', '打开的游标'], 'short', [
        [
          `sum by (csr_type) (mongodb_ss_metrics_cursor_open{csr_type!="noTimeout", ${ON}})`,
          '{{csr_type}}',
        ],
      ]),
      table(['Databases', '数据库'], 'bytes', [
        [`max by (instance, database) (mongodb_dbstats_dataSize{${ON}})`, ['Data', '数据']],
        [`max by (instance, database) (mongodb_dbstats_indexSize{${ON}})`, ['Indexes', '索引']],
        [
          `max by (instance, database) (mongodb_dbstats_objects{${ON}})`,
          ['Documents', '文档'],
          'short',
        ],
      ]),
    ),
  ],
};

export const ELASTICSEARCH: Board = {
  id: 'elasticsearch',
  title: ['Elasticsearch', 'Elasticsearch'],
  description: [
    'Health, shards, indexing, search and JVM, by elasticsearch_exporter.',
    '健康、分片、索引、搜索与 JVM，来自 elasticsearch_exporter。',
  ],
  tags: ['middleware', 'database'],
  audience: 'both',
  exporters: ['elasticsearch-exporter'],
  needs: [['elasticsearch_cluster_health_status']],
  variables: places('elasticsearch_cluster_health_status'),
  rows: [
    row(
      ['Cluster', '集群'],
      stat(
        ['Health', '健康'],
        'short',
        [
          [
            `max(elasticsearch_cluster_health_status{color="red", ${ON}} * 2 or elasticsearch_cluster_health_status{color="yellow", ${ON}})`,
            '',
          ],
        ],
        {
          words: [
            ['0', ['green', '绿'], 'green'],
            ['1', ['yellow', '黄'], 'yellow'],
            ['2', ['red', '红'], 'red'],
          ],
          steps: [
            [null, 'green'],
            [1, 'yellow'],
            [2, 'red'],
          ],
        },
      ),
      stat(['Nodes', '节点'], 'short', [
        [`max(elasticsearch_cluster_health_number_of_nodes{${ON}})`, ''],
      ]),
      stat(['Shards', '分片'], 'short', [
        [`max(elasticsearch_cluster_health_active_shards{${ON}})`, ''],
      ]),
      stat(
        ['Unassigned shards', '未分配分片'],
        'short',
        [[`max(elasticsearch_cluster_health_unassigned_shards{${ON}})`, '']],
        NONE_IS_FINE,
      ),
      stat(
        ['Tasks that wait', '等待任务'],
        'short',
        [[`max(elasticsearch_cluster_health_number_of_pending_tasks{${ON}})`, '']],
        NONE_IS_FINE,
      ),
      stat(['Documents', '文档'], 'short', [[`sum(elasticsearch_indices_docs{${ON}})`, '']]),
    ),
    row(
      ['Work', '负载'],
      graph(['Indexed', '索引'], 'ops', [
        [`sum by (host) (${rate('elasticsearch_indices_indexing_index_total')})`, '{{host}}'],
      ]),
      graph(['Searches', '搜索'], 'ops', [
        [`sum by (host) (${rate('elasticsearch_indices_search_query_total')})`, '{{host}}'],
      ]),
      graph(['Time per search', '每次搜索耗时'], 's', [
        [
          `sum by (host) (${rate('elasticsearch_indices_search_query_time_seconds')}) / sum by (host) (${rate('elasticsearch_indices_search_query_total')})`,
          '{{host}}',
        ],
      ]),
      graph(['Between the nodes', '节点间流量'], 'Bps', [
        [
          `sum by (host) (${rate('elasticsearch_transport_rx_size_bytes_total')})`,
          ['received {{host}}', '接收 {{host}}'],
        ],
        [
          `sum by (host) (${rate('elasticsearch_transport_tx_size_bytes_total')})`,
          ['sent {{host}}', '发送 {{host}}'],
        ],
      ]),
    ),
    row(
      ['Resources', '资源'],
      graph(
        ['Heap used', '堆使用率'],
        'percentunit',
        [
          [
            `max by (host) (elasticsearch_jvm_memory_used_bytes{area="heap", ${ON}} / elasticsearch_jvm_memory_max_bytes{area="heap", ${ON}})`,
            '{{host}}',
          ],
        ],
        { maximum: 1 },
      ),
      graph(['Time in garbage collection', '垃圾回收占比'], 'percentunit', [
        [
          `sum by (host, gc) (${rate('elasticsearch_jvm_gc_collection_seconds_sum')})`,
          '{{host}} {{gc}}',
        ],
      ]),
      graph(['CPU', 'CPU'], 'percent', [
        [`max by (host) (elasticsearch_process_cpu_percent{${ON}})`, '{{host}}'],
      ]),
      graph(['Disk left', '磁盘余量'], 'bytes', [
        [
          `min by (host, mount) (elasticsearch_filesystem_data_available_bytes{${ON}})`,
          '{{host}} {{mount}}',
        ],
      ]),
      graph(['Query cache', '查询缓存'], 'bytes', [
        [`max by (host) (elasticsearch_indices_query_cache_memory_size_bytes{${ON}})`, '{{host}}'],
      ]),
      graph(['Load of the host, 1 min', '主机 1 分钟负载'], 'none', [
        [`max by (host) (elasticsearch_os_load1{${ON}})`, '{{host}}'],
      ]),
    ),
  ],
};
