import { shareOf } from '../../templates/rules/catalogue/fragments.data.ts';
import type { SystemRuleRow } from '../system-rule-row.ts';

const PROMETHEUS: SystemRuleRow['runbook'] = [
  'Look at the log of the Prometheus and at its page of targets, rules or configuration.',
  '查看 Prometheus 日志及其 targets、rules 或配置页面。',
];
const ALERTMANAGER: SystemRuleRow['runbook'] = [
  'Look at the log of the Alertmanager; try its receivers from where it runs.',
  '查看 Alertmanager 日志，并在其运行环境中测试接收方。',
];
const OF_PROMETHEUS = '{job="prometheus",instance="p1"}';
const OF_ALERTMANAGER = '{job="alertmanager",instance="a1"}';

/** A counter of failures of a Prometheus. */
const failures = (
  id: string,
  metric: string,
  when: { readonly range: string; readonly for: string },
  texts: SystemRuleRow['texts'],
): SystemRuleRow => ({
  id,
  texts,
  runbook: PROMETHEUS,
  promql: `sum by ($by) (increase(${metric}[${when.range}]))`,
  labels: ['job', 'instance'],
  unit: 'count',
  when: ['>', { warning: [0, when.for] }],
  fires: {
    at: '40m',
    series: [`${metric}${OF_PROMETHEUS} 0+1x60`],
    alerts: [`warning${OF_PROMETHEUS}`],
  },
  calm: [`${metric}${OF_PROMETHEUS} 4x60`],
});

const reload = (
  id: string,
  what: 'prometheus' | 'alertmanager',
  labels: string,
  options: Pick<SystemRuleRow, 'texts' | 'runbook'>,
): SystemRuleRow => ({
  id,
  ...options,
  promql: `min by ($by) (${what}_config_last_reload_successful)`,
  labels: ['job', 'instance'],
  unit: 'yes_no',
  when: ['==', { critical: [0, '10m'] }],
  fires: {
    at: '15m',
    series: [`${what}_config_last_reload_successful${labels} 0x60`],
    alerts: [`critical${labels}`],
  },
  calm: [`${what}_config_last_reload_successful${labels} 0x2 1x60`],
});

const errorsOfLists = (id: string, kind: 'list' | 'watch', texts: SystemRuleRow['texts']) => {
  const metric = `kube_state_metrics_${kind}_total`;
  return {
    id,
    texts,
    runbook: [
      'Look at the log and the rights of kube-state-metrics: what it cannot read has no metrics.',
      '查看 kube-state-metrics 的日志与权限；无法读取的对象没有指标。',
    ],
    promql: shareOf(
      `sum by ($by) (rate(${metric}{result="error"}[5m]))`,
      `sum by ($by) (rate(${metric}[5m]))`,
    ),
    labels: ['job'],
    unit: 'ratio',
    when: ['>', { warning: [0.01, '15m'] }],
    fires: {
      at: '25m',
      series: [
        `${metric}{job="ksm",result="error"} 0+5x60`,
        `${metric}{job="ksm",result="success"} 0+95x60`,
      ],
      alerts: ['warning{job="ksm"}'],
    },
    calm: [`${metric}{job="ksm",result="success"} 0+95x60`],
  } satisfies SystemRuleRow;
};

