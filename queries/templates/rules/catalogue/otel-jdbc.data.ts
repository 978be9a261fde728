import { type RowLevels, row, type TemplateRow } from '../template-row.ts';
import { firstOf, quantile, sum } from './fragments.data.ts';

const POOL = [
  'The pool is exhausted or nearly so: look for slow statements and connections that are not returned, then enlarge it.',
  '连接池已耗尽或接近耗尽：检查慢语句与未归还的连接，再考虑扩大连接池。',
] as const;
const SERVER = [
  'Opening a connection is slow: look at the database, the network and TLS.',
  '建立连接过慢：检查数据库、网络与 TLS。',
] as const;
const SMALL = [
  'A pool this small makes requests wait: set its size by the number of requests at once.',
  '连接池过小会导致请求等待：按并发请求数设置大小。',
] as const;

/** The 95th percentile of a timer in milliseconds or, named by Micrometer itself, in seconds. */
const timer = (name: string): string =>
  firstOf(
    `${quantile(0.95, `${name}_milliseconds_bucket{$f}`)} / 1000`,
    ...(name.startsWith('hikaricp') ? [quantile(0.95, `${name}_seconds_bucket{$f}`)] : []),
    `${quantile(0.95, `${name}_bucket{$f}`)} / 1000`,
  );

const time = (
  rule: string,
  texts: TemplateRow['texts'],
  levels: RowLevels,
  advice: TemplateRow['advice'],
  label: 'pool' | 'pool_name',
): TemplateRow =>
  row(rule, 'seconds', texts, timer(rule), ['>', levels, '5m'], advice, { more: [label] });

const count = (
  rule: string,
  texts: TemplateRow['texts'],
  comparison: readonly ['<' | '>', RowLevels, string],
  advice: TemplateRow['advice'],
  options: { readonly more?: readonly string[]; readonly optional?: readonly string[] } = {},
): TemplateRow => row(rule, 'count', texts, sum(`${rule}{$f}`), comparison, advice, options);

export const OTEL_JDBC_ROWS: readonly TemplateRow[] = [
  count(
    'jdbc_connections_max',
    [
      'Pool maximum',
      '连接池上限',
      'Connections that the pool may open.',
      '连接池允许的最大连接数。',
    ],
    ['<', { info: 4 }, '10m'],
    SMALL,
  ),
  count(
    'jdbc_connections_min',
    [
      'Pool minimum',
      '连接池下限',
      'Connections that the pool keeps open.',
      '连接池保持的最小连接数。',
    ],
    ['>', { info: 200 }, '30m'],
    [
      'Every replica holds so many connections open: check that the database allows their sum.',
      '每个副本都会保持这么多连接：请确认数据库允许其总和。',
    ],
  ),
  time(
    'db_client_connections_use_time',
    [
      'Time a connection is held, 95th percentile',
      '连接占用时间 P95',
      'Time between borrowing and returning a connection that 95 of 100 stay below.',
      '95% 的连接从借出到归还的时间低于该值。',
    ],
    { critical: 5, warning: 1 },
    POOL,
    'pool_name',
  ),
  time(
    'db_client_connections_wait_time',
    [
      'Wait for a connection, 95th percentile',
      '等待连接时间 P95',
      'Time spent waiting for a connection that 95 of 100 requests stay below.',
      '95% 的请求等待连接的时间低于该值。',
    ],
    { critical: 1, warning: 0.2 },
    POOL,
    'pool_name',
  ),
  count(
    'hikaricp_connections',
    ['HikariCP connections', 'HikariCP 连接数', 'Connections of the pool.', '连接池中的连接数。'],
    ['>', { critical: 500, warning: 100 }, '10m'],
    POOL,
    { optional: ['pool'] },
  ),
  time(
    'hikaricp_connections_acquire',
    [
      'HikariCP: time to obtain, 95th percentile',
      'HikariCP 获取连接时间 P95',
      'Time to obtain a connection that 95 of 100 requests stay below.',
      '95% 的请求获取连接的时间低于该值。',
    ],
    { critical: 1, warning: 0.2 },
    POOL,
    'pool',
  ),
  count(
    'hikaricp_connections_active',
    ['HikariCP: in use', 'HikariCP 使用中的连接数', 'Connections in use.', '正在使用的连接数。'],
    ['>', { critical: 400, warning: 80 }, '10m'],
    POOL,
    { more: ['pool'] },
  ),
  time(
    'hikaricp_connections_creation',
    [
      'HikariCP: time to create, 95th percentile',
      'HikariCP 创建连接时间 P95',
      'Time to create a connection that 95 of 100 stay below.',
      '95% 的连接创建时间低于该值。',
    ],
    { critical: 1, warning: 0.3 },
    SERVER,
    'pool',
  ),
  time(
    'hikaricp_connections_usage',
    [
      'HikariCP: time held, 95th percentile',
      'HikariCP 连接占用时间 P95',
      'Time that a connection is held which 95 of 100 stay below.',
      '95% 的连接占用时间低于该值。',
    ],
    { critical: 5, warning: 1 },
    POOL,
    'pool',
  ),
  count(
    'hikaricp_connections_pending',
    [
      'HikariCP: waiting threads',
      'HikariCP 等待线程数',
      'Threads that wait for a connection.',
      '等待连接的线程数。',
    ],
    ['>', { critical: 20, warning: 2 }, '3m'],
    POOL,
    { optional: ['pool'] },
  ),
  count(
    'hikaricp_connections_max',
    [
      'HikariCP maximum',
      'HikariCP 上限',
      'Connections that the pool may open.',
      '连接池允许的最大连接数。',
    ],
    ['<', { info: 4 }, '10m'],
    SMALL,
    { optional: ['pool'] },
  ),
  time(
    'db_client_connections_create_time',
    [
      'Time to create a connection, 95th percentile',
      '创建连接时间 P95',
      'Time to create a connection that 95 of 100 stay below.',
      '95% 的连接创建时间低于该值。',
    ],
    { critical: 1, warning: 0.3 },
    SERVER,
    'pool_name',
  ),
  count(
    'db_client_connections_usage',
    [
      'Connections per state',
      '各状态连接数',
      'Connections per state, idle or used.',
      '空闲与使用中的连接数。',
    ],
    ['>', { critical: 400, warning: 80 }, '10m'],
    POOL,
    {
      more: ['state'],
      optional: ['pool_name'],
    },
  ),
];
