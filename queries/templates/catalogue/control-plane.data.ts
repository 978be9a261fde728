import type { Component, MetricRow } from '../named-metric.ts';
import type { UnitName } from '../units.data.ts';

const row = (
  component: Component,
  item: string,
  unit: UnitName,
  en: string,
  zh: string,
  labels: readonly string[],
  promql: string,
): MetricRow => ({ level: 'component', component, item, unit, en, zh, labels, promql });

const ETCD_JOB = 'job=~".*etcd.*",';
const PER_INSTANCE: readonly string[] = ['instance'];

const etcd = (item: string, unit: UnitName, en: string, zh: string, promql: string): MetricRow =>
  row('etcd', `etcd_${item}`, unit, en, zh, PER_INSTANCE, promql);
const gauge = (metric: string): string => `max by (instance) (${metric}{$filters})`;
const rate = (metric: string, matcher = ''): string =>
  `sum by (instance) (rate(${metric}{${matcher}$filters}[$window]))`;

/** One row per quantile: a union of three, each marked with its label. */
const quantiles = (bucket: string, by: string): string =>
  ['0.99', '0.9', '0.5']
    .map(
      (value) =>
        `label_replace(histogram_quantile(${value}, sum by (${by}le) (rate(${bucket}{$filters}[$window]))), "quantile", "${value}", "", "")`,
    )
    .join(' or ');
const mean = (histogram: string, by: string, matcher = ''): string =>
  `sum by (${by}) (rate(${histogram}_sum{${matcher}$filters}[$window])) / sum by (${by}) (rate(${histogram}_count{${matcher}$filters}[$window]))`;

/** gRPC codes that are the server's fault. */
const FAILED =
  'grpc_code=~"Unknown|ResourceExhausted|FailedPrecondition|Internal|Unavailable|DataLoss|DeadlineExceeded",';

const ETCD_ROWS: readonly MetricRow[] = [
  etcd(
    'server_list',
    'yes_no',
    'Server reachable',
    '服务器可达',
    `max by (instance) (up{${ETCD_JOB}$filters})`,
  ),
  row(
    'etcd',
    'etcd_server_total',
    'count',
    'Servers',
    '服务器总数',
    [],
    `count(up{${ETCD_JOB}$filters})`,
  ),
  row(
    'etcd',
    'etcd_server_up_total',
    'count',
    'Servers reachable',
    '可达服务器数',
    [],
    `sum(up{${ETCD_JOB}$filters})`,
  ),
  etcd(
    'server_has_leader',
    'yes_no',
    'Sees a leader',
    '存在 Leader',
    gauge('etcd_server_has_leader'),
  ),
  etcd('server_is_leader', 'yes_no', 'Is the leader', '是 Leader', gauge('etcd_server_is_leader')),
  etcd(
    'server_leader_changes',
    'count',
    'Leader changes in an hour',
    '一小时内 Leader 变更次数',
    'max by (instance) (increase(etcd_server_leader_changes_seen_total{$filters}[1h]))',
  ),
  etcd(
    'server_proposals_failed_rate',
    'per_second',
    'Proposals failed',
    '提案失败速率',
    rate('etcd_server_proposals_failed_total'),
  ),
  etcd(
    'server_proposals_applied_rate',
    'per_second',
    'Proposals applied',
    '提案应用速率',
    rate('etcd_server_proposals_applied_total'),
  ),
  etcd(
    'server_proposals_committed_rate',
    'per_second',
    'Proposals committed',
    '提案提交速率',
    rate('etcd_server_proposals_committed_total'),
  ),
  etcd(
    'server_proposals_pending_count',
    'count',
    'Proposals pending',
    '待处理提案数',
    gauge('etcd_server_proposals_pending'),
  ),
  etcd(
    'mvcc_db_size',
    'bytes',
    'Database size',
    '数据库大小',
    gauge('etcd_mvcc_db_total_size_in_bytes'),
  ),
  etcd(
    'network_client_grpc_received_bytes',
    'bytes_per_second',
    'Received from clients',
    '客户端接收流量',
    rate('etcd_network_client_grpc_received_bytes_total'),
  ),
  etcd(
    'network_client_grpc_sent_bytes',
    'bytes_per_second',
    'Sent to clients',
    '客户端发送流量',
    rate('etcd_network_client_grpc_sent_bytes_total'),
  ),
  etcd(
    'grpc_call_rate',
    'requests_per_second',
    'gRPC calls',
    'gRPC 调用速率',
    rate('grpc_server_started_total', `${ETCD_JOB}grpc_type="unary",`),
  ),
  etcd(
    'grpc_call_failed_rate',
    'requests_per_second',
    'gRPC calls failed',
    'gRPC 调用失败速率',
    `${rate('grpc_server_handled_total', `${ETCD_JOB}${FAILED}`)} or 0 * ${rate('grpc_server_handled_total', ETCD_JOB)}`,
  ),
  etcd(
    'grpc_server_msg_received_rate',
    'per_second',
    'gRPC messages received',
    'gRPC 消息接收速率',
    rate('grpc_server_msg_received_total', ETCD_JOB),
  ),
  etcd(
    'grpc_server_msg_sent_rate',
    'per_second',
    'gRPC messages sent',
    'gRPC 消息发送速率',
    rate('grpc_server_msg_sent_total', ETCD_JOB),
  ),
  etcd(
    'disk_wal_fsync_duration',
    'seconds',
    'WAL sync, mean',
    'WAL 同步平均耗时',
    mean('etcd_disk_wal_fsync_duration_seconds', 'instance'),
  ),
  row(
    'etcd',
    'etcd_disk_wal_fsync_duration_quantile',
    'seconds',
    'WAL sync, percentiles',
    'WAL 同步耗时分位数',
    ['instance', 'quantile'],
    quantiles('etcd_disk_wal_fsync_duration_seconds_bucket', 'instance, '),
  ),
  etcd(
    'disk_backend_commit_duration',
    'seconds',
    'Backend commit, mean',
    '后端提交平均耗时',
    mean('etcd_disk_backend_commit_duration_seconds', 'instance'),
  ),
  row(
    'etcd',
    'etcd_disk_backend_commit_duration_quantile',
    'seconds',
    'Backend commit, percentiles',
    '后端提交耗时分位数',
    ['instance', 'quantile'],
    quantiles('etcd_disk_backend_commit_duration_seconds_bucket', 'instance, '),
  ),
];

