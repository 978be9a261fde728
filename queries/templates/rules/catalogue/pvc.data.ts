import { row, type TemplateRow } from '../template-row.ts';
import { above0, GI, max, sum } from './fragments.data.ts';

/** A volume that is mounted on several nodes is reported by each of them. */
const stat = (name: string): string =>
  `max by ($by, namespace, persistentvolumeclaim) (kubelet_volume_stats_${name}{$f})`;

const NODE = { optional: ['node'] } as const;
const FULL = [
  'Delete what is not needed, or enlarge the claim if its storage class allows it.',
  '清理不需要的数据；若存储类支持，可扩容存储卷声明。',
] as const;

export const PVC_ROWS: readonly TemplateRow[] = [
  row(
    'volumeTotal',
    'bytes',
    ['Capacity', '容量', 'Capacity of the volume.', '存储卷容量。'],
    sum(stat('capacity_bytes')),
    ['<', { info: GI }, '10m'],
    ['A volume this small fills up at once: enlarge the claim.', '存储卷过小会很快写满，请扩容。'],
    NODE,
  ),
  row(
    'volumeUsage',
    'bytes',
    ['Space used', '已用空间', 'Bytes used on the volume.', '存储卷已用的字节数。'],
    sum(stat('used_bytes')),
    ['>', { critical: 500 * GI, warning: 200 * GI }, '10m'],
    FULL,
    NODE,
  ),
  row(
    'volumeUsagePercent',
    'ratio',
    [
      'Space utilisation',
      '空间使用率',
      'Bytes used as a share of the capacity.',
      '已用字节数占容量的比例。',
    ],
    `${sum(stat('used_bytes'))} / ${above0(sum(stat('capacity_bytes')))}`,
    ['>', { critical: 0.9, warning: 0.8 }, '5m'],
    FULL,
    NODE,
  ),
  row(
    'inodesUsagePercent',
    'ratio',
    [
      'Inode utilisation',
      'Inode 使用率',
      'Inodes used as a share of all: a volume without free ones takes no new files.',
      '已用 inode 占总数的比例；inode 耗尽后无法新建文件。',
    ],
    `${max('kubelet_volume_stats_inodes_used{$f}')} / ${above0(max('kubelet_volume_stats_inodes{$f}'))}`,
    ['>', { critical: 0.95, warning: 0.85 }, '5m'],
    [
      'Delete many small files, or move the data to a volume with more inodes.',
      '删除大量小文件，或将数据迁移到 inode 更多的存储卷。',
    ],
    NODE,
  ),
];
