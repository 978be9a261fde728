import { row, type TemplateRow } from '../template-row.ts';
import { max, rate, sum } from './fragments.data.ts';

const TOPIC = { more: ['topic'] } as const;

export const KAFKA_ROWS: readonly TemplateRow[] = [
  row(
    'kafkaBrokers',
    'count',
    ['Brokers', 'Broker 数量', 'Brokers in the cluster.', '集群中的 broker 数量。'],
    max('kafka_brokers{$f}'),
    ['<', { critical: 2, warning: 3 }, '3m'],
    [
      'Bring the missing brokers back: partitions may be without enough replicas.',
      '恢复缺失的 broker：分区可能副本不足。',
    ],
  ),
  row(
    'kafkaConsumerLatency',
    'count',
    [
      'Consumer lag',
      '消费积压',
      'Messages by which a consumer group is behind, per topic.',
      '消费组在每个主题上落后的消息数。',
    ],
    sum('clamp_min(kafka_consumergroup_lag{$f}, 0)'),
    ['>', { critical: 50_000, warning: 5_000 }, '5m'],
    [
      'Check that the consumers run and keep up; add consumers up to the number of partitions.',
      '确认消费者正常运行并能跟上；可增加消费者至分区数。',
    ],
    { more: ['topic', 'consumergroup'] },
  ),
  row(
    'kafkaMessageConsumer',
    'per_second',
    ['Messages consumed', '消息消费速率', 'Messages consumed per second.', '每秒消费的消息数。'],
    rate('kafka_consumergroup_current_offset{$f}'),
    ['>', { critical: 100_000, warning: 20_000 }, '10m'],
    [
      'An offset reset or a replay reads everything again: check the consumers of the topic.',
      '重置位点或重放会重复读取全部消息：检查该主题的消费者。',
    ],
    TOPIC,
  ),
  row(
    'kafkaMessagesProduced',
    'per_second',
    [
      'Messages produced',
      '消息生产速率',
      'Messages produced per second; internal topics are left out.',
      '每秒生产的消息数，不含内部主题。',
    ],
    rate('kafka_topic_partition_current_offset{topic!~"__.+",$f}'),
    ['>', { critical: 100_000, warning: 20_000 }, '10m'],
    [
      'Find the producer that sends more than usual, and check that consumers and disks keep up.',
      '找出发送量异常的生产者，并确认消费者与磁盘能够承受。',
    ],
    TOPIC,
  ),
  row(
    'kafkaPartitions',
    'count',
    ['Partitions', '分区数', 'Partitions of all topics.', '所有主题的分区总数。'],
    sum('kafka_topic_partitions{$f}'),
    ['>', { critical: 10_000, warning: 4_000 }, '30m'],
    [
      'So many partitions slow down failover: delete topics that nobody uses, or add brokers.',
      '分区过多会拖慢故障切换：删除无用主题或增加 broker。',
    ],
    { optional: ['topic'] },
  ),
  row(
    'kafkaTopics',
    'count',
    ['Topics', '主题数', 'Topics of the cluster.', '集群的主题数量。'],
    'count by ($by) (kafka_topic_partitions{$f})',
    ['>', { warning: 200 }, '30m'],
    [
      'Check for topics that a client makes by mistake (auto.create.topics.enable).',
      '检查客户端误创建的主题（auto.create.topics.enable）。',
    ],
    { optional: ['topic'] },
  ),
  row(
    'kafkaUnderReplicatedPartitions',
    'count',
    [
      'Under-replicated partitions',
      '副本不足的分区数',
      'Partitions with fewer replicas in sync than they should have.',
      '同步副本少于配置数量的分区数。',
    ],
    sum('kafka_topic_partition_under_replicated_partition{$f}'),
    ['>', { critical: 20, warning: 0 }, '5m'],
    [
      'A broker is down, slow or out of disk: look at its log and its network.',
      '有 broker 宕机、过慢或磁盘已满：查看其日志与网络。',
    ],
    { optional: ['topic'] },
  ),
];
