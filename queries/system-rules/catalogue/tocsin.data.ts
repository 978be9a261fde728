import type { SystemRuleRow } from '../system-rule-row.ts';

const OF_SERVICE = '{job="tocsin",instance="t1"}';

const counted = (
  id: string,
  metric: string,
  level: readonly ['critical' | 'warning', number, string],
  options: Pick<SystemRuleRow, 'texts' | 'runbook'>,
): SystemRuleRow => ({
  id,
  ...options,
  promql: `sum by ($by) (increase(${metric}[5m]))`,
  labels: ['job', 'instance'],
  unit: 'count',
  when: ['>', { [level[0]]: [level[1], level[2]] }],
  fires: {
    at: '30m',
    series: [`${metric}${OF_SERVICE} 0+30x60`],
    alerts: [`${level[0]}${OF_SERVICE}`],
  },
  calm: [`${metric}${OF_SERVICE} 7x60`],
});

export const TOCSIN_RULES: readonly SystemRuleRow[] = [
  counted('tocsin-rules-failing', 'tocsin_ruler_evaluation_failures_total', ['warning', 0, '10m'], {
    texts: [
      'Rules fail in this service',
      '本服务规则执行失败',
      'Evaluations of rules by this service that failed within 5 minutes.',
      '5 分钟内本服务执行规则失败的次数。',
    ],
    runbook: [
      'The list of rules shows which of them fail and why.',
      '在规则列表中查看失败的规则及原因。',
    ],
  }),
  counted('tocsin-rules-missed', 'tocsin_ruler_missed_total', ['warning', 0, '10m'], {
    texts: [
      'Rules are evaluated late in this service',
      '本服务规则执行滞后',
      'Evaluations that this service left out within 5 minutes because the one before was not over.',
      '5 分钟内因上一轮未结束而跳过的执行次数。',
    ],
    runbook: [
      'Find the slow rules by their evaluation time; make their queries or intervals lighter, or add a replica.',
      '根据执行耗时查找缓慢的规则，优化查询或间隔，或增加副本。',
    ],
  }),
  counted('tocsin-alerts-turned-away', 'tocsin_alerting_overload_total', ['critical', 0, '1m'], {
    texts: [
      'This service turns alerts away',
      '本服务拒绝告警写入',
      'Posts of alerts within 5 minutes that were turned away because too much was in flight. Senders repeat them.',
      '5 分钟内因负载过高而拒绝的告警请求数，发送方会重试。',
    ],
    runbook: [
      'See which cluster sends so many alerts, and whether the disk of the database is slow.',
      '查看大量发送告警的集群，以及数据库磁盘是否缓慢。',
    ],
  }),
  counted('tocsin-state-full', 'tocsin_state_refused_total', ['critical', 0, '1m'], {
    texts: [
      'Database of this service does not keep up',
      '本服务数据库写入积压',
      'Writes within 5 minutes that were not taken because too many waited.',
      '5 分钟内因队列已满而未接受的写入数。',
    ],
    runbook: [
      'Look at the disk of the database: its speed, and what else writes to it.',
      '检查数据库所在磁盘的速度及其他写入来源。',
    ],
  }),
  {
    id: 'tocsin-messages-failing',
    texts: [
      'This service fails to deliver messages',
      '本服务通知发送失败',
      'Share of the attempts at messages that failed within 15 minutes, by channel.',
      '15 分钟内通知发送失败的比例，按渠道类型统计。',
    ],
    runbook: [
      'The channel shows its last error; send a test message from there.',
      '在通知渠道页面查看最近错误并发送测试消息。',
    ],
    promql:
      'sum by ($by) (increase(tocsin_alerting_delivery_seconds_count{outcome!="sent"}[15m])) / (sum by ($by) (increase(tocsin_alerting_delivery_seconds_count[15m])) > 0)',
    labels: ['job', 'channel'],
    unit: 'ratio',
    when: ['>', { critical: [0.9, '10m'], warning: [0.2, '10m'] }],
    fires: {
      at: '40m',
      series: [
        'tocsin_alerting_delivery_seconds_count{job="tocsin",channel="email",outcome="sent"} 0+5x60',
        'tocsin_alerting_delivery_seconds_count{job="tocsin",channel="email",outcome="retry"} 0+5x60',
      ],
      alerts: ['warning{job="tocsin",channel="email"}'],
    },
    calm: [
      'tocsin_alerting_delivery_seconds_count{job="tocsin",channel="email",outcome="sent"} 0+50x60',
      'tocsin_alerting_delivery_seconds_count{job="tocsin",channel="email",outcome="retry"} 0+1x60',
    ],
  },
];
