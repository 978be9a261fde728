import { type RowLevels, row, type TemplateRow } from '../template-row.ts';
import { above0, firstOf, GI, increase, MI, max, min, rate, sum, TI } from './fragments.data.ts';

const status = (name: string): string => `mysql_global_status_${name}{$f}`;

const LOAD = [
  'Compare with last week; find the statements in the performance schema or the slow log.',
  '与上周对比，在 performance_schema 或慢日志中查找相关语句。',
] as const;
const INDEXES = [
  'Find the statements without a fitting index (sys.statements_with_full_table_scans) and add one.',
  '查找缺少合适索引的语句（sys.statements_with_full_table_scans）并添加索引。',
] as const;
const SORTS = [
  'Add an index in the order of the sort, or sort fewer rows; then think of sort_buffer_size.',
  '按排序顺序添加索引或减少排序行数，再考虑调整 sort_buffer_size。',
] as const;
const NETWORK = [
  'Find statements that move much data: select fewer columns and rows. A backup also looks like this.',
  '查找传输大量数据的语句，减少查询的列与行；备份也会产生此现象。',
] as const;

/** Something that the server counts, per second. */
const counted = (
  rule: string,
  metric: string,
  unit: 'per_second' | 'operations_per_second' | 'bytes_per_second',
  texts: TemplateRow['texts'],
  levels: RowLevels,
  advice: TemplateRow['advice'],
): TemplateRow => row(rule, unit, texts, rate(status(metric)), ['>', levels, '10m'], advice);

const STATEMENTS: RowLevels = { critical: 20_000, warning: 5_000 };
const PAGES = 'mysql_global_status_buffer_pool_pages';

