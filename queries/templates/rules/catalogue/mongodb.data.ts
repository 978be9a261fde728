import { type RowLevels, row, type TemplateRow } from '../template-row.ts';
import { above0, firstOf, GI, MI, max, min, rate, relabelled, sum, TI } from './fragments.data.ts';

/**
 * Names of the exporter's two generations: `mongodb_mongod_…` up to 0.20 (and with its compatible
 * mode later), `mongodb_ss_…` from 0.20 on. Labels are renamed to the former's.
 */
const BASE = 'namespace=~"$namespace",service=~"$service"';

/** A series of the newer generation whose label `from` is our `to`. */
const newer = (
  wrap: (series: string) => string,
  metric: string,
  from: string,
  to: string,
  matcher = '',
  range = '',
): string =>
  wrap(
    relabelled(
      `${range}${metric}{${matcher}${BASE},${from}=~"$${to}"}${range === '' ? '' : '[$window])'}`,
      from,
      to,
    ),
  );

const gaugeOf = (older: string, metric: string, from: string, to: string): string =>
  firstOf(sum(`${older}{$f}`), newer(sum, metric, from, to));
const rateOf = (older: string, metric: string, from: string, to: string): string =>
  firstOf(rate(`${older}{$f}`), newer(sum, metric, from, to, '', 'rate('));

const TYPE = { more: ['type'] } as const;
const STATE = { more: ['state'] } as const;
const DB = { more: ['db'] } as const;

const DISK = [
  'Check the free space of the volume; drop unused indexes and collections, or enlarge it.',
  '检查存储卷剩余空间；删除无用索引与集合，或扩容。',
] as const;
const CACHE = [
  'The working set does not fit into the cache: give it more memory, or find queries that read whole collections.',
  '工作集超出缓存：增加内存，或查找全表扫描的查询。',
] as const;
const LOAD = [
  'Compare with last week; find the client or the query that causes it with currentOp and the profiler.',
  '与上周对比，通过 currentOp 与 profiler 找出造成负载的客户端或查询。',
] as const;
const NETWORK = [
  'Find queries that return much: add projections and limits. An initial sync of a member also looks like this.',
  '查找返回大量数据的查询，增加投影与限制；副本成员初始同步也会产生此现象。',
] as const;

const NETWORK_LEVELS: RowLevels = { critical: 100 * MI, warning: 20 * MI };
const OPERATION_LEVELS: RowLevels = { critical: 20_000, warning: 5_000 };

const opcounters = (types: string): string =>
  firstOf(
    rate(`mongodb_op_counters_total{type=~"${types}",$f}`),
    rate(`mongodb_ss_opcounters{legacy_op_type=~"${types}",$f}`),
  );

const bytesIn = 'mongodb_ss_network_bytesIn{$f}';
const bytesOut = 'mongodb_ss_network_bytesOut{$f}';

const network = (rule: string, texts: TemplateRow['texts'], promql: string): TemplateRow =>
  row(rule, 'bytes_per_second', texts, promql, ['>', NETWORK_LEVELS, '10m'], NETWORK);

const LATENCY_SUM = 'mongodb_mongod_op_latencies_latency_total{$f}';
const LATENCY_OPS = 'mongodb_mongod_op_latencies_ops_total{$f}';

