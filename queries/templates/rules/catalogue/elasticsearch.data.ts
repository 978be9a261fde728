import { type RowLevels, row, type TemplateRow } from '../template-row.ts';
import { above0, GI, increase, MI, max, min, rate, sum } from './fragments.data.ts';

const HOST = { more: ['host'] } as const;

const health = (
  rule: string,
  metric: string,
  texts: TemplateRow['texts'],
  comparison: readonly ['<' | '>', RowLevels, string],
  advice: TemplateRow['advice'],
): TemplateRow =>
  row(rule, 'count', texts, max(`elasticsearch_cluster_health_${metric}{$f}`), comparison, advice);

const ALLOCATION = [
  'Ask _cluster/allocation/explain why: a full disk, a lost node or an allocation rule.',
  '通过 _cluster/allocation/explain 查看原因：磁盘已满、节点丢失或分配规则限制。',
] as const;
const GC = [
  'The heap is too small for the load, or a query asks for too much: look at field data, big aggregations and the heap in use.',
  '堆内存不足或查询开销过大：检查 fielddata、大型聚合与堆使用率。',
] as const;
const TRANSPORT = [
  'Shards that move or recover, or large answers between nodes, make this traffic.',
  '分片迁移或恢复，以及节点间的大量结果会产生此类流量。',
] as const;

