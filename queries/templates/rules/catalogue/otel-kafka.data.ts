import type { UnitName } from '../../units.data.ts';
import { type RowLevels, row, type TemplateRow } from '../template-row.ts';
import { MI, max, sum } from './fragments.data.ts';

const CLIENT = ['client_id'] as const;

const TRAFFIC = [
  'Compare with last week: a replay, a retry loop or a changed release is the usual cause.',
  '与上周对比，常见原因是重放、重试循环或新版本发布。',
] as const;
const BROKER = [
  'Look at the load and the disks of the brokers, and at the network between.',
  '检查 broker 的负载与磁盘，以及中间的网络。',
] as const;
const CONNECTIONS = [
  'Connections that come and go: clients are made anew for each message, or time out.',
  '连接频繁建立与关闭：可能每条消息都新建客户端，或连接超时。',
] as const;
const BUSY = [
  'The client spends its time on the network: fewer and larger fetches and batches, or more clients.',
  '客户端时间消耗在网络上：减少次数并增大批量，或增加客户端。',
] as const;

/** A rate or a number that adds up over clients. */
const added = (
  rule: string,
  unit: UnitName,
  texts: TemplateRow['texts'],
  levels: RowLevels,
  advice: TemplateRow['advice'],
  topics: readonly string[] = [],
): TemplateRow =>
  row(rule, unit, texts, sum(`${rule}{$f}`), ['>', levels, '10m'], advice, {
    more: [...CLIENT, ...topics],
  });

/** A mean, a maximum or a share: of several series the highest. */
const highest = (
  rule: string,
  unit: UnitName,
  texts: TemplateRow['texts'],
  levels: RowLevels,
  advice: TemplateRow['advice'],
  scale = '',
): TemplateRow =>
  row(rule, unit, texts, `${max(`${rule}{$f}`)}${scale}`, ['>', levels, '10m'], advice, {
    more: CLIENT,
  });

const BYTES: RowLevels = { critical: 100 * MI, warning: 20 * MI };
const LATENCY: RowLevels = { critical: 2, warning: 0.5 };
const SHARE: RowLevels = { critical: 0.95, warning: 0.8 };