export const MONGODB_ROWS: readonly TemplateRow[] = [
  row(
    'mongdbState',
    'yes_no',
    [
      'Exporter reaches MongoDB',
      '能否连接 MongoDB',
      'Whether the exporter could reach the server.',
      '导出器能否连接服务端。',
    ],
    min('mongodb_up{$f}'),
    ['==', { critical: 0 }, '2m'],
    [
      'Check that the server runs, and the address and account of the exporter.',
      '确认服务端正在运行，并检查导出器的地址与账号。',
    ],
  ),
  row(
    'mongdoResponseTime',
    'seconds',
    [
      'Mean latency of operations',
      '操作平均延迟',
      'Mean latency of the operations within the window, per type.',
      '时间窗口内各类操作的平均延迟。',
    ],
    firstOf(
      `${rate(LATENCY_SUM)} / ${above0(rate(LATENCY_OPS))} / 1e6`,
      `${newer(sum, 'mongodb_ss_opLatencies_latency', 'op_type', 'type', '', 'rate(')} / ${above0(newer(sum, 'mongodb_ss_opLatencies_ops', 'op_type', 'type', '', 'rate('))} / 1e6`,
    ),
    ['>', { critical: 0.5, warning: 0.1 }, '5m'],
    [
      'Find slow operations with the profiler; a missing index is the usual cause.',
      '通过 profiler 查找慢操作，常见原因是缺少索引。',
    ],
    TYPE,
  ),
  row(
    'mongodbAsserts',
    'per_second',
    ['Assertions', '断言速率', 'Assertions per second, per type.', '每秒断言次数，按类型。'],
    rateOf('mongodb_asserts_total', 'mongodb_ss_asserts', 'assert_type', 'type'),
    ['>', { critical: 50, warning: 5 }, '10m'],
    [
      'Read the log of the server: user assertions come from faulty requests, regular ones from the server.',
      '查看服务端日志：user 断言来自错误请求，regular 断言来自服务端自身。',
    ],
    TYPE,
  ),
  row(
    'mongodbCacheBytes',
    'bytes',
    [
      'WiredTiger cache',
      'WiredTiger 缓存大小',
      'Bytes in the WiredTiger cache, per kind.',
      'WiredTiger 缓存中的字节数，按类别。',
    ],
    firstOf(
      sum('mongodb_mongod_wiredtiger_cache_bytes{$f}'),
      sum(
        `label_replace(mongodb_ss_wt_cache_bytes_currently_in_the_cache{${BASE}}, "type", "total", "", "") or label_replace(mongodb_ss_wt_cache_tracked_dirty_bytes_in_the_cache{${BASE}}, "type", "dirty", "", "")`,
      ),
    ),
    ['>', { critical: 64 * GI, warning: 32 * GI }, '15m'],
    CACHE,
    { more: ['type'], made: ['type'] },
  ),
  row(
    'mongodbConnections',
    'count',
    ['Connections', '连接数', 'Connections per state.', '各状态的连接数。'],
    gaugeOf('mongodb_connections', 'mongodb_ss_connections', 'conn_type', 'state'),
    ['>', { critical: 5_000, warning: 2_000 }, '5m'],
    [
      'Clients open too many connections: bound their pools, and look for ones that never close.',
      '客户端连接过多：限制连接池大小，并查找从不关闭的连接。',
    ],
    {
      more: ['state'],
      filters: [{ label: 'state', op: '=', value: 'current' }],
    },
  ),
  row(
    'mongodbCursor',
    'count',
    ['Open cursors', '打开的游标数', 'Open cursors per state.', '各状态下打开的游标数。'],
    gaugeOf(
      'mongodb_mongod_metrics_cursor_open',
      'mongodb_ss_metrics_cursor_open',
      'csr_type',
      'state',
    ),
    ['>', { critical: 1_000, warning: 200 }, '10m'],
    [
      'Clients leave cursors open: look for ones without timeout.',
      '客户端未关闭游标：查找设置了 noTimeout 的游标。',
    ],
    STATE,
  ),
  row(
    'mongodbDataSize',
    'bytes',
    ['Data size', '数据大小', 'Data size per database.', '每个数据库的数据大小。'],
    firstOf(
      'max by ($by) (mongodb_mongod_db_data_size_bytes{$f})',
      newer(max, 'mongodb_dbstats_dataSize', 'database', 'db'),
    ),
    ['>', { critical: TI, warning: 300 * GI }, '30m'],
    DISK,
    DB,
  ),
  row(
    'mongodbDocument',
    'operations_per_second',
    [
      'Document operations',
      '文档操作速率',
      'Documents touched per second, per kind.',
      '每秒操作的文档数，按类别。',
    ],
    rateOf(
      'mongodb_mongod_metrics_document_total',
      'mongodb_ss_metrics_document',
      'doc_op_type',
      'state',
    ),
    ['>', { critical: 100_000, warning: 20_000 }, '10m'],
    LOAD,
    STATE,
  ),
  row(
    'mongodbGlobalLock',
    'count',
    [
      'Clients in the global lock',
      '全局锁客户端数',
      'Operations that run or wait for the global lock.',
      '正在执行或等待全局锁的操作数。',
    ],
    firstOf(
      sum('mongodb_mongod_global_lock_client{type=~"reader|writer",$f}'),
      sum(
        'mongodb_ss_globalLock_activeClients_readers{$f} + mongodb_ss_globalLock_activeClients_writers{$f}',
      ),
    ),
    ['>', { critical: 200, warning: 50 }, '5m'],
    LOAD,
  ),
  row(
    'mongodbIndexSize',
    'bytes',
    ['Index size', '索引大小', 'Index size per database.', '每个数据库的索引大小。'],
    firstOf(
      'max by ($by) (mongodb_mongod_db_index_size_bytes{$f})',
      newer(max, 'mongodb_dbstats_indexSize', 'database', 'db'),
    ),
    ['>', { critical: 256 * GI, warning: 64 * GI }, '30m'],
    DISK,
    DB,
  ),
  row(
    'mongodbLockQueue',
    'count',
    [
      'Lock queue',
      '锁等待队列',
      'Operations queued for the global lock, per type.',
      '等待全局锁的操作数，按类型。',
    ],
    gaugeOf(
      'mongodb_mongod_global_lock_current_queue',
      'mongodb_ss_globalLock_currentQueue',
      'count_type',
      'type',
    ),
    ['>', { critical: 100, warning: 20 }, '5m'],
    LOAD,
    TYPE,
  ),
  row(
    'mongodbMemory',
    'bytes',
    ['Process memory', '进程内存', 'Memory of the process, per kind.', '进程内存，按类别。'],
    firstOf(
      sum('mongodb_memory{$f} * 1048576'),
      sum(
        `label_replace(mongodb_ss_mem_resident{${BASE}}, "type", "resident", "", "") * 1048576 or label_replace(mongodb_ss_mem_virtual{${BASE}}, "type", "virtual", "", "") * 1048576`,
      ),
    ),
    ['>', { critical: 128 * GI, warning: 64 * GI }, '15m'],
    CACHE,
    { more: ['type'], made: ['type'] },
  ),
  row(
    'mongodbObjects',
    'count',
    ['Objects', '对象数', 'Objects per database.', '每个数据库的对象数。'],
    firstOf(
      'max by ($by) (mongodb_mongod_db_objects_total{$f})',
      newer(max, 'mongodb_dbstats_objects', 'database', 'db'),
    ),
    ['>', { critical: 5e9, warning: 1e9 }, '30m'],
    [
      'Archive what is old, or shard the largest collections.',
      '归档旧数据，或对最大的集合进行分片。',
    ],
    DB,
  ),
  row(
    'mongodbOplogSize',
    'bytes',
    ['Oplog size', 'Oplog 大小', 'Size of the oplog, per kind.', 'oplog 的大小，按类别。'],
    firstOf(
      max('mongodb_mongod_replset_oplog_size_bytes{$f}'),
      max(
        `label_replace(mongodb_oplog_stats_storageStats_size{${BASE}}, "type", "current", "", "") or label_replace(mongodb_oplog_stats_storageStats_storageSize{${BASE}}, "type", "storage", "", "")`,
      ),
    ),
    ['<', { warning: 256 * MI }, '30m'],
    [
      'A short oplog holds little history: a member that is away for long must sync anew. Enlarge it.',
      'oplog 过小时保留的历史很短，离线较久的成员需要重新同步，请调大。',
    ],
    { more: ['type'], made: ['type'] },
  ),
  row(
    'mongodbPageFaults',
    'per_second',
    [
      'Page faults',
      '缺页速率',
      'Page faults per second: data that had to be read from disk.',
      '每秒缺页次数，即需要从磁盘读取的数据。',
    ],
    firstOf(
      rate('mongodb_extra_info_page_faults_total{$f}'),
      rate('mongodb_ss_extra_info_page_faults{$f}'),
    ),
    ['>', { critical: 1_000, warning: 100 }, '10m'],
    CACHE,
  ),
  row(
    'mongodbQPS',
    'operations_per_second',
    [
      'Reads',
      '读操作速率（QPS）',
      'Read operations (query and getmore) per second.',
      '每秒读操作（query 与 getmore）次数。',
    ],
    opcounters('query|getmore'),
    ['>', OPERATION_LEVELS, '10m'],
    LOAD,
  ),
  network(
    'mongodbReceivedBytes',
    [
      'Received, any exporter',
      '接收速率（任意导出器版本）',
      'Bytes per second received by the server.',
      '服务端每秒接收的字节数。',
    ],
    firstOf(rate('mongodb_network_bytes_total{state="in_bytes",$f}'), rate(bytesIn)),
  ),
  network(
    'mongodbSentBytes',
    [
      'Sent, any exporter',
      '发送速率（任意导出器版本）',
      'Bytes per second sent by the server.',
      '服务端每秒发送的字节数。',
    ],
    firstOf(rate('mongodb_network_bytes_total{state="out_bytes",$f}'), rate(bytesOut)),
  ),
  row(
    'mongodbTPS',
    'operations_per_second',
    [
      'Writes',
      '写操作速率（TPS）',
      'Write operations (insert, update, delete) per second.',
      '每秒写操作（insert、update、delete）次数。',
    ],
    opcounters('insert|update|delete'),
    ['>', OPERATION_LEVELS, '10m'],
    LOAD,
  ),
  row(
    'mongodbWiredtigerCacheRate',
    'ratio',
    [
      'WiredTiger cache fill',
      'WiredTiger 缓存占用率',
      'Bytes in the WiredTiger cache as a share of its configured size; eviction begins at 0.8.',
      'WiredTiger 缓存占用字节数占配置大小的比例；超过 0.8 开始淘汰。',
    ],
    firstOf(
      `${sum('mongodb_mongod_wiredtiger_cache_bytes{type="total",$f}')} / ${above0(sum('mongodb_mongod_wiredtiger_cache_max_bytes{$f}'))}`,
      `${sum('mongodb_ss_wt_cache_bytes_currently_in_the_cache{$f}')} / ${above0(sum('mongodb_ss_wt_cache_maximum_bytes_configured{$f}'))}`,
    ),
    ['>', { critical: 0.95, warning: 0.88 }, '10m'],
    CACHE,
  ),
  row(
    'mongodbWiredtigerCacheBytes',
    'bytes_per_second',
    [
      'WiredTiger cache traffic',
      'WiredTiger 缓存流量',
      'Bytes per second moved into (read) and out of (written) the WiredTiger cache.',
      '每秒读入与写出 WiredTiger 缓存的字节数。',
    ],
    firstOf(
      rate('mongodb_mongod_wiredtiger_cache_bytes_total{$f}'),
      sum(
        `label_replace(rate(mongodb_ss_wt_cache_bytes_read_into_cache{${BASE}}[$window]), "type", "read", "", "") or label_replace(rate(mongodb_ss_wt_cache_bytes_written_from_cache{${BASE}}[$window]), "type", "written", "", "")`,
      ),
    ),
    ['>', { critical: 500 * MI, warning: 100 * MI }, '10m'],
    CACHE,
    { more: ['type'], made: ['type'] },
  ),
  row(
    'mongodbWiredtigerDirtyCache',
    'ratio',
    [
      'Dirty pages in the cache',
      '缓存脏页比例',
      'Dirty pages as a share of the pages in the WiredTiger cache; above 0.2 clients must evict themselves.',
      'WiredTiger 缓存中脏页所占比例；超过 0.2 时客户端线程需参与淘汰。',
    ],
    firstOf(
      `${sum('mongodb_mongod_wiredtiger_cache_pages{type="dirty",$f}')} / ${above0(sum('mongodb_mongod_wiredtiger_cache_pages{type="total",$f}'))}`,
      `${sum('mongodb_ss_wt_cache_tracked_dirty_pages_in_the_cache{$f}')} / ${above0(sum('mongodb_ss_wt_cache_pages_currently_held_in_the_cache{$f}'))}`,
    ),
    ['>', { critical: 0.2, warning: 0.1 }, '5m'],
    [
      'The disk does not keep up with the writes: spread them, or use a faster disk.',
      '磁盘跟不上写入：分散写入或使用更快的磁盘。',
    ],
  ),
  row(
    'mongodbWiredtigerCacheEvicted',
    'per_second',
    [
      'Pages evicted',
      '缓存淘汰速率',
      'Pages evicted from the WiredTiger cache per second, per kind.',
      '每秒从 WiredTiger 缓存淘汰的页数，按类别。',
    ],
    firstOf(
      rate('mongodb_mongod_wiredtiger_cache_evicted_total{$f}'),
      sum(
        `label_replace(rate(mongodb_ss_wt_cache_modified_pages_evicted{${BASE}}[$window]), "type", "modified", "", "") or label_replace(rate(mongodb_ss_wt_cache_unmodified_pages_evicted{${BASE}}[$window]), "type", "unmodified", "", "")`,
      ),
    ),
    ['>', { critical: 5_000, warning: 1_000 }, '10m'],
    CACHE,
    { more: ['type'], made: ['type'] },
  ),
  network(
    'ReceivedBytesV2',
    [
      'Received, newer exporter',
      '接收速率（新版导出器）',
      'Bytes per second received by the server, as exporters from 0.20 on say.',
      '服务端每秒接收的字节数，取自 0.20 及以上版本的导出器。',
    ],
    rate(bytesIn),
  ),
  network(
    'SentBytesV2',
    [
      'Sent, newer exporter',
      '发送速率（新版导出器）',
      'Bytes per second sent by the server, as exporters from 0.20 on say.',
      '服务端每秒发送的字节数，取自 0.20 及以上版本的导出器。',
    ],
    rate(bytesOut),
  ),
];
