import type { Board } from '../board.ts';
import {
  area,
  graph,
  NONE_IS_FINE,
  quantiles,
  row,
  shareOf,
  stat,
  UP_OR_DOWN,
  variable,
} from '../board-parts.ts';

/** What a cluster's own components say of themselves. */
export const CONTROL_PLANE: Board = {
  id: 'control-plane',
  title: ['Control plane', '控制面'],
  description: ['API server, etcd and scheduler.', 'API 服务器、etcd 与调度器。'],
  tags: ['kubernetes'],
  audience: 'platform',
  exporters: ['apiserver', 'etcd', 'scheduler'],
  needs: [['apiserver_request_total']],
  variables: [],
  rows: [
    row(
      ['API server', 'API 服务器'],
      area(['Requests by verb', '按动作的请求'], 'reqps', [
        ['sum by (verb) (rate(apiserver_request_total[$__rate_interval]))', '{{verb}}'],
      ]),
      graph(['Share of errors', '错误占比'], 'percentunit', [
        [
          shareOf(
            'sum(rate(apiserver_request_total{code=~"5.."}[$__rate_interval]))',
            'sum(rate(apiserver_request_total[$__rate_interval]))',
          ),
          ['errors', '错误'],
        ],
      ]),
      graph(
        ['Latency without watches', '延迟（不含 watch）'],
        's',
        quantiles('apiserver_request_duration_seconds_bucket{verb!~"WATCH|CONNECT"}'),
      ),
      graph(['In flight', '处理中'], 'short', [
        ['sum by (request_kind) (apiserver_current_inflight_requests)', '{{request_kind}}'],
      ]),
    ),
    row(
      ['etcd', 'etcd'],
      stat(['Has a leader', '有领导者'], 'short', [['min(etcd_server_has_leader)', '']], {
        ...UP_OR_DOWN,
        width: 6,
      }),
      stat(
        ['Changes of leader in an hour', '一小时内领导者变更'],
        'short',
        [['max(increase(etcd_server_leader_changes_seen_total[1h]))', '']],
        { ...NONE_IS_FINE, width: 6 },
      ),
      stat(['Database', '数据库'], 'bytes', [['max(etcd_mvcc_db_total_size_in_bytes)', '']], {
        width: 6,
      }),
      stat(
        ['Proposals that wait', '等待的提案'],
        'short',
        [['max(etcd_server_proposals_pending)', '']],
        {
          width: 6,
        },
      ),
      graph(
        ['Log sync', '日志落盘'],
        's',
        quantiles('etcd_disk_wal_fsync_duration_seconds_bucket'),
      ),
      graph(
        ['Commit of the backend', '后端提交'],
        's',
        quantiles('etcd_disk_backend_commit_duration_seconds_bucket'),
      ),
      graph(['Proposals', '提案'], 'ops', [
        [
          'sum(rate(etcd_server_proposals_committed_total[$__rate_interval]))',
          ['committed', '提交'],
        ],
        ['sum(rate(etcd_server_proposals_failed_total[$__rate_interval]))', ['failed', '失败']],
      ]),
      graph(['Clients: traffic', '客户端流量'], 'Bps', [
        [
          'sum(rate(etcd_network_client_grpc_received_bytes_total[$__rate_interval]))',
          ['received', '接收'],
        ],
        [
          'sum(rate(etcd_network_client_grpc_sent_bytes_total[$__rate_interval]))',
          ['sent', '发送'],
        ],
      ]),
    ),
    row(
      ['Scheduler', '调度器'],
      graph(['Attempts', '尝试'], 'ops', [
        [
          'sum by (result) (rate(scheduler_schedule_attempts_total[$__rate_interval]))',
          '{{result}}',
        ],
      ]),
      graph(['Pods that wait', '等待的容器组'], 'short', [
        ['sum by (queue) (scheduler_pending_pods)', '{{queue}}'],
      ]),
      graph(
        ['Time per attempt', '每次尝试耗时'],
        's',
        quantiles('scheduler_scheduling_attempt_duration_seconds_bucket'),
      ),
    ),
  ],
};