export const OTEL_KAFKA_ROWS: readonly TemplateRow[] = [
  added(
    'kafka_consumer_bytes_consumed_rate',
    'bytes_per_second',
    [
      'Consumed',
      '消费字节速率',
      'Bytes consumed per second, per topic.',
      '每秒消费的字节数，按主题。',
    ],
    BYTES,
    TRAFFIC,
    ['topic'],
  ),
  highest(
    'kafka_consumer_commit_latency_avg',
    'seconds',
    [
      'Commit latency, mean',
      '提交延迟（平均）',
      'Mean latency of offset commits.',
      '位点提交的平均延迟。',
    ],
    LATENCY,
    BROKER,
    ' / 1000',
  ),
  added(
    'kafka_consumer_commit_rate',
    'per_second',
    ['Commits', '位点提交速率', 'Offset commits per second.', '每秒位点提交次数。'],
    { critical: 500, warning: 100 },
    [
      'Commit less often, for instance once per batch instead of once per message.',
      '降低提交频率，例如每批提交一次而不是每条消息提交一次。',
    ],
  ),
  highest(
    'kafka_consumer_commit_latency_max',
    'seconds',
    [
      'Commit latency, longest',
      '提交延迟（最大）',
      'Longest latency of an offset commit.',
      '位点提交的最大延迟。',
    ],
    { critical: 10, warning: 2 },
    BROKER,
    ' / 1000',
  ),
  added(
    'kafka_consumer_connection_close_rate',
    'per_second',
    [
      'Consumer connections closed',
      '消费者连接关闭速率',
      'Connections closed per second.',
      '每秒关闭的连接数。',
    ],
    { critical: 10, warning: 1 },
    CONNECTIONS,
  ),
  added(
    'kafka_consumer_connection_count',
    'count',
    ['Consumer connections', '消费者连接数', 'Connections that are open.', '已打开的连接数。'],
    { critical: 500, warning: 100 },
    CONNECTIONS,
  ),
  added(
    'kafka_consumer_connection_creation_rate',
    'per_second',
    [
      'Consumer connections opened',
      '消费者连接建立速率',
      'Connections opened per second.',
      '每秒建立的连接数。',
    ],
    { critical: 10, warning: 1 },
    CONNECTIONS,
  ),
  highest(
    'kafka_consumer_fetch_latency_avg',
    'seconds',
    [
      'Fetch latency, mean',
      '拉取延迟（平均）',
      'Mean latency of fetches; with little traffic the broker waits up to fetch.max.wait.ms.',
      '拉取的平均延迟；流量较小时 broker 会等待至 fetch.max.wait.ms。',
    ],
    LATENCY,
    BROKER,
    ' / 1000',
  ),
  added(
    'kafka_consumer_fetch_rate',
    'per_second',
    ['Fetches', '拉取速率', 'Fetches per second.', '每秒拉取次数。'],
    { critical: 1_000, warning: 200 },
    BUSY,
  ),
  highest(
    'kafka_consumer_fetch_size_avg',
    'bytes',
    ['Fetch size, mean', '拉取大小（平均）', 'Mean size of a fetch.', '每次拉取的平均大小。'],
    { critical: 40 * MI, warning: 10 * MI },
    [
      'Large fetches hold much memory: lower fetch.max.bytes or max.partition.fetch.bytes.',
      '拉取过大会占用内存：调低 fetch.max.bytes 或 max.partition.fetch.bytes。',
    ],
  ),
  added(
    'kafka_consumer_incoming_byte_rate',
    'bytes_per_second',
    ['Consumer received', '消费者接收速率', 'Bytes received per second.', '每秒接收的字节数。'],
    BYTES,
    TRAFFIC,
  ),
  highest(
    'kafka_consumer_io_ratio',
    'ratio',
    [
      'Consumer time in I/O',
      '消费者 I/O 时间占比',
      'Share of time spent in I/O.',
      '用于 I/O 的时间比例。',
    ],
    SHARE,
    BUSY,
  ),
  added(
    'kafka_consumer_network_io_rate',
    'operations_per_second',
    [
      'Consumer network operations',
      '消费者网络操作速率',
      'Network operations per second.',
      '每秒网络操作次数。',
    ],
    { critical: 5_000, warning: 1_000 },
    BUSY,
  ),
  added(
    'kafka_consumer_outgoing_byte_rate',
    'bytes_per_second',
    ['Consumer sent', '消费者发送速率', 'Bytes sent per second.', '每秒发送的字节数。'],
    BYTES,
    TRAFFIC,
  ),
  added(
    'kafka_consumer_request_rate',
    'requests_per_second',
    ['Consumer requests', '消费者请求速率', 'Requests sent per second.', '每秒发送的请求数。'],
    { critical: 2_000, warning: 500 },
    BUSY,
  ),
  added(
    'kafka_producer_byte_rate',
    'bytes_per_second',
    [
      'Produced',
      '生产字节速率',
      'Bytes produced per second, per topic.',
      '每秒生产的字节数，按主题。',
    ],
    BYTES,
    TRAFFIC,
    ['topic'],
  ),
  highest(
    'kafka_producer_compression_rate',
    'ratio',
    [
      'Compression ratio',
      '压缩比',
      'Mean size of batches after compression, as a share of the size before.',
      '批次压缩后与压缩前的平均大小之比。',
    ],
    { info: 0.95 },
    [
      'Batches hardly shrink: switch compression.type on, or leave it off for what is compressed already.',
      '批次几乎没有压缩：启用 compression.type；若数据已压缩则无需启用。',
    ],
  ),
  added(
    'kafka_producer_connection_creation_rate',
    'per_second',
    [
      'Producer connections opened',
      '生产者连接建立速率',
      'Connections opened per second.',
      '每秒建立的连接数。',
    ],
    { critical: 10, warning: 1 },
    CONNECTIONS,
  ),
  added(
    'kafka_producer_incoming_byte_rate',
    'bytes_per_second',
    ['Producer received', '生产者接收速率', 'Bytes received per second.', '每秒接收的字节数。'],
    BYTES,
    TRAFFIC,
  ),
  highest(
    'kafka_producer_io_ratio',
    'ratio',
    [
      'Producer time in I/O',
      '生产者 I/O 时间占比',
      'Share of time spent in I/O.',
      '用于 I/O 的时间比例。',
    ],
    SHARE,
    BUSY,
  ),
  added(
    'kafka_producer_network_io_rate',
    'operations_per_second',
    [
      'Producer network operations',
      '生产者网络操作速率',
      'Network operations per second.',
      '每秒网络操作次数。',
    ],
    { critical: 5_000, warning: 1_000 },
    BUSY,
  ),
  added(
    'kafka_producer_outgoing_byte_rate',
    'bytes_per_second',
    ['Producer sent', '生产者发送速率', 'Bytes sent per second.', '每秒发送的字节数。'],
    BYTES,
    TRAFFIC,
  ),
  added(
    'kafka_producer_request_rate',
    'requests_per_second',
    ['Producer requests', '生产者请求速率', 'Requests sent per second.', '每秒发送的请求数。'],
    { critical: 2_000, warning: 500 },
    BUSY,
  ),
  added(
    'kafka_producer_waiting_threads',
    'count',
    [
      'Waiting threads',
      '等待线程数',
      'Threads that wait for buffer memory.',
      '等待缓冲区内存的线程数。',
    ],
    { critical: 20, warning: 0 },
    [
      'Brokers take messages more slowly than they are made: look at them, then raise buffer.memory.',
      'broker 接收速度跟不上生产速度：先检查 broker，再调高 buffer.memory。',
    ],
  ),
  row(
    'kafka_producer_topic_byte_rate',
    'bytes_per_second',
    [
      'Produced to the busiest topic',
      '最繁忙主题的生产速率',
      'Bytes produced per second to the topic that gets most.',
      '接收最多的主题每秒生产的字节数。',
    ],
    max('kafka_producer_byte_rate{$f}'),
    ['>', BYTES, '10m'],
    TRAFFIC,
    { more: CLIENT, optional: ['topic'] },
  ),
];