/** Requests that stay open are no measure of latency. */
const SHORT = 'verb!~"WATCH|CONNECT",';

const APISERVER_ROWS: readonly MetricRow[] = [
  row(
    'apiserver',
    'apiserver_up_sum',
    'count',
    'Servers reachable',
    '可达服务器数',
    [],
    'sum(up{job=~".*apiserver.*",$filters})',
  ),
  row(
    'apiserver',
    'apiserver_request_rate',
    'requests_per_second',
    'Requests',
    '请求速率',
    [],
    'sum(rate(apiserver_request_total{$filters}[$window]))',
  ),
  row(
    'apiserver',
    'apiserver_request_by_verb_rate',
    'requests_per_second',
    'Requests by verb',
    '各动词请求速率',
    ['verb'],
    'sum by (verb) (rate(apiserver_request_total{$filters}[$window]))',
  ),
  row(
    'apiserver',
    'apiserver_request_latencies',
    'seconds',
    'Request duration, mean',
    '平均请求耗时',
    [],
    mean('apiserver_request_duration_seconds', '', SHORT),
  ),
  row(
    'apiserver',
    'apiserver_request_by_verb_latencies',
    'seconds',
    'Request duration by verb, mean',
    '各动词平均请求耗时',
    ['verb'],
    mean('apiserver_request_duration_seconds', 'verb', SHORT),
  ),
];

const SCHEDULER_ROWS: readonly MetricRow[] = [
  row(
    'scheduler',
    'scheduler_up_sum',
    'count',
    'Servers reachable',
    '可达服务器数',
    [],
    'sum(up{job=~".*scheduler.*",$filters})',
  ),
  row(
    'scheduler',
    'scheduler_schedule_attempts',
    'count',
    'Scheduling attempts since start',
    '累计调度次数',
    ['result'],
    'sum by (result) (scheduler_schedule_attempts_total{$filters})',
  ),
  row(
    'scheduler',
    'scheduler_schedule_attempt_rate',
    'per_second',
    'Scheduling attempts',
    '调度速率',
    ['result'],
    'sum by (result) (rate(scheduler_schedule_attempts_total{$filters}[$window]))',
  ),
  row(
    'scheduler',
    'scheduler_e2e_scheduling_latency',
    'seconds',
    'Scheduling attempt, mean',
    '平均调度耗时',
    [],
    mean('scheduler_scheduling_attempt_duration_seconds', ''),
  ),
  row(
    'scheduler',
    'scheduler_e2e_scheduling_latency_quantile',
    'seconds',
    'Scheduling attempt, percentiles',
    '调度耗时分位数',
    ['quantile'],
    quantiles('scheduler_scheduling_attempt_duration_seconds_bucket', ''),
  ),
];