/** tocsin about itself. */
export const TOCSIN: Board = {
  id: 'tocsin',
  title: ['tocsin', 'tocsin'],
  description: [
    'Questions, alerts, deliveries and the state of this service.',
    '本服务的查询、告警、投递与状态库。',
  ],
  tags: ['tocsin'],
  audience: 'both',
  exporters: ['tocsin', 'node-client'],
  needs: [
    ['tocsin_build_info'],
    ['tocsin_alerting_open_incidents', 'tocsin_scoped_requests_total'],
  ],
  variables: [variable('instance', ['Instance', '实例'], 'tocsin_build_info')],
  rows: [
    row(
      ['Questions', '查询'],
      area(['Questions of tenants', '租户查询'], 'reqps', [
        [
          'sum by (route) (rate(tocsin_scoped_requests_total{instance=~"$instance"}[$__rate_interval]))',
          '{{route}}',
        ],
      ]),
      graph(
        ['Time to the last byte', '响应耗时'],
        's',
        quantiles('tocsin_scoped_request_duration_seconds_bucket{instance=~"$instance"}'),
      ),
    ),
    row(
      ['Alerts', '告警'],
      stat(
        ['Open incidents', '未结事件'],
        'short',
        [['sum(tocsin_alerting_open_incidents{instance=~"$instance"})', '']],
        { width: 8 },
      ),
      stat(
        ['Live sessions', '实时会话'],
        'short',
        [['sum(tocsin_alerting_live_sessions{instance=~"$instance"})', '']],
        { width: 8 },
      ),
      stat(
        ['Writes that wait', '等待的写入'],
        'short',
        [['sum(tocsin_state_queue_batches{instance=~"$instance"})', '']],
        {
          width: 8,
          steps: [
            [null, 'green'],
            [100, 'orange'],
            [1000, 'red'],
          ],
        },
      ),
      graph(['Alerts received', '收到的告警'], 'ops', [
        [
          'sum by (outcome) (rate(tocsin_alerting_alerts_total{instance=~"$instance"}[$__rate_interval]))',
          '{{outcome}}',
        ],
      ]),
      graph(['Messages queued or not', '是否通知'], 'ops', [
        [
          'sum by (reason) (rate(tocsin_alerting_decisions_total{instance=~"$instance"}[$__rate_interval]))',
          '{{reason}}',
        ],
      ]),
      graph(
        ['Deliveries', '投递耗时'],
        's',
        quantiles('tocsin_alerting_delivery_seconds_bucket{instance=~"$instance"}'),
      ),
      graph(
        ['Commits', '提交耗时'],
        's',
        quantiles('tocsin_state_commit_seconds_bucket{instance=~"$instance"}'),
      ),
    ),
    row(
      ['Process', '进程'],
      graph(['CPU', 'CPU'], 'short', [
        [
          'sum by (instance) (rate(process_cpu_seconds_total{instance=~"$instance", job=~".*tocsin.*"}[$__rate_interval]))',
          '{{instance}}',
        ],
      ]),
      graph(['Memory', '内存'], 'bytes', [
        [
          'sum by (instance) (process_resident_memory_bytes{instance=~"$instance", job=~".*tocsin.*"})',
          '{{instance}}',
        ],
      ]),
      graph(['Event loop lag', '事件循环延迟'], 's', [
        [
          'max by (instance) (nodejs_eventloop_lag_p99_seconds{instance=~"$instance", job=~".*tocsin.*"})',
          '{{instance}}',
        ],
      ]),
      graph(['To others', '对外请求'], 'reqps', [
        [
          'sum by (outcome) (rate(tocsin_outbound_requests_total{instance=~"$instance"}[$__rate_interval]))',
          '{{outcome}}',
        ],
      ]),
    ),
  ],
};
