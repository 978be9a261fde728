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

const IN = 'namespace=~"$namespace"';
const ON = `${IN}, instance=~"$instance"`;
const places = (metric: string) => [
  variable('namespace', ['Namespace', '命名空间'], metric),
  variable('instance', ['Instance', '实例'], `${metric}{namespace=~"$namespace"}`),
];
const TOPIC = `${IN}, topic=~"$topic"`;
const GROUP = `${TOPIC}, consumergroup=~"$consumergroup"`;

export const KAFKA: Board = {
  id: 'kafka',
  title: ['Kafka', 'Kafka'],
  description: [
    'Topics, consumer groups and how far they are behind, by kafka_exporter.',
    '主题、消费组与积压，来自 kafka_exporter。',
  ],
  tags: ['middleware', 'queue'],
  audience: 'both',
  exporters: ['kafka-exporter'],
  needs: [['kafka_brokers']],
  variables: [
    variable('namespace', ['Namespace', '命名空间'], 'kafka_topic_partitions'),
    variable('topic', ['Topic', '主题'], 'kafka_topic_partitions{namespace=~"$namespace"}'),
    variable(
      'consumergroup',
      ['Consumer group', '消费组'],
      'kafka_consumergroup_lag{namespace=~"$namespace"}',
    ),
  ],
  rows: [
    row(
      ['Now', '当前'],
      stat(['Brokers', '代理节点'], 'short', [[`max(kafka_brokers{${IN}})`, '']], { width: 6 }),
      stat(['Topics', '主题'], 'short', [[`count(kafka_topic_partitions{${TOPIC}})`, '']], {
        width: 6,
      }),
      stat(
        ['Partitions short of replicas', '副本不足的分区'],
        'short',
        [[`sum(kafka_topic_partition_under_replicated_partition{${TOPIC}})`, '']],
        { ...NONE_IS_FINE, width: 6 },
      ),
      stat(
        ['Messages behind', '积压消息'],
        'short',
        [[`sum(kafka_consumergroup_lag{${GROUP}})`, '']],
        {
          width: 6,
        },
      ),
    ),
    row(
      ['Messages', '消息'],
      area(['Written', '写入'], 'ops', [
        [
          `topk(10, sum by (topic) (rate(kafka_topic_partition_current_offset{${TOPIC}}[$__rate_interval])))`,
          '{{topic}}',
        ],
      ]),
      area(['Read', '消费'], 'ops', [
        [
          `topk(10, sum by (consumergroup, topic) (rate(kafka_consumergroup_current_offset{${GROUP}}[$__rate_interval])))`,
          '{{consumergroup}} {{topic}}',
        ],
      ]),
      graph(['Behind', '积压'], 'short', [
        [
          `topk(10, sum by (consumergroup, topic) (kafka_consumergroup_lag{${GROUP}}))`,
          '{{consumergroup}} {{topic}}',
        ],
      ]),
      graph(['Time until caught up', '预计追平时间'], 's', [
        [
          `sum by (consumergroup, topic) (kafka_consumergroup_lag{${GROUP}}) / (sum by (consumergroup, topic) (rate(kafka_consumergroup_current_offset{${GROUP}}[5m])) > 0)`,
          '{{consumergroup}} {{topic}}',
        ],
      ]),
      table(['Topics', '主题'], 'short', [
        [`sum by (topic) (kafka_topic_partitions{${TOPIC}})`, ['Partitions', '分区']],
        [
          `sum by (topic) (rate(kafka_topic_partition_current_offset{${TOPIC}}[5m]))`,
          ['Messages per second', '每秒消息'],
          'ops',
        ],
      ]),
    ),
  ],
};

export const RABBITMQ: Board = {
  id: 'rabbitmq',
  title: ['RabbitMQ', 'RabbitMQ'],
  description: [
    "Queues, messages and nodes, by RabbitMQ's own endpoint.",
    '队列、消息与节点，来自 RabbitMQ 自带端点。',
  ],
  tags: ['middleware', 'queue'],
  audience: 'both',
  exporters: ['rabbitmq'],
  needs: [['rabbitmq_queues', 'rabbitmq_connections']],
  variables: places('rabbitmq_connections'),
  rows: [
    row(
      ['Now', '当前'],
      stat(['Ready', '就绪消息'], 'short', [[`sum(rabbitmq_queue_messages_ready{${ON}})`, '']]),
      stat(['Not acknowledged', '未确认'], 'short', [
        [`sum(rabbitmq_queue_messages_unacked{${ON}})`, ''],
      ]),
      stat(['Queues', '队列'], 'short', [[`sum(rabbitmq_queues{${ON}})`, '']]),
      stat(['Consumers', '消费者'], 'short', [[`sum(rabbitmq_consumers{${ON}})`, '']]),
      stat(['Connections', '连接'], 'short', [[`sum(rabbitmq_connections{${ON}})`, '']]),
      gauge(['Memory of its limit', '内存占上限'], 'percentunit', [
        [
          `max(rabbitmq_process_resident_memory_bytes{${ON}} / rabbitmq_resident_memory_limit_bytes{${ON}})`,
          '',
        ],
      ]),
    ),
    row(
      ['Messages', '消息'],
      graph(['Received and delivered', '接收与投递'], 'ops', [
        [
          `sum(rate(rabbitmq_global_messages_received_total{${ON}}[$__rate_interval]))`,
          ['received', '接收'],
        ],
        [
          `sum(rate(rabbitmq_global_messages_delivered_total{${ON}}[$__rate_interval]))`,
          ['delivered', '投递'],
        ],
        [
          `sum(rate(rabbitmq_global_messages_acknowledged_total{${ON}}[$__rate_interval]))`,
          ['acknowledged', '确认'],
        ],
        [
          `sum(rate(rabbitmq_global_messages_redelivered_total{${ON}}[$__rate_interval]))`,
          ['delivered again', '重新投递'],
        ],
      ]),
      area(['Messages in queues', '队列中的消息'], 'short', [
        [`sum by (instance) (rabbitmq_queue_messages{${ON}})`, '{{instance}}'],
      ]),
    ),
    row(
      ['Nodes', '节点'],
      graph(['Memory', '内存'], 'bytes', [
        [`sum by (instance) (rabbitmq_process_resident_memory_bytes{${ON}})`, '{{instance}}'],
      ]),
      graph(['Disk left', '磁盘余量'], 'bytes', [
        [`min by (instance) (rabbitmq_disk_space_available_bytes{${ON}})`, '{{instance}}'],
      ]),
      graph(
        ['Open files', '打开文件占比'],
        'percentunit',
        [
          [
            `max by (instance) (rabbitmq_process_open_fds{${ON}} / rabbitmq_process_max_fds{${ON}})`,
            '{{instance}}',
          ],
        ],
        { maximum: 1 },
      ),
      graph(['Channels', '信道'], 'short', [
        [`sum by (instance) (rabbitmq_channels{${ON}})`, '{{instance}}'],
      ]),
    ),
  ],
};

