import { row, type TemplateRow } from '../template-row.ts';
import { above0, GI, increase, MI, max, min, rate, sum } from './fragments.data.ts';

const BUSY = [
  'Compare with last week; find the commands with SLOWLOG and INFO commandstats.',
  '与上周对比，通过 SLOWLOG 与 INFO commandstats 查找相关命令。',
] as const;
const MEMORY = [
  'Set maxmemory with a policy of eviction, and look for large keys (redis-cli --bigkeys).',
  '设置 maxmemory 与淘汰策略，并查找大键（redis-cli --bigkeys）。',
] as const;
const NETWORK = [
  'Find large values and commands that read many keys at once.',
  '查找大值以及一次读取大量键的命令。',
] as const;

const HITS = rate('redis_keyspace_hits_total{$f}');
const MISSES = rate('redis_keyspace_misses_total{$f}');
const KEYS = sum('redis_db_keys{$f}');
const EXPIRING = sum('redis_db_keys_expiring{$f}');

export const REDIS_ROWS: readonly TemplateRow[] = [
  row(
    'redisClients',
    'count',
    ['Clients', '客户端连接数', 'Clients that are connected.', '已连接的客户端数。'],
    sum('redis_connected_clients{$f}'),
    ['>', { critical: 8_000, warning: 2_000 }, '5m'],
    [
      'Bound the pools of the clients; maxclients is 10,000 unless configured.',
      '限制客户端连接池；maxclients 默认为 10000。',
    ],
  ),
  row(
    'redisCommandsTop5',
    'operations_per_second',
    [
      'Busiest commands',
      '最频繁的命令（前 5）',
      'The five busiest commands of each server, calls per second.',
      '每个实例中调用最频繁的五个命令，每秒次数。',
    ],
    `topk by (namespace, service) (5, ${rate('redis_commands_total{$f}')})`,
    ['>', { critical: 50_000, warning: 10_000 }, '10m'],
    BUSY,
    { more: ['cmd'] },
  ),
  row(
    'redisCpuUsage',
    'cores',
    [
      'CPU usage',
      'CPU 用量',
      'CPU cores used by the server, user and system.',
      '服务端使用的 CPU 核数（用户态与内核态）。',
    ],
    `${rate('redis_cpu_user_seconds_total{$f}')} + ${rate('redis_cpu_sys_seconds_total{$f}')}`,
    ['>', { critical: 0.95, warning: 0.8 }, '5m'],
    [
      'Commands run on one core: at 1 they queue. Find slow commands, or spread the keys.',
      '命令在单核上执行，接近 1 时开始排队：查找慢命令或分散键。',
    ],
  ),
  row(
    'redisKeys',
    'count',
    ['Keys', '键数量', 'Keys per database.', '每个数据库的键数量。'],
    sum('redis_db_keys{$f}'),
    ['>', { critical: 1e8, warning: 2e7 }, '30m'],
    ['Look for keys that never expire.', '查找永不过期的键。'],
    { more: ['db'] },
  ),
  row(
    'redisKeysEvicted',
    'count',
    [
      'Keys evicted',
      '被淘汰的键数',
      'Keys within the window that were evicted for want of memory.',
      '时间窗口内因内存不足被淘汰的键数。',
    ],
    increase('redis_evicted_keys_total{$f}'),
    ['>', { critical: 10_000, warning: 100 }, '0s'],
    MEMORY,
  ),
  row(
    'redisKeysExpiring',
    'count',
    [
      'Keys with an expiry',
      '设置过期时间的键数',
      'Keys that expire some time.',
      '设置了过期时间的键数量。',
    ],
    EXPIRING,
    ['>', { critical: 1e8, warning: 2e7 }, '30m'],
    [
      'Many keys that expire at once load the server: spread their times.',
      '大量键同时过期会加重负载：分散过期时间。',
    ],
  ),
  row(
    'redisKeysHitRate',
    'ratio',
    [
      'Hit share',
      '命中率',
      'Share of key look-ups within the window that hit.',
      '时间窗口内键查找的命中比例。',
    ],
    `${HITS} / ${above0(`${HITS} + ${MISSES}`)}`,
    ['<', { critical: 0.3, warning: 0.7 }, '15m'],
    [
      'Keys expire too early, are evicted, or are asked for under other names.',
      '键过早过期、被淘汰，或以其他名称被查询。',
    ],
  ),
  row(
    'redisKeysHits',
    'per_second',
    ['Hits', '命中速率', 'Key look-ups per second that hit.', '每秒命中的键查找次数。'],
    HITS,
    ['>', { critical: 100_000, warning: 20_000 }, '10m'],
    BUSY,
  ),
  row(
    'redisKeysMissed',
    'per_second',
    ['Misses', '未命中速率', 'Key look-ups per second that missed.', '每秒未命中的键查找次数。'],
    MISSES,
    ['>', { critical: 20_000, warning: 5_000 }, '10m'],
    [
      'A cache that was emptied, or a client that asks for what never exists.',
      '缓存被清空，或客户端查询不存在的键。',
    ],
  ),
  row(
    'redisMemoryUsedBytes',
    'bytes',
    ['Memory used', '内存用量', 'Memory used by the allocator.', '分配器使用的内存。'],
    max('redis_memory_used_bytes{$f}'),
    ['>', { critical: 24 * GI, warning: 8 * GI }, '10m'],
    MEMORY,
  ),
  row(
    'redisNoExpiringKeyRate',
    'ratio',
    [
      'Keys without an expiry',
      '未设置过期时间的键比例',
      'Share of keys that never expire.',
      '永不过期的键所占比例。',
    ],
    `1 - ${EXPIRING} / ${above0(KEYS)}`,
    ['>', { info: 0.9 }, '1h'],
    [
      'Fine for a store; in a cache they pile up: give them an expiry.',
      '作为存储使用时属正常；作为缓存时会堆积，应设置过期时间。',
    ],
  ),
  row(
    'redisOPS',
    'operations_per_second',
    ['Commands', '命令执行速率', 'Commands processed per second.', '每秒处理的命令数。'],
    rate('redis_commands_processed_total{$f}'),
    ['>', { critical: 80_000, warning: 20_000 }, '10m'],
    BUSY,
  ),
  row(
    'redisReceivedByted',
    'bytes_per_second',
    ['Received', '接收速率', 'Bytes received per second.', '每秒接收的字节数。'],
    rate('redis_net_input_bytes_total{$f}'),
    ['>', { critical: 100 * MI, warning: 20 * MI }, '10m'],
    NETWORK,
  ),
  row(
    'redisRejectedConnectionsTotal',
    'count',
    [
      'Connections refused',
      '被拒绝的连接数',
      'Connections within the window that were refused because of maxclients.',
      '时间窗口内因 maxclients 被拒绝的连接数。',
    ],
    increase('redis_rejected_connections_total{$f}'),
    ['>', { critical: 50, warning: 0 }, '0s'],
    ['Bound the pools of the clients, or raise maxclients.', '限制客户端连接池或调高 maxclients。'],
  ),
  row(
    'redisSentBytes',
    'bytes_per_second',
    ['Sent', '发送速率', 'Bytes sent per second.', '每秒发送的字节数。'],
    rate('redis_net_output_bytes_total{$f}'),
    ['>', { critical: 100 * MI, warning: 20 * MI }, '10m'],
    NETWORK,
  ),
  row(
    'redisState',
    'yes_no',
    [
      'Exporter reaches Redis',
      '能否连接 Redis',
      'Whether the exporter could reach the server.',
      '导出器能否连接服务端。',
    ],
    min('redis_up{$f}'),
    ['==', { critical: 0 }, '2m'],
    [
      'Check that the server runs, and the address and password of the exporter.',
      '确认服务端正在运行，并检查导出器的地址与密码。',
    ],
  ),
  row(
    'redisRssMemoryUsedBytes',
    'bytes',
    [
      'Resident memory',
      '常驻内存',
      'Memory that the system sees in use by the server.',
      '系统视角下服务端占用的内存。',
    ],
    max('redis_memory_used_rss_bytes{$f}'),
    ['>', { critical: 30 * GI, warning: 10 * GI }, '10m'],
    [
      'Far above the memory used it is fragmented: switch activedefrag on, or restart the server.',
      '远高于已用内存说明存在碎片：启用 activedefrag 或重启服务端。',
    ],
  ),
];
