import type { SystemRuleRow } from '../system-rule-row.ts';

const DISK: SystemRuleRow['runbook'] = [
  'Give etcd a faster disk of its own; see what else writes to it.',
  '为 etcd 使用独立的高速磁盘，并检查其他写入来源。',
];
const MEMBERS: SystemRuleRow['runbook'] = [
  'Look at the members: process, disk, network between them, certificates. Without a majority nothing can be written.',
  '检查各成员的进程、磁盘、网络与证书；失去多数派后集群无法写入。',
];
const OF_MEMBER = '{job="etcd",instance="e1"}';

const slow = (
  id: string,
  metric: string,
  threshold: readonly [number, number],
  texts: SystemRuleRow['texts'],
): SystemRuleRow => ({
  id,
  texts,
  runbook: DISK,
  promql: `histogram_quantile(0.99, sum by ($by, le) (rate(${metric}_bucket[5m])))`,
  labels: ['job', 'instance'],
  unit: 'seconds',
  when: ['>', { critical: [threshold[0], '10m'], warning: [threshold[1], '10m'] }],
  fires: {
    at: '20m',
    series: [
      `${metric}_bucket{job="etcd",instance="e1",le="0.1"} 0x80`,
      `${metric}_bucket{job="etcd",instance="e1",le="4"} 0+60x80`,
      `${metric}_bucket{job="etcd",instance="e1",le="+Inf"} 0+60x80`,
    ],
    alerts: [`critical${OF_MEMBER}`, `warning${OF_MEMBER}`],
  },
  calm: [
    `${metric}_bucket{job="etcd",instance="e1",le="0.1"} 0+60x80`,
    `${metric}_bucket{job="etcd",instance="e1",le="4"} 0+60x80`,
    `${metric}_bucket{job="etcd",instance="e1",le="+Inf"} 0+60x80`,
  ],
});

