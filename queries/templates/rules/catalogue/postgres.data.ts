import { type RowLevels, row, type TemplateRow } from '../template-row.ts';
import { above0, firstOf, GI, increase, MI, max, min, rate, sum, TI } from './fragments.data.ts';

const DATABASE = { more: ['datname'] } as const;

const ROWS_BUSY = [
  'Compare with last week; find the statements with pg_stat_statements.',
  '与上周对比，通过 pg_stat_statements 查找相关语句。',
] as const;
const SETTING = [
  'Compare with the memory of the machine; the default suits small machines only.',
  '与机器内存对比；默认值仅适合小型机器。',
] as const;
const CHECKPOINTS = [
  'The disk does not keep up: raise max_wal_size and checkpoint_completion_target, or use a faster disk.',
  '磁盘跟不上写入：调高 max_wal_size 与 checkpoint_completion_target，或使用更快的磁盘。',
] as const;
const LOCKS = [
  'Find who blocks whom with pg_blocking_pids; shorten transactions and DDL.',
  '通过 pg_blocking_pids 查找阻塞关系，缩短事务与 DDL。',
] as const;

const tuples = (
  rule: string,
  column: string,
  texts: TemplateRow['texts'],
  levels: RowLevels,
): TemplateRow =>
  row(
    rule,
    'per_second',
    texts,
    rate(`pg_stat_database_tup_${column}{$f}`),
    ['>', levels, '10m'],
    ROWS_BUSY,
    DATABASE,
  );

/** Milliseconds that checkpoints have taken; the view and the name changed twice. */
const checkpoints = (part: 'sync' | 'write'): string =>
  firstOf(
    ...[
      `pg_stat_bgwriter_checkpoint_${part}_time_total`,
      `pg_stat_checkpointer_${part}_time_total`,
      `pg_stat_bgwriter_checkpoint_${part}_time`,
    ].map((name) => `${rate(`${name}{$f}`)} / 1000`),
  );

const HIT = rate('pg_stat_database_blks_hit{$f}');
const READ = rate('pg_stat_database_blks_read{$f}');