const own = (
  item: string,
  unit: UnitName,
  en: string,
  zh: string,
  labels: readonly string[],
  promql: string,
): MetricRow => row('tocsin', `tocsin_${item}`, unit, en, zh, labels, promql);

/** Of all metrics of a process, those of this service's processes. */
const OWN_PROCESS = 'and on (instance, job) tocsin_build_info{$filters}';
const ownRate = (metric: string, by: string): string =>
  `sum by (${by}) (rate(${metric}{$filters}[$window]))`;
const ownP99 = (histogram: string, by: string): string =>
  `histogram_quantile(0.99, sum by (${by}le) (rate(${histogram}_bucket{$filters}[$window])))`;

const OWN_ROWS: readonly MetricRow[] = [
  own(
    'processes',
    'count',
    'Processes',
    '进程数',
    [],
    'count(group by (instance, job) (tocsin_build_info{$filters}))',
  ),
  own(
    'cpu_usage',
    'cores',
    'CPU usage',
    'CPU 用量',
    PER_INSTANCE,
    `sum by (instance) (rate(process_cpu_seconds_total{$filters}[$window]) ${OWN_PROCESS})`,
  ),
  own(
    'memory_usage',
    'bytes',
    'Memory usage',
    '内存用量',
    PER_INSTANCE,
    `sum by (instance) (process_resident_memory_bytes{$filters} ${OWN_PROCESS})`,
  ),
  own(
    'question_rate',
    'requests_per_second',
    'Questions by outcome',
    '各结果查询速率',
    ['outcome'],
    ownRate('tocsin_scoped_requests_total', 'outcome'),
  ),
  own(
    'question_duration',
    'seconds',
    'Question duration by route, 99th percentile',
    '各接口查询耗时 P99',
    ['route'],
    ownP99('tocsin_scoped_request_duration_seconds', 'route, '),
  ),
  own(
    'alert_rate',
    'per_second',
    'Alerts received by outcome',
    '各结果告警接收速率',
    ['outcome'],
    ownRate('tocsin_alerting_alerts_total', 'outcome'),
  ),
  own(
    'decision_rate',
    'per_second',
    'Notification decisions by reason',
    '各原因通知决策速率',
    ['reason'],
    ownRate('tocsin_alerting_decisions_total', 'reason'),
  ),
  own(
    'delivery_rate',
    'per_second',
    'Deliveries by channel and outcome',
    '各渠道投递速率',
    ['channel', 'outcome'],
    ownRate('tocsin_alerting_delivery_seconds_count', 'channel, outcome'),
  ),
  own(
    'delivery_duration',
    'seconds',
    'Delivery duration by channel, 99th percentile',
    '各渠道投递耗时 P99',
    ['channel'],
    ownP99('tocsin_alerting_delivery_seconds', 'channel, '),
  ),
  own(
    'open_incidents',
    'count',
    'Open incidents',
    '未恢复事件数',
    [],
    'max(tocsin_alerting_open_incidents{$filters})',
  ),
  own(
    'live_sessions',
    'count',
    'Live sessions',
    '实时会话数',
    PER_INSTANCE,
    'sum by (instance) (tocsin_alerting_live_sessions{$filters})',
  ),
  own(
    'commit_duration',
    'seconds',
    'State commit, 99th percentile',
    '状态提交耗时 P99',
    PER_INSTANCE,
    ownP99('tocsin_state_commit_seconds', 'instance, '),
  ),
  own(
    'state_queue',
    'count',
    'State batches waiting',
    '等待提交的批次数',
    PER_INSTANCE,
    'sum by (instance) (tocsin_state_queue_batches{$filters})',
  ),
];

export const COMPONENT_ROWS: readonly MetricRow[] = [
  ...ETCD_ROWS,
  ...APISERVER_ROWS,
  ...SCHEDULER_ROWS,
  ...OWN_ROWS,
];
