import { above0 } from '../../templates/rules/catalogue/fragments.data.ts';
import type { SystemRuleRow } from '../system-rule-row.ts';

const CLAIM = '{namespace="shop",persistentvolumeclaim="data"}';
const OF_CLAIM = 'namespace="shop",persistentvolumeclaim="data"';
const CLAIM_LABELS = ['namespace', 'persistentvolumeclaim'] as const;
const ENLARGE: SystemRuleRow['runbook'] = [
  'Delete what is no longer needed, or enlarge the claim where its storage class allows it.',
  '清理不再需要的数据，或在存储类允许时扩容存储卷。',
];
const volume = (what: string, values: string): string =>
  `kubelet_volume_stats_${what}{${OF_CLAIM}} ${values}`;
const per = (what: string): string => `max by ($by) (kubelet_volume_stats_${what}{$f})`;

export const STORAGE_RULES: readonly SystemRuleRow[] = [
  {
    id: 'volume-nearly-full',
    kubegems: ['kubegems-pvc-usage-too-high'],
    texts: [
      'Volume is nearly full',
      '存储卷使用率过高',
      'Share of the volume that is used.',
      '存储卷已用空间比例。',
    ],
    runbook: ENLARGE,
    promql: `${per('used_bytes')} / ${above0(per('capacity_bytes'))}`,
    labels: CLAIM_LABELS,
    unit: 'ratio',
    when: ['>', { critical: [0.9, '1m'], warning: [0.8, '1m'] }],
    fires: {
      at: '5m',
      series: [volume('used_bytes', '95x60'), volume('capacity_bytes', '100x60')],
      alerts: [`critical${CLAIM}`, `warning${CLAIM}`],
    },
    calm: [volume('used_bytes', '70x60'), volume('capacity_bytes', '100x60')],
  },
  {
    id: 'volume-full-soon',
    texts: [
      'Volume will be full within four days',
      '存储卷四天内将写满',
      'Free bytes in four days if it goes on as in the last 6 hours, where more than 60 % are used now.',
      '按最近 6 小时趋势预测四天后的剩余字节数，仅针对已用超过 60% 的存储卷。',
    ],
    runbook: ENLARGE,
    promql: `max by ($by) (predict_linear(kubelet_volume_stats_available_bytes{$f}[6h], 345600)) and on ($by) ${per('used_bytes')} / ${above0(per('capacity_bytes'))} > 0.6`,
    labels: CLAIM_LABELS,
    unit: 'bytes',
    range: { min: null, max: null },
    when: ['<', { warning: [0, '1h'] }],
    fires: {
      at: '110m',
      series: [
        volume('available_bytes', '3900-1x120'),
        volume('used_bytes', '6100+1x120'),
        volume('capacity_bytes', '10000x120'),
      ],
      alerts: [`warning${CLAIM}`],
    },
    calm: [
      volume('available_bytes', '3900x120'),
      volume('used_bytes', '6100x120'),
      volume('capacity_bytes', '10000x120'),
    ],
  },
  {
    id: 'volume-inodes-nearly-used-up',
    texts: [
      'Volume has nearly no inodes',
      '存储卷 inode 不足',
      'Share of the inodes of the volume that are in use.',
      '存储卷已用 inode 的比例。',
    ],
    runbook: [
      'Find the folder with very many small files; delete or pack them.',
      '查找包含大量小文件的目录并清理或打包。',
    ],
    promql: `${per('inodes_used')} / ${above0(per('inodes'))}`,
    labels: CLAIM_LABELS,
    unit: 'ratio',
    when: ['>', { critical: [0.97, '5m'], warning: [0.9, '5m'] }],
    fires: {
      at: '10m',
      series: [volume('inodes_used', '92x60'), volume('inodes', '100x60')],
      alerts: [`warning${CLAIM}`],
    },
    calm: [volume('inodes_used', '10x60'), volume('inodes', '100x60')],
  },
  {
    id: 'claim-not-bound',
    texts: [
      'Claim has no volume',
      '存储卷声明未绑定',
      'Whether the claim is pending or its volume was lost.',
      '存储卷声明是否处于等待状态或其存储卷已丢失。',
    ],
    runbook: [
      'Look at the events of the claim: storage class, provisioner, topology, quota.',
      '查看声明的事件：存储类、供应器、拓扑与配额。',
    ],
    promql: 'max by ($by) (kube_persistentvolumeclaim_status_phase{phase=~"Pending|Lost",$f})',
    labels: CLAIM_LABELS,
    unit: 'yes_no',
    when: ['==', { warning: [1, '15m'] }],
    fires: {
      at: '20m',
      series: [`kube_persistentvolumeclaim_status_phase{${OF_CLAIM},phase="Pending"} 1x60`],
      alerts: [`warning${CLAIM}`],
    },
    calm: [
      `kube_persistentvolumeclaim_status_phase{${OF_CLAIM},phase="Pending"} 1x3 0x60`,
      `kube_persistentvolumeclaim_status_phase{${OF_CLAIM},phase="Bound"} 0x3 1x60`,
    ],
  },
  {
    id: 'volume-failed',
    audience: 'platform',
    texts: [
      'Persistent volume failed',
      '持久卷异常',
      'Whether the volume is in the phase failed or pending.',
      '持久卷是否处于 Failed 或 Pending 阶段。',
    ],
    runbook: [
      'Look at the events of the volume and at the storage behind it.',
      '查看持久卷事件及其后端存储。',
    ],
    promql: 'max by ($by) (kube_persistentvolume_status_phase{phase=~"Failed|Pending"})',
    labels: ['persistentvolume'],
    unit: 'yes_no',
    when: ['==', { critical: [1, '5m'] }],
    fires: {
      at: '10m',
      series: ['kube_persistentvolume_status_phase{persistentvolume="pv1",phase="Failed"} 1x60'],
      alerts: ['critical{persistentvolume="pv1"}'],
    },
    calm: ['kube_persistentvolume_status_phase{persistentvolume="pv1",phase="Bound"} 1x60'],
  },
];