export const MONITORING_RULES: readonly SystemRuleRow[] = [
  {
    id: 'watchdog',
    isOn: false,
    texts: [
      'Watchdog',
      '看门狗',
      'Fires as long as anything is scraped. Send it to a service that calls when it stops coming: then the way of alerts is broken.',
      '只要有采集就始终触发。可发送给外部服务，停止送达即说明告警链路中断。',
    ],
    runbook: [
      'Nothing to do while it fires. If it ends, look at the evaluator of the cluster and the way of its alerts.',
      '触发时无需处理；若其恢复，请检查集群的规则执行器与告警链路。',
    ],
    promql: 'max by ($by) (up) * 0 + 1',
    labels: [],
    unit: 'yes_no',
    when: ['==', { info: [1, '0s'] }],
    fires: { at: '1m', series: ['up{job="kubelet"} 0x60'], alerts: ['info'] },
    calm: [],
  },
  {
    id: 'exporter-down',
    kubegems: ['exporter-down'],
    texts: [
      'Source of metrics is down',
      '监控组件采集中断',
      'Whether one of the scrape jobs that other rules rest on has a target that answers: Alertmanager, API server, cert-manager, kubelet, kube-state-metrics, node-exporter, this service.',
      '其他规则所依赖的采集任务是否至少有一个可用目标：Alertmanager、API Server、cert-manager、kubelet、kube-state-metrics、node-exporter 以及本服务。',
    ],
    runbook: [
      'Look at the targets of the job: the pods, their port, the certificate, the network policy.',
      '查看该任务的采集目标：Pod、端口、证书与网络策略。',
    ],
    promql:
      'max by ($by) (up{job=~".*(alertmanager|apiserver|cert-manager|kubelet|kube-state-metrics|node-exporter|tocsin).*"})',
    labels: ['job'],
    unit: 'yes_no',
    when: ['==', { critical: [0, '1m'] }],
    fires: {
      at: '5m',
      series: [
        'up{job="kube-state-metrics",instance="k1"} 0x60',
        'up{job="kubelet",instance="n1"} 0x60',
        'up{job="kubelet",instance="n2"} 1x60',
      ],
      alerts: ['critical{job="kube-state-metrics"}'],
    },
    calm: ['up{job="kube-state-metrics",instance="k1"} 1x60', 'up{job="shop",instance="s1"} 0x60'],
  },
  {
    id: 'targets-down',
    audience: 'both',
    texts: [
      'Targets cannot be scraped',
      '采集目标不可用',
      'Share of the targets of a scrape job that do not answer, by namespace.',
      '每个命名空间中采集任务不可用目标的比例。',
    ],
    runbook: [
      'See the last scrape error of the target: the process is gone, the port or path is wrong, or it is too slow.',
      '查看目标最近一次采集错误：进程退出、端口或路径错误，或响应过慢。',
    ],
    promql: '1 - avg by ($by) (up{namespace!="",$f})',
    labels: ['namespace', 'job'],
    unit: 'ratio',
    when: ['>', { warning: [0.1, '10m'] }],
    fires: {
      at: '15m',
      series: [
        'up{namespace="shop",job="web",instance="w1"} 0x60',
        'up{namespace="shop",job="web",instance="w2"} 1x60',
        'up{namespace="shop",job="api",instance="a1"} 1x60',
      ],
      alerts: ['warning{namespace="shop",job="web"}'],
    },
    calm: ['up{namespace="shop",job="web",instance="w1"} 1x4 0x4 1x60'],
  },
  reload('prometheus-configuration-refused', 'prometheus', OF_PROMETHEUS, {
    texts: [
      'Prometheus refused its configuration',
      'Prometheus 配置加载失败',
      'Whether the last reload succeeded. After a failure it goes on with what it had.',
      '最近一次重新加载是否成功；失败时继续使用原配置。',
    ],
    runbook: PROMETHEUS,
  }),
  failures(
    'prometheus-rules-failing',
    'prometheus_rule_evaluation_failures_total',
    { range: '5m', for: '15m' },
    [
      'Prometheus fails to evaluate rules',
      'Prometheus 规则执行失败',
      'Evaluations of rules that failed within 5 minutes.',
      '5 分钟内规则执行失败的次数。',
    ],
  ),
  failures(
    'prometheus-rules-missed',
    'prometheus_rule_group_iterations_missed_total',
    { range: '5m', for: '15m' },
    [
      'Prometheus leaves evaluations out',
      'Prometheus 规则执行被跳过',
      'Evaluations of groups that were left out within 5 minutes because the one before was too slow.',
      '5 分钟内因上一轮过慢而跳过的规则组执行次数。',
    ],
  ),
  failures(
    'prometheus-alerts-dropped',
    'prometheus_notifications_dropped_total',
    { range: '5m', for: '10m' },
    [
      'Prometheus drops alerts',
      'Prometheus 丢弃告警',
      'Alerts that were dropped within 5 minutes, because nobody took them.',
      '5 分钟内因无人接收而丢弃的告警数。',
    ],
  ),
  failures(
    'prometheus-compactions-failing',
    'prometheus_tsdb_compactions_failed_total',
    { range: '3h', for: '15m' },
    [
      'Prometheus cannot compact its data',
      'Prometheus 数据压缩失败',
      'Compactions that failed within 3 hours.',
      '3 小时内失败的压缩次数。',
    ],
  ),
  {
    id: 'prometheus-without-alertmanager',
    texts: [
      'Prometheus has nobody to send alerts to',
      'Prometheus 未连接 Alertmanager',
      'Alertmanagers that the Prometheus knows.',
      'Prometheus 已发现的 Alertmanager 数量。',
    ],
    runbook: PROMETHEUS,
    promql: 'max by ($by) (prometheus_notifications_alertmanagers_discovered)',
    labels: ['job', 'instance'],
    unit: 'count',
    when: ['<', { critical: [1, '10m'] }],
    fires: {
      at: '15m',
      series: [`prometheus_notifications_alertmanagers_discovered${OF_PROMETHEUS} 0x60`],
      alerts: [`critical${OF_PROMETHEUS}`],
    },
    calm: [`prometheus_notifications_alertmanagers_discovered${OF_PROMETHEUS} 1x60`],
  },
  {
    id: 'prometheus-takes-nothing-in',
    texts: [
      'Prometheus takes no samples in',
      'Prometheus 未写入样本',
      'Samples per second that the Prometheus takes in.',
      'Prometheus 每秒写入的样本数。',
    ],
    runbook: PROMETHEUS,
    promql: 'sum by ($by) (rate(prometheus_tsdb_head_samples_appended_total[5m]))',
    labels: ['job', 'instance'],
    unit: 'per_second',
    when: ['<=', { critical: [0, '10m'] }],
    fires: {
      at: '25m',
      series: [`prometheus_tsdb_head_samples_appended_total${OF_PROMETHEUS} 500x60`],
      alerts: [`critical${OF_PROMETHEUS}`],
    },
    calm: [`prometheus_tsdb_head_samples_appended_total${OF_PROMETHEUS} 0+500x60`],
  },
  {
    id: 'prometheus-remote-write-behind',
    texts: [
      'Remote write of a Prometheus is behind',
      'Prometheus 远程写入滞后',
      'Seconds between what the Prometheus has and what it has sent on.',
      'Prometheus 已采集与已发送数据之间的时间差（秒）。',
    ],
    runbook: [
      'See whether the receiver takes the data, and raise the shards of the queue.',
      '检查接收端是否正常，并适当增加发送分片。',
    ],
    promql:
      'max by ($by) (prometheus_remote_storage_highest_timestamp_in_seconds) - min by ($by) (prometheus_remote_storage_queue_highest_sent_timestamp_seconds)',
    labels: ['job', 'instance'],
    unit: 'seconds',
    when: ['>', { critical: [600, '15m'], warning: [120, '15m'] }],
    fires: {
      at: '20m',
      series: [
        `prometheus_remote_storage_highest_timestamp_in_seconds${OF_PROMETHEUS} 1000+60x60`,
        `prometheus_remote_storage_queue_highest_sent_timestamp_seconds{job="prometheus",instance="p1",remote_name="r"} 800+60x60`,
      ],
      alerts: [`warning${OF_PROMETHEUS}`],
    },
    calm: [
      `prometheus_remote_storage_highest_timestamp_in_seconds${OF_PROMETHEUS} 1000+60x60`,
      `prometheus_remote_storage_queue_highest_sent_timestamp_seconds{job="prometheus",instance="p1",remote_name="r"} 990+60x60`,
    ],
  },
  reload('alertmanager-configuration-refused', 'alertmanager', OF_ALERTMANAGER, {
    texts: [
      'Alertmanager refused its configuration',
      'Alertmanager 配置加载失败',
      'Whether the last reload succeeded. After a failure it goes on with what it had.',
      '最近一次重新加载是否成功；失败时继续使用原配置。',
    ],
    runbook: ALERTMANAGER,
  }),
  {
    id: 'alertmanager-messages-failing',
    texts: [
      'Alertmanager fails to send messages',
      'Alertmanager 通知发送失败',
      'Share of the messages that the Alertmanager could not send, by kind of receiver.',
      'Alertmanager 发送失败的通知比例，按接收方式统计。',
    ],
    runbook: ALERTMANAGER,
    promql: shareOf(
      'sum by ($by) (rate(alertmanager_notifications_failed_total[5m]))',
      'sum by ($by) (rate(alertmanager_notifications_total[5m]))',
    ),
    labels: ['job', 'integration'],
    unit: 'ratio',
    when: ['>', { critical: [0.5, '5m'], warning: [0.01, '5m'] }],
    fires: {
      at: '15m',
      series: [
        'alertmanager_notifications_failed_total{job="alertmanager",integration="email"} 0+1x60',
        'alertmanager_notifications_total{job="alertmanager",integration="email"} 0+10x60',
      ],
      alerts: ['warning{job="alertmanager",integration="email"}'],
    },
    calm: ['alertmanager_notifications_total{job="alertmanager",integration="email"} 0+10x60'],
  },
  errorsOfLists('kube-state-metrics-lists-failing', 'list', [
    'kube-state-metrics cannot list objects',
    'kube-state-metrics 列举对象失败',
    'Share of the lists of objects that failed.',
    '列举对象请求失败的比例。',
  ]),
  errorsOfLists('kube-state-metrics-watches-failing', 'watch', [
    'kube-state-metrics cannot watch objects',
    'kube-state-metrics 监听对象失败',
    'Share of the watches of objects that failed.',
    '监听对象请求失败的比例。',
  ]),
];