export const NGINX: Board = {
  id: 'nginx',
  title: ['Nginx', 'Nginx'],
  description: [
    'Requests and connections, by nginx-prometheus-exporter.',
    '请求与连接，来自 nginx-prometheus-exporter。',
  ],
  tags: ['middleware', 'http'],
  audience: 'both',
  exporters: ['nginx-exporter'],
  needs: [['nginx_http_requests_total']],
  variables: places('nginx_http_requests_total'),
  rows: [
    row(
      ['Requests and connections', '请求与连接'],
      stat(['Up', '可用'], 'short', [[`min(nginx_up{${ON}})`, '']], { ...UP_OR_DOWN, width: 6 }),
      stat(
        ['Requests per second', '每秒请求'],
        'reqps',
        [[`sum(rate(nginx_http_requests_total{${ON}}[$__rate_interval]))`, '']],
        { width: 6 },
      ),
      stat(['Connections', '连接'], 'short', [[`sum(nginx_connections_active{${ON}})`, '']], {
        width: 6,
      }),
      stat(
        ['Connections dropped', '丢弃的连接'],
        'ops',
        [
          [
            `sum(rate(nginx_connections_accepted{${ON}}[$__rate_interval]) - rate(nginx_connections_handled{${ON}}[$__rate_interval]))`,
            '',
          ],
        ],
        { width: 6 },
      ),
      graph(['Requests', '请求'], 'reqps', [
        [
          `sum by (instance) (rate(nginx_http_requests_total{${ON}}[$__rate_interval]))`,
          '{{instance}}',
        ],
      ]),
      area(['Connections', '连接'], 'short', [
        [`sum(nginx_connections_reading{${ON}})`, ['reading', '读取']],
        [`sum(nginx_connections_writing{${ON}})`, ['writing', '写出']],
        [`sum(nginx_connections_waiting{${ON}})`, ['waiting', '等待']],
      ]),
    ),
  ],
};

export const CONSUL: Board = {
  id: 'consul',
  title: ['Consul', 'Consul'],
  description: [
    'Members, services and checks, by consul_exporter.',
    '成员、服务与检查，来自 consul_exporter。',
  ],
  tags: ['middleware'],
  audience: 'both',
  exporters: ['consul-exporter'],
  needs: [['consul_up']],
  variables: places('consul_up'),
  rows: [
    row(
      ['Now', '当前'],
      stat(['Up', '可用'], 'short', [[`min(consul_up{${ON}})`, '']], UP_OR_DOWN),
      stat(
        ['Has a leader', '有领导者'],
        'short',
        [[`min(consul_raft_leader{${ON}})`, '']],
        UP_OR_DOWN,
      ),
      stat(['Raft peers', 'Raft 成员'], 'short', [[`max(consul_raft_peers{${ON}})`, '']]),
      stat(['Members', '成员'], 'short', [[`max(consul_serf_lan_members{${ON}})`, '']]),
      stat(['Services', '服务'], 'short', [[`max(consul_catalog_services{${ON}})`, '']]),
      stat(
        ['Checks that fail', '失败的检查'],
        'short',
        [[`sum(consul_health_service_status{status="critical", ${ON}})`, '']],
        NONE_IS_FINE,
      ),
    ),
    row(
      ['Services', '服务'],
      timeline(
        ['Healthy', '健康'],
        'short',
        [
          [
            `min by (service_name) (consul_catalog_service_node_healthy{${ON}})`,
            '{{service_name}}',
          ],
        ],
        UP_OR_DOWN,
      ),
      bars(['Instances', '实例'], 'short', [
        [
          `count by (service_name) (consul_catalog_service_node_healthy{${ON}})`,
          '{{service_name}}',
        ],
      ]),
    ),
  ],
};
