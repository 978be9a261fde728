import type { MetricRow } from '../named-metric.ts';

/** A volume mounted on several nodes is reported by each of them: the highest counts. */
const stat = (name: string): string => `max by ($by) (kubelet_volume_stats_${name}{$filters})`;

const GUARD =
  ' and on (namespace, persistentvolumeclaim) kube_persistentvolumeclaim_info{storageclass=~"$?storageclass"}';

const row = (
  item: string,
  unit: 'bytes' | 'count' | 'ratio',
  en: string,
  zh: string,
  value: string,
): MetricRow => ({ level: 'volume', item, unit, en, zh, promql: value + GUARD });

export const VOLUME_ROWS: readonly MetricRow[] = [
  row('bytes_total', 'bytes', 'Capacity', '容量', stat('capacity_bytes')),
  row('bytes_used', 'bytes', 'Space used', '已用空间', stat('used_bytes')),
  row('bytes_available', 'bytes', 'Space available', '可用空间', stat('available_bytes')),
  row(
    'bytes_utilisation',
    'ratio',
    'Space utilisation',
    '空间使用率',
    `${stat('used_bytes')} / (${stat('capacity_bytes')} > 0)`,
  ),
  row('inodes_total', 'count', 'Inodes', 'Inode 总数', stat('inodes')),
  row('inodes_used', 'count', 'Inodes used', 'Inode 已用数', stat('inodes_used')),
  row('inodes_available', 'count', 'Inodes free', 'Inode 可用数', stat('inodes_free')),
  row(
    'inodes_utilisation',
    'ratio',
    'Inode utilisation',
    'Inode 使用率',
    `${stat('inodes_used')} / (${stat('inodes')} > 0)`,
  ),
];