export const ELASTICSEARCH_ROWS: readonly TemplateRow[] = [
  health(
    'esActivePrimaryShards',
    'active_primary_shards',
    [
      'Active primary shards',
      '活跃主分片数',
      'Primary shards that serve.',
      '正在服务的主分片数量。',
    ],
    ['<', { critical: 1 }, '5m'],
    [
      'No primary shard serves: check that data nodes have joined the cluster.',
      '没有可用的主分片：确认数据节点已加入集群。',
    ],
  ),
  health(
    'esActiveShards',
    'active_shards',
    [
      'Active shards',
      '活跃分片数',
      'Shards that serve, all copies.',
      '正在服务的分片总数（含副本）。',
    ],
    ['>', { critical: 5_000, warning: 2_000 }, '15m'],
    [
      'Too many shards cost heap on every node: shrink, merge or delete indices.',
      '分片过多会占用各节点堆内存：收缩、合并或删除索引。',
    ],
  ),
  row(
    'esBreakersTripped',
    'count',
    [
      'Circuit breakers tripped',
      '熔断次数',
      'Times that a circuit breaker refused a request within the window.',
      '时间窗口内熔断器拒绝请求的次数。',
    ],
    increase('elasticsearch_breakers_tripped{$f}'),
    ['>', { critical: 20, warning: 0 }, '0s'],
    GC,
    { more: ['host', 'breaker'] },
  ),
  row(
    'esCPUPercent',
    'ratio',
    [
      'CPU utilisation of the process',
      '进程 CPU 使用率',
      'CPU used by the Elasticsearch process as a share of its host.',
      'Elasticsearch 进程占主机 CPU 的比例。',
    ],
    `${max('elasticsearch_process_cpu_percent{$f}')} / 100`,
    ['>', { critical: 0.95, warning: 0.8 }, '10m'],
    [
      'Look at _nodes/hot_threads: heavy queries, merges or garbage collection.',
      '查看 _nodes/hot_threads：通常是重查询、段合并或垃圾回收。',
    ],
    HOST,
  ),
  health(
    'esDelayedUnassignedShards',
    'delayed_unassigned_shards',
    [
      'Delayed unassigned shards',
      '延迟分配的分片数',
      'Shards whose assignment waits for a node to come back.',
      '等待节点恢复而延迟分配的分片数。',
    ],
    ['>', { critical: 50, warning: 0 }, '10m'],
    ALLOCATION,
  ),
  row(
    'esFilesystemAvailableBytes',
    'bytes',
    [
      'Space available',
      '数据目录可用空间',
      'Space available on the data path of the node.',
      '节点数据路径上的可用空间。',
    ],
    min('elasticsearch_filesystem_data_available_bytes{$f}'),
    ['<', { critical: 5 * GI, warning: 20 * GI }, '5m'],
    [
      'Delete old indices or enlarge the disk: at the flood stage indices become read-only.',
      '删除旧索引或扩容磁盘：到达洪水水位后索引将变为只读。',
    ],
    { more: ['host', 'path', 'mount'] },
  ),
  row(
    'esGcCount',
    'per_second',
    ['Garbage collections', 'GC 频率', 'Garbage collections per second.', '每秒垃圾回收次数。'],
    rate('elasticsearch_jvm_gc_collection_seconds_count{$f}'),
    ['>', { critical: 5, warning: 2 }, '10m'],
    GC,
    { more: ['host', 'gc'] },
  ),
  row(
    'esGcSeconds',
    'seconds_per_second',
    [
      'Time in garbage collection',
      'GC 耗时',
      'Seconds spent in garbage collection per second.',
      '每秒用于垃圾回收的秒数。',
    ],
    rate('elasticsearch_jvm_gc_collection_seconds_sum{$f}'),
    ['>', { critical: 0.3, warning: 0.1 }, '10m'],
    GC,
    { more: ['host', 'gc'] },
  ),
  row(
    'esIndicesPerNode',
    'count',
    ['Documents', '文档数', 'Documents that the node holds.', '节点持有的文档数量。'],
    max('elasticsearch_indices_docs{$f}'),
    ['>', { critical: 2e9, warning: 1e9 }, '30m'],
    [
      'Add data nodes, or move old indices to a cheaper tier.',
      '增加数据节点，或将旧索引迁移到低成本层。',
    ],
    HOST,
  ),
  health(
    'esInitializingShards',
    'initializing_shards',
    [
      'Initialising shards',
      '初始化中的分片数',
      'Shards being created or recovered.',
      '正在创建或恢复的分片数。',
    ],
    ['>', { critical: 50, warning: 10 }, '15m'],
    ALLOCATION,
  ),
  row(
    'esJVMMemoryUsageBytes',
    'bytes',
    ['JVM memory used', 'JVM 内存用量', 'JVM memory used, per area.', '各区域的 JVM 内存用量。'],
    sum('elasticsearch_jvm_memory_used_bytes{$f}'),
    ['>', { critical: 120 * GI, warning: 60 * GI }, '15m'],
    GC,
    { more: ['area'] },
  ),
  row(
    'esJVMMemoryUsagePersent',
    'ratio',
    [
      'Heap utilisation',
      '堆内存使用率',
      'Heap used as a share of its maximum.',
      '堆内存用量占最大值的比例。',
    ],
    `${sum('elasticsearch_jvm_memory_used_bytes{area="heap",$f}')} / ${above0(sum('elasticsearch_jvm_memory_max_bytes{area="heap",$f}'))}`,
    ['>', { critical: 0.92, warning: 0.85 }, '10m'],
    GC,
    HOST,
  ),
  row(
    'esOpenfiles',
    'count',
    ['Open files', '打开的文件数', 'Files that the process has open.', '进程打开的文件数。'],
    max('elasticsearch_process_open_files_count{$f}'),
    ['>', { critical: 60_000, warning: 50_000 }, '10m'],
    [
      'Raise the limit of open files (nofile), or merge indices.',
      '调高文件数上限（nofile）或合并索引。',
    ],
    HOST,
  ),
  row(
    'esOsLoad1',
    'load',
    [
      'Load average, 1 min',
      '1 分钟平均负载',
      'Load average of the host, 1 min.',
      '主机 1 分钟平均负载。',
    ],
    max('elasticsearch_os_load1{$f}'),
    ['>', { critical: 64, warning: 32 }, '10m'],
    [
      'Compare with the cores of the host; heavy queries and merges load it.',
      '与主机核数对比；重查询与段合并会推高负载。',
    ],
    HOST,
  ),
  health(
    'esPendingTask',
    'number_of_pending_tasks',
    [
      'Pending tasks',
      '等待中的任务数',
      'Cluster tasks that wait for the master.',
      '等待主节点处理的集群任务数。',
    ],
    ['>', { critical: 100, warning: 20 }, '5m'],
    [
      'The master is too busy: fewer index creations and mapping changes, or a dedicated master.',
      '主节点过于繁忙：减少索引创建与映射变更，或使用专用主节点。',
    ],
  ),
  row(
    'esQueryCacheBytes',
    'bytes',
    ['Query cache', '查询缓存大小', 'Size of the query cache.', '查询缓存的大小。'],
    max('elasticsearch_indices_query_cache_memory_size_bytes{$f}'),
    ['>', { warning: 4 * GI }, '15m'],
    [
      'It takes heap from everything else: lower indices.queries.cache.size.',
      '查询缓存挤占堆内存：调低 indices.queries.cache.size。',
    ],
    HOST,
  ),
  row(
    'esQueryDuration',
    'seconds_per_second',
    [
      'Time in searches',
      '查询耗时累计',
      'Search seconds that accumulate per second, over all searches at once.',
      '每秒累计的查询秒数（所有并发查询之和）。',
    ],
    rate('elasticsearch_indices_search_query_time_seconds{$f}'),
    ['>', { critical: 16, warning: 4 }, '10m'],
    [
      'Find slow searches in the slow log; add replicas to spread them.',
      '在慢日志中查找慢查询，增加副本以分散负载。',
    ],
    HOST,
  ),
  row(
    'esReceivedBytes',
    'bytes_per_second',
    [
      'Transport received',
      '传输层接收速率',
      'Bytes received from other nodes per second.',
      '每秒从其他节点接收的字节数。',
    ],
    rate('elasticsearch_transport_rx_size_bytes_total{$f}'),
    ['>', { critical: 200 * MI, warning: 50 * MI }, '10m'],
    TRANSPORT,
    HOST,
  ),
  health(
    'esRelocatingsShards',
    'relocating_shards',
    [
      'Relocating shards',
      '迁移中的分片数',
      'Shards that move between nodes.',
      '正在节点间迁移的分片数。',
    ],
    ['>', { critical: 50, warning: 10 }, '30m'],
    [
      'Expected after a node joined or left; else lower the number of concurrent moves.',
      '节点加入或离开后属正常现象；否则请降低并发迁移数。',
    ],
  ),
  row(
    'esSentBytes',
    'bytes_per_second',
    [
      'Transport sent',
      '传输层发送速率',
      'Bytes sent to other nodes per second.',
      '每秒发送给其他节点的字节数。',
    ],
    rate('elasticsearch_transport_tx_size_bytes_total{$f}'),
    ['>', { critical: 200 * MI, warning: 50 * MI }, '10m'],
    TRANSPORT,
    HOST,
  ),
  health(
    'esUnassignedShards',
    'unassigned_shards',
    [
      'Unassigned shards',
      '未分配的分片数',
      'Shards that no node holds.',
      '没有分配到任何节点的分片数。',
    ],
    ['>', { critical: 20, warning: 0 }, '10m'],
    ALLOCATION,
  ),
  row(
    'esClusterStatusRed',
    'yes_no',
    [
      'Cluster is red',
      '集群状态为红色',
      '1 while a primary shard is missing: some data cannot be read or written.',
      '有主分片缺失时为 1：部分数据无法读写。',
    ],
    max('elasticsearch_cluster_health_status{color="red",$f}'),
    ['==', { critical: 1 }, '2m'],
    ALLOCATION,
  ),
];