export const ETCD_RULES: readonly SystemRuleRow[] = [
  {
    id: 'etcd-without-leader',
    texts: [
      'Member of etcd has no leader',
      'etcd 成员没有 leader',
      'Whether the member knows a leader.',
      '该成员是否有 leader。',
    ],
    runbook: MEMBERS,
    promql: 'min by ($by) (etcd_server_has_leader)',
    labels: ['job', 'instance'],
    unit: 'yes_no',
    when: ['==', { critical: [0, '1m'] }],
    fires: {
      at: '5m',
      series: [
        'etcd_server_has_leader{job="etcd",instance="e1"} 0x60',
        'etcd_server_has_leader{job="etcd",instance="e2"} 1x60',
      ],
      alerts: [`critical${OF_MEMBER}`],
    },
    calm: ['etcd_server_has_leader{job="etcd",instance="e1"} 1x60'],
  },
  {
    id: 'etcd-members-down',
    texts: [
      'Members of etcd are down',
      'etcd 成员不可用',
      'Share of the members of etcd that can be scraped. Below a little over a half the majority is lost.',
      '可被采集的 etcd 成员比例；低于半数即失去多数派。',
    ],
    runbook: MEMBERS,
    promql: 'avg by ($by) (up{job=~".*etcd.*"})',
    labels: ['job'],
    unit: 'ratio',
    when: ['<', { critical: [0.6, '3m'], warning: [1, '10m'] }],
    fires: {
      at: '15m',
      series: [
        'up{job="etcd",instance="e1"} 1x60',
        'up{job="etcd",instance="e2"} 0x60',
        'up{job="etcd",instance="e3"} 1x60',
      ],
      alerts: ['warning{job="etcd"}'],
    },
    calm: ['up{job="etcd",instance="e1"} 1x60', 'up{job="etcd",instance="e2"} 1x2 0x2 1x60'],
  },
  {
    id: 'etcd-leader-changes',
    texts: [
      'Leader of etcd changes often',
      'etcd leader 频繁切换',
      'Changes of the leader that the member saw within 15 minutes.',
      '15 分钟内该成员观察到的 leader 切换次数。',
    ],
    runbook: MEMBERS,
    promql: 'max by ($by) (increase(etcd_server_leader_changes_seen_total[15m]))',
    labels: ['job', 'instance'],
    unit: 'count',
    when: ['>', { warning: [3, '5m'] }],
    fires: {
      at: '30m',
      series: ['etcd_server_leader_changes_seen_total{job="etcd",instance="e1"} 0+1x60'],
      alerts: [`warning${OF_MEMBER}`],
    },
    calm: ['etcd_server_leader_changes_seen_total{job="etcd",instance="e1"} 1x20 2x60'],
  },
  {
    id: 'etcd-proposals-failing',
    texts: [
      'Writes to etcd fail',
      'etcd 提案失败',
      'Proposals of the member that failed within 15 minutes.',
      '15 分钟内该成员失败的提案数。',
    ],
    runbook: MEMBERS,
    promql: 'max by ($by) (increase(etcd_server_proposals_failed_total[15m]))',
    labels: ['job', 'instance'],
    unit: 'count',
    when: ['>', { warning: [5, '15m'] }],
    fires: {
      at: '40m',
      series: ['etcd_server_proposals_failed_total{job="etcd",instance="e1"} 0+1x60'],
      alerts: [`warning${OF_MEMBER}`],
    },
    calm: ['etcd_server_proposals_failed_total{job="etcd",instance="e1"} 3x60'],
  },
  slow(
    'etcd-log-slow',
    'etcd_disk_wal_fsync_duration_seconds',
    [1, 0.5],
    [
      'Disk of etcd is slow to write its log',
      'etcd 日志落盘慢',
      'Seconds within which 99 of 100 writes of its log are on disk.',
      'WAL fsync 的 99 分位耗时（秒）。',
    ],
  ),
  slow(
    'etcd-commit-slow',
    'etcd_disk_backend_commit_duration_seconds',
    [1, 0.25],
    [
      'Disk of etcd is slow to commit',
      'etcd 提交慢',
      'Seconds within which 99 of 100 commits of the database are on disk.',
      '数据库提交的 99 分位耗时（秒）。',
    ],
  ),
  slow(
    'etcd-peers-slow',
    'etcd_network_peer_round_trip_time_seconds',
    [1, 0.15],
    [
      'Members of etcd reach each other slowly',
      'etcd 成员间网络延迟高',
      'Seconds within which 99 of 100 messages to other members come back.',
      '与其他成员往返的 99 分位耗时（秒）。',
    ],
  ),
  {
    id: 'etcd-nearly-full',
    texts: [
      'Database of etcd is nearly full',
      'etcd 数据库接近配额',
      'Size of the database as a share of its quota. When it is used up, the cluster can no longer be changed.',
      '数据库大小占配额的比例；用尽后集群将变为只读。',
    ],
    runbook: [
      'Compact and defragment etcd, find what writes so many objects, or raise the quota.',
      '压缩并整理 etcd，查找写入大量对象的来源，或提高配额。',
    ],
    promql:
      'max by ($by) (etcd_mvcc_db_total_size_in_bytes) / (max by ($by) (etcd_server_quota_backend_bytes) > 0)',
    labels: ['job', 'instance'],
    unit: 'ratio',
    when: ['>', { critical: [0.95, '10m'], warning: [0.8, '10m'] }],
    fires: {
      at: '15m',
      series: [
        'etcd_mvcc_db_total_size_in_bytes{job="etcd",instance="e1"} 85x60',
        'etcd_server_quota_backend_bytes{job="etcd",instance="e1"} 100x60',
      ],
      alerts: [`warning${OF_MEMBER}`],
    },
    calm: [
      'etcd_mvcc_db_total_size_in_bytes{job="etcd",instance="e1"} 30x60',
      'etcd_server_quota_backend_bytes{job="etcd",instance="e1"} 100x60',
    ],
  },
];