export const MYSQL_ROWS: readonly TemplateRow[] = [
  row(
    'mysqlCommandTop10',
    'operations_per_second',
    [
      'Busiest statements',
      '最频繁的语句（前 10）',
      'The ten busiest statement types of each server, executions per second.',
      '每个实例中执行最频繁的十类语句，每秒次数。',
    ],
    `topk by (namespace, service) (10, ${rate('mysql_global_status_commands_total{$f}')})`,
    ['>', { critical: 20_000, warning: 5_000 }, '10m'],
    LOAD,
    { more: ['command'] },
  ),
  row(
    'mysqlConnections',
    'count',
    ['Connections', '连接数', 'Connections that are open now.', '当前打开的连接数。'],
    max(status('threads_connected')),
    ['>', { critical: 500, warning: 120 }, '5m'],
    [
      'Compare with max_connections (151 unless configured); bound the pools of the clients.',
      '与 max_connections（默认 151）对比，并限制客户端连接池。',
    ],
  ),
  row(
    'mysqlInnodbBufferSize',
    'bytes',
    [
      'InnoDB buffer pool size',
      'InnoDB 缓冲池大小',
      'Configured size of the InnoDB buffer pool.',
      'InnoDB 缓冲池的配置大小。',
    ],
    max('mysql_global_variables_innodb_buffer_pool_size{$f}'),
    ['<', { info: 128 * MI }, '10m'],
    [
      'Less than the default holds little data in memory: most servers want half of the memory or more.',
      '小于默认值时内存中数据很少：通常应设为内存的一半以上。',
    ],
  ),
  row(
    'mysqlOpenFiles',
    'count',
    [
      'Open files of InnoDB',
      'InnoDB 打开的文件数',
      'Files that InnoDB holds open.',
      'InnoDB 打开的文件数。',
    ],
    max(status('innodb_num_open_files')),
    ['>', { critical: 10_000, warning: 4_000 }, '10m'],
    [
      'Raise innodb_open_files and the limit of the system, or have fewer tables and partitions.',
      '调高 innodb_open_files 与系统上限，或减少表与分区。',
    ],
  ),
  counted(
    'mysqlQPS',
    'queries',
    'operations_per_second',
    [
      'Statements',
      '语句执行速率（QPS）',
      'Statements per second, those inside stored programs included.',
      '每秒执行的语句数，包含存储程序内的语句。',
    ],
    STATEMENTS,
    LOAD,
  ),
  counted(
    'mysqlQuestions',
    'questions',
    'operations_per_second',
    [
      'Statements of clients',
      '客户端语句速率',
      'Statements per second that clients send.',
      '客户端每秒发送的语句数。',
    ],
    STATEMENTS,
    LOAD,
  ),
  counted(
    'mysqlReceivedBytes',
    'bytes_received',
    'bytes_per_second',
    ['Received', '接收速率', 'Bytes received per second.', '每秒接收的字节数。'],
    { critical: 100 * MI, warning: 20 * MI },
    NETWORK,
  ),
  counted(
    'mysqlSentBytes',
    'bytes_sent',
    'bytes_per_second',
    ['Sent', '发送速率', 'Bytes sent per second.', '每秒发送的字节数。'],
    { critical: 100 * MI, warning: 20 * MI },
    NETWORK,
  ),
  row(
    'mysqlSlowQuery',
    'count',
    [
      'Slow queries',
      '慢查询数',
      'Queries within the window that took longer than long_query_time.',
      '时间窗口内耗时超过 long_query_time 的查询数。',
    ],
    increase(status('slow_queries')),
    ['>', { critical: 100, warning: 10 }, '0s'],
    INDEXES,
  ),
  row(
    'mysqlSlowQueryEnabled',
    'yes_no',
    [
      'Slow query log is on',
      '慢查询日志是否开启',
      'Whether slow queries are logged.',
      '是否记录慢查询日志。',
    ],
    min('mysql_global_variables_slow_query_log{$f}'),
    ['==', { info: 0 }, '10m'],
    [
      'Switch it on: SET GLOBAL slow_query_log = ON.',
      '开启慢日志：SET GLOBAL slow_query_log = ON。',
    ],
  ),
  row(
    'mysqlState',
    'yes_no',
    [
      'Exporter reaches MySQL',
      '能否连接 MySQL',
      'Whether the exporter could reach the server.',
      '导出器能否连接服务端。',
    ],
    min('mysql_up{$f}'),
    ['==', { critical: 0 }, '2m'],
    [
      'Check that the server runs, and the address and account of the exporter.',
      '确认服务端正在运行，并检查导出器的地址与账号。',
    ],
  ),
  row(
    'mysqlTPS',
    'operations_per_second',
    [
      'Writes',
      '写语句速率（TPS）',
      'Insert, update and delete statements per second.',
      '每秒 insert、update、delete 语句数。',
    ],
    rate('mysql_global_status_commands_total{command=~"insert|update|delete",$f}'),
    ['>', { critical: 10_000, warning: 3_000 }, '10m'],
    LOAD,
  ),
  row(
    'mysqlTabelLockWaited',
    'count',
    [
      'Waits for table locks',
      '表锁等待次数',
      'Table locks within the window that had to wait.',
      '时间窗口内需要等待的表锁次数。',
    ],
    increase(status('table_locks_waited')),
    ['>', { critical: 100, warning: 10 }, '0s'],
    [
      'Move tables from MyISAM to InnoDB, and shorten LOCK TABLES and DDL.',
      '将 MyISAM 表迁移到 InnoDB，并缩短 LOCK TABLES 与 DDL。',
    ],
  ),
  row(
    'mysqlTableOpenCacheHitRatio',
    'ratio',
    [
      'Table cache hits',
      '表缓存命中率',
      'Share of look-ups in the table cache within the window that hit.',
      '时间窗口内表缓存查找的命中比例。',
    ],
    `${rate(status('table_open_cache_hits'))} / ${above0(`${rate(status('table_open_cache_hits'))} + ${rate(status('table_open_cache_misses'))}`)}`,
    ['<', { critical: 0.5, warning: 0.8 }, '15m'],
    ['Raise table_open_cache.', '调高 table_open_cache。'],
  ),
  row(
    'mysqlTableSize',
    'bytes',
    [
      'Size of tables',
      '表大小',
      'Bytes of all tables and their indexes.',
      '所有表及其索引的字节数。',
    ],
    sum('mysql_info_schema_table_size{component=~"data_length|index_length",$f}'),
    ['>', { critical: TI, warning: 300 * GI }, '30m'],
    [
      'Archive old rows, and check the free space of the volume.',
      '归档旧数据，并检查存储卷剩余空间。',
    ],
    { optional: ['schema'] },
  ),
  row(
    'mysqlThreads',
    'count',
    ['Threads', '线程数', 'Threads per state.', '各状态的线程数。'],
    sum(
      ['connected', 'running', 'cached']
        .map((state) => `label_replace(${status(`threads_${state}`)}, "state", "${state}", "", "")`)
        .join(' or '),
    ),
    ['>', { critical: 500, warning: 200 }, '5m'],
    [
      'Bound the pools of the clients; many running ones wait for locks or disks.',
      '限制客户端连接池；运行线程过多时通常在等待锁或磁盘。',
    ],
    { more: ['state'], made: ['state'] },
  ),
  counted(
    'mysqlTmpTables',
    'created_tmp_tables',
    'per_second',
    [
      'Temporary tables',
      '临时表创建速率',
      'Temporary tables made per second.',
      '每秒创建的临时表数。',
    ],
    { critical: 1_000, warning: 200 },
    SORTS,
  ),
  row(
    'mysqlTotalRows',
    'count',
    [
      'Rows',
      '总行数',
      'Rows of all tables, as the server estimates them.',
      '所有表的行数（服务端估算）。',
    ],
    sum('mysql_info_schema_table_rows{$f}'),
    ['>', { critical: 1e10, warning: 2e9 }, '30m'],
    ['Archive old rows or partition the largest tables.', '归档旧数据或对最大的表进行分区。'],
    { optional: ['schema'] },
  ),
  row(
    'mysqlRunningThread',
    'count',
    [
      'Running threads',
      '运行中的线程数',
      'Threads that execute a statement now.',
      '正在执行语句的线程数。',
    ],
    max(status('threads_running')),
    ['>', { critical: 80, warning: 30 }, '5m'],
    [
      'Look at SHOW PROCESSLIST: more running threads than cores wait for locks, disks or CPU.',
      '查看 SHOW PROCESSLIST：运行线程多于核数时在等待锁、磁盘或 CPU。',
    ],
  ),
  row(
    'mysqlInnodbLogWait',
    'count',
    [
      'Waits for the log buffer',
      '日志缓冲等待次数',
      'Times within the window that InnoDB waited for space in the log buffer.',
      '时间窗口内 InnoDB 等待日志缓冲空间的次数。',
    ],
    increase(status('innodb_log_waits')),
    ['>', { critical: 50, warning: 0 }, '0s'],
    ['Raise innodb_log_buffer_size.', '调高 innodb_log_buffer_size。'],
  ),
  counted(
    'mysqlInnodbDataWrite',
    'innodb_data_writes',
    'operations_per_second',
    [
      'InnoDB writes',
      'InnoDB 写操作速率',
      'Write operations of InnoDB per second.',
      'InnoDB 每秒写操作次数。',
    ],
    { critical: 10_000, warning: 3_000 },
    LOAD,
  ),
  counted(
    'mysqlInnodbDataRead',
    'innodb_data_read',
    'bytes_per_second',
    [
      'InnoDB read',
      'InnoDB 读取速率',
      'Bytes that InnoDB reads per second.',
      'InnoDB 每秒读取的字节数。',
    ],
    { critical: 200 * MI, warning: 50 * MI },
    [
      'The data does not fit into the buffer pool: enlarge it, or find scans of whole tables.',
      '数据超出缓冲池：调大缓冲池或查找全表扫描。',
    ],
  ),
  row(
    'mysqlErrorConnections',
    'count',
    [
      'Refused connections',
      '连接错误数',
      'Connections within the window that failed for an error of the server, per error.',
      '时间窗口内因服务端错误而失败的连接数，按错误类型。',
    ],
    increase('mysql_global_status_connection_errors_total{$f}'),
    ['>', { critical: 100, warning: 10 }, '0s'],
    [
      'max_connections: bound the clients or raise it; accept and internal: read the log of the server.',
      'max_connections：限制客户端或调高上限；accept 与 internal：查看服务端日志。',
    ],
    { more: ['error'] },
  ),
  row(
    'mysqlHandler',
    'operations_per_second',
    [
      'Transaction handlers',
      '事务句柄调用速率',
      'Commit, rollback, savepoint and prepare calls to storage engines per second.',
      '每秒对存储引擎的 commit、rollback、savepoint、prepare 调用次数。',
    ],
    rate('mysql_global_status_handlers_total{handler=~"commit|rollback|savepoint.*|prepare",$f}'),
    ['>', { critical: 50_000, warning: 10_000 }, '10m'],
    [
      'Many rollbacks point to deadlocks or failing clients, many commits to transactions that are too small.',
      '回滚过多说明存在死锁或客户端异常；提交过多说明事务过小。',
    ],
    { more: ['handler'] },
  ),
  counted(
    'mysqlSortRows',
    'sort_rows',
    'per_second',
    ['Rows sorted', '排序行数速率', 'Rows sorted per second.', '每秒排序的行数。'],
    { critical: 1e6, warning: 200_000 },
    SORTS,
  ),
  counted(
    'mysqlSortRange',
    'sort_range',
    'per_second',
    ['Sorts over ranges', '范围排序速率', 'Sorts over ranges per second.', '每秒范围排序次数。'],
    { critical: 2_000, warning: 500 },
    SORTS,
  ),
  counted(
    'mysqlSortMergePass',
    'sort_merge_passes',
    'per_second',
    [
      'Sort merge passes',
      '排序归并速率',
      'Merge passes of sorts per second: sorts that did not fit into memory.',
      '每秒排序归并次数，即内存放不下的排序。',
    ],
    { critical: 50, warning: 10 },
    SORTS,
  ),
  counted(
    'mysqlSortScan',
    'sort_scan',
    'per_second',
    [
      'Sorts over scans',
      '全表扫描排序速率',
      'Sorts after a full scan per second.',
      '每秒全表扫描后的排序次数。',
    ],
    { critical: 2_000, warning: 500 },
    SORTS,
  ),
  counted(
    'mysqlSelectFullJoin',
    'select_full_join',
    'per_second',
    [
      'Joins without index',
      '无索引联接速率',
      'Joins without an index per second.',
      '每秒未使用索引的联接次数。',
    ],
    { critical: 50, warning: 5 },
    INDEXES,
  ),
  counted(
    'mysqlSelectRangeJoin',
    'select_full_range_join',
    'per_second',
    [
      'Joins over ranges',
      '范围联接速率',
      'Joins per second that search the reference table by range.',
      '每秒对参考表进行范围查找的联接次数。',
    ],
    { critical: 200, warning: 50 },
    INDEXES,
  ),
  counted(
    'mysqlSelectRange',
    'select_range',
    'per_second',
    [
      'Selects over ranges',
      '范围查询速率',
      'Selects per second that search the first table by range.',
      '每秒对首表进行范围查找的查询次数。',
    ],
    { critical: 20_000, warning: 5_000 },
    INDEXES,
  ),
  counted(
    'mysqlSelectScan',
    'select_scan',
    'per_second',
    [
      'Full scans',
      '全表扫描速率',
      'Selects per second that scan the whole first table.',
      '每秒对首表进行全表扫描的查询次数。',
    ],
    { critical: 500, warning: 100 },
    INDEXES,
  ),
  row(
    'mysqlBufferPoolPage',
    'ratio',
    [
      'Buffer pool in use',
      '缓冲池页使用率',
      'Pages of the InnoDB buffer pool in use, as a share of all. A warm server uses nearly all.',
      'InnoDB 缓冲池已用页占总页数的比例；预热后的实例接近全部使用。',
    ],
    `${sum(`${PAGES}{state=~"data|misc",$f}`)} / ${above0(sum(`${PAGES}{state=~"data|misc|free",$f}`))}`,
    ['>', { info: 0.98 }, '30m'],
    [
      'Full is normal; with many reads from disk as well the pool is too small.',
      '占满属正常；若同时磁盘读取较多，则说明缓冲池过小。',
    ],
  ),
  row(
    'mysqlReplicationLag',
    'seconds',
    [
      'Replication lag',
      '复制延迟',
      'Seconds by which a replica is behind its source.',
      '从库落后于主库的秒数。',
    ],
    firstOf(
      max('mysql_slave_status_seconds_behind_master{$f}'),
      max('mysql_slave_status_seconds_behind_source{$f}'),
    ),
    ['>', { critical: 300, warning: 30 }, '3m'],
    [
      'Look for long transactions and for a slow disk on the replica; check that both threads run.',
      '检查长事务与从库磁盘速度，确认两个复制线程均在运行。',
    ],
  ),
];