export const POSTGRES_ROWS: readonly TemplateRow[] = [
  row(
    'pdXactRollback',
    'per_second',
    ['Rollbacks', '事务回滚速率', 'Transactions rolled back per second.', '每秒回滚的事务数。'],
    rate('pg_stat_database_xact_rollback{$f}'),
    ['>', { critical: 50, warning: 5 }, '10m'],
    [
      'Read the log of the server for errors, deadlocks and clients that give up.',
      '查看服务端日志中的错误、死锁与客户端中断。',
    ],
    DATABASE,
  ),
  row(
    'pgActivifyCount',
    'count',
    [
      'Active sessions',
      '活跃会话数',
      'Client connections that run a statement.',
      '正在执行语句的客户端连接数。',
    ],
    sum('pg_stat_activity_count{state="active",$f}'),
    ['>', { critical: 150, warning: 50 }, '5m'],
    [
      'More active sessions than cores wait for each other: look at pg_stat_activity, bound the pools.',
      '活跃会话多于核数时会互相等待：查看 pg_stat_activity，限制连接池。',
    ],
    DATABASE,
  ),
  row(
    'pgCacheHitRate',
    'ratio',
    [
      'Cache hits',
      '缓存命中率',
      'Share of block reads within the window that shared buffers served.',
      '时间窗口内由共享缓冲区提供的块读取比例。',
    ],
    `${HIT} / ${above0(`${HIT} + ${READ}`)}`,
    ['<', { critical: 0.8, warning: 0.95 }, '15m'],
    [
      'The working set does not fit into shared_buffers: enlarge it, or find scans of whole tables.',
      '工作集超出 shared_buffers：调大该值或查找全表扫描。',
    ],
    DATABASE,
  ),
  row(
    'pgConflicts',
    'count',
    [
      'Recovery conflicts',
      '恢复冲突次数',
      'Queries on a standby within the window that were cancelled by recovery.',
      '时间窗口内备库上因恢复冲突被取消的查询数。',
    ],
    increase('pg_stat_database_conflicts{$f}'),
    ['>', { critical: 50, warning: 5 }, '0s'],
    [
      'Shorten queries on the standby, or set hot_standby_feedback.',
      '缩短备库上的查询，或启用 hot_standby_feedback。',
    ],
    DATABASE,
  ),
  row(
    'pgDeadlocks',
    'count',
    ['Deadlocks', '死锁次数', 'Deadlocks within the window.', '时间窗口内的死锁次数。'],
    increase('pg_stat_database_deadlocks{$f}'),
    ['>', { critical: 10, warning: 0 }, '0s'],
    [
      'The log names both statements: take locks in the same order everywhere.',
      '日志会列出双方语句：确保各处按相同顺序加锁。',
    ],
    DATABASE,
  ),
  tuples(
    'pgDeleteData',
    'deleted',
    ['Rows deleted', '删除行速率', 'Rows deleted per second.', '每秒删除的行数。'],
    { critical: 20_000, warning: 5_000 },
  ),
  row(
    'pgEffectiveCacheSizeBytes',
    'bytes',
    [
      'effective_cache_size',
      'effective_cache_size 配置',
      'What the planner takes as the memory for caching.',
      '规划器假定的可用缓存大小。',
    ],
    max('pg_settings_effective_cache_size_bytes{$f}'),
    ['<', { info: 512 * MI }, '10m'],
    SETTING,
  ),
  tuples(
    'pgFetchData',
    'fetched',
    [
      'Rows fetched',
      '读取行速率',
      'Rows fetched through indexes per second.',
      '每秒通过索引读取的行数。',
    ],
    { critical: 2e6, warning: 500_000 },
  ),
  row(
    'pgIdleSessions',
    'count',
    [
      'Idle sessions',
      '空闲会话数',
      'Client connections that do nothing, per kind of idle.',
      '空闲的客户端连接数，按空闲类型。',
    ],
    sum('pg_stat_activity_count{state=~"idle.*",$f}'),
    ['>', { critical: 300, warning: 100 }, '15m'],
    [
      'Bound the pools of the clients; sessions idle in a transaction hold locks and stop vacuum.',
      '限制客户端连接池；事务中空闲的会话会持有锁并阻止 vacuum。',
    ],
    { more: ['datname', 'state'] },
  ),
  tuples(
    'pgInsertedDate',
    'inserted',
    ['Rows inserted', '插入行速率', 'Rows inserted per second.', '每秒插入的行数。'],
    { critical: 50_000, warning: 10_000 },
  ),
  row(
    'pgLockCount',
    'count',
    [
      'Locks, all servers',
      '锁数量（全部实例）',
      'Locks held per mode and database, over all servers of the namespace.',
      '命名空间内所有实例按模式与数据库统计的持有锁数。',
    ],
    'sum by ($by) (pg_locks_count{namespace=~"$namespace",service=~"$service",datname=~"$datname",mode=~"$mode"})',
    ['>', { critical: 2_000, warning: 500 }, '10m'],
    LOCKS,
    { more: ['datname', 'mode'] },
  ),
  row(
    'pgMaxConnections',
    'count',
    [
      'max_connections',
      'max_connections 配置',
      'Configured maximum of connections.',
      '配置的最大连接数。',
    ],
    max('pg_settings_max_connections{$f}'),
    ['<', { info: 50 }, '10m'],
    [
      'Few connections are allowed: put a pooler in front, or raise the setting.',
      '允许的连接数较少：可在前端使用连接池或调高该值。',
    ],
  ),
  tuples(
    'pgReturnData',
    'returned',
    ['Rows returned', '返回行速率', 'Rows that scans returned per second.', '每秒扫描返回的行数。'],
    { critical: 1e7, warning: 2e6 },
  ),
  row(
    'pgSharedBuffersBytes',
    'bytes',
    [
      'shared_buffers',
      'shared_buffers 配置',
      'Configured shared buffers.',
      '配置的共享缓冲区大小。',
    ],
    max('pg_settings_shared_buffers_bytes{$f}'),
    ['<', { info: 128 * MI }, '10m'],
    SETTING,
  ),
  row(
    'pgState',
    'yes_no',
    [
      'Exporter reaches PostgreSQL',
      '能否连接 PostgreSQL',
      'Whether the exporter could reach the server.',
      '导出器能否连接服务端。',
    ],
    min('pg_up{$f}'),
    ['==', { critical: 0 }, '2m'],
    [
      'Check that the server runs, and the address and account of the exporter.',
      '确认服务端正在运行，并检查导出器的地址与账号。',
    ],
  ),
  row(
    'pgSyncTime',
    'seconds_per_second',
    [
      'Checkpoint sync time',
      '检查点同步耗时',
      'Seconds per second that checkpoints spend on syncing files.',
      '检查点每秒用于同步文件的秒数。',
    ],
    checkpoints('sync'),
    ['>', { critical: 0.3, warning: 0.1 }, '15m'],
    CHECKPOINTS,
  ),
  row(
    'pgTmpBytes',
    'bytes_per_second',
    [
      'Temporary files',
      '临时文件写入速率',
      'Bytes written to temporary files per second.',
      '每秒写入临时文件的字节数。',
    ],
    rate('pg_stat_database_temp_bytes{$f}'),
    ['>', { critical: 100 * MI, warning: 10 * MI }, '10m'],
    [
      'Sorts and hashes do not fit into work_mem: find the statements, then raise it for them.',
      '排序与哈希超出 work_mem：找出相关语句并为其调高该值。',
    ],
    DATABASE,
  ),
  tuples(
    'pgUpdatedData',
    'updated',
    ['Rows updated', '更新行速率', 'Rows updated per second.', '每秒更新的行数。'],
    { critical: 50_000, warning: 10_000 },
  ),
  row(
    'pgWriteTime',
    'seconds_per_second',
    [
      'Checkpoint write time',
      '检查点写入耗时',
      'Seconds per second that checkpoints spend on writing; they are meant to take long.',
      '检查点每秒用于写入的秒数；检查点写入本就会被拉长。',
    ],
    checkpoints('write'),
    ['>', { critical: 0.95, warning: 0.9 }, '30m'],
    CHECKPOINTS,
  ),
  row(
    'pgXactCommit',
    'per_second',
    ['Commits', '事务提交速率', 'Transactions committed per second.', '每秒提交的事务数。'],
    rate('pg_stat_database_xact_commit{$f}'),
    ['>', { critical: 20_000, warning: 5_000 }, '10m'],
    ROWS_BUSY,
    DATABASE,
  ),
  row(
    'pgDBSize',
    'bytes',
    ['Database size', '数据库大小', 'Size of the database.', '数据库的大小。'],
    max('pg_database_size_bytes{$f}'),
    ['>', { critical: TI, warning: 300 * GI }, '30m'],
    [
      'Look for bloat and old rows, and check the free space of the volume.',
      '检查表膨胀与历史数据，并查看存储卷剩余空间。',
    ],
    DATABASE,
  ),
  row(
    'pgLocksCount',
    'count',
    [
      'Locks per server',
      '锁数量（按实例）',
      'Locks held per server, database and mode; zeroes are kept.',
      '按实例、数据库与模式统计的持有锁数，保留零值。',
    ],
    max('pg_locks_count{$f}'),
    ['>', { critical: 2_000, warning: 500 }, '10m'],
    LOCKS,
    { more: ['datname', 'mode'] },
  ),
  row(
    'pgConnectionUsage',
    'ratio',
    [
      'Connections in use',
      '连接数使用率',
      'Connections as a share of max_connections.',
      '连接数占 max_connections 的比例。',
    ],
    `${sum('pg_stat_activity_count{$f}')} / ${above0(max('pg_settings_max_connections{$f}'))}`,
    ['>', { critical: 0.95, warning: 0.8 }, '5m'],
    [
      'New clients are refused at 1: bound the pools, or put a pooler in front.',
      '达到上限后新连接将被拒绝：限制连接池或在前端使用连接池代理。',
    ],
  ),
];
