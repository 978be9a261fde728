import type { MetricRow } from '../named-metric.ts';
import {
  DERIVED_DISKS,
  perHost,
  perNodeOfPods,
  REAL_FILE_SYSTEMS,
  VIRTUAL_INTERFACES,
} from './fragments.data.ts';

type HostItem = Omit<MetricRow, 'level' | 'promql'> & {
  /** `$per` is the aggregation clause: `by (instance)` on a node, nothing on a cluster. */
  readonly value: string;
};

const BUSY = 'sum $per (rate(node_cpu_seconds_total{mode!~"idle|iowait"}[$window]))';
const CORES = 'count $per (node_cpu_seconds_total{mode="idle"})';
const TOTAL = 'sum $per (node_memory_MemTotal_bytes)';
const AVAILABLE = 'sum $per (node_memory_MemAvailable_bytes)';
const UNCACHED =
  'sum $per (node_memory_MemTotal_bytes - node_memory_MemFree_bytes - node_memory_Buffers_bytes - node_memory_Cached_bytes - node_memory_SReclaimable_bytes)';
const SENT = `sum $per (rate(node_network_transmit_bytes_total{device!~"${VIRTUAL_INTERFACES}"}[$window]))`;
const RECEIVED = `sum $per (rate(node_network_receive_bytes_total{device!~"${VIRTUAL_INTERFACES}"}[$window]))`;
const disk = (metric: string): string =>
  `sum $per (rate(${metric}{device!~"${DERIVED_DISKS}"}[$window]))`;
/** Each device once, however often it is mounted. */
const fileSystem = (metric: string): string =>
  `sum $per (max by (instance, device) (${metric}{${REAL_FILE_SYSTEMS}}))`;
const SIZE = fileSystem('node_filesystem_size_bytes');
const FREE = fileSystem('node_filesystem_avail_bytes');
const INODES = fileSystem('node_filesystem_files');
const INODES_FREE = fileSystem('node_filesystem_files_free');

/** What a node-exporter tells, asked per node and for the whole cluster. */
const HOST_ITEMS: readonly HostItem[] = [
  {
    item: 'cpu_utilisation',
    unit: 'ratio',
    en: 'CPU utilisation',
    zh: 'CPU 使用率',
    value: `${BUSY} / ${CORES}`,
  },
  { item: 'cpu_usage', unit: 'cores', en: 'CPU usage', zh: 'CPU 用量', value: BUSY },
  { item: 'cpu_total', unit: 'cores', en: 'CPU cores', zh: 'CPU 总核数', value: CORES },
  {
    item: 'memory_utilisation',
    unit: 'ratio',
    en: 'Memory utilisation',
    zh: '内存使用率',
    value: `1 - ${AVAILABLE} / ${TOTAL}`,
  },
  {
    item: 'memory_available',
    unit: 'bytes',
    en: 'Memory available',
    zh: '可用内存',
    value: AVAILABLE,
  },
  { item: 'memory_total', unit: 'bytes', en: 'Memory', zh: '内存总量', value: TOTAL },
  {
    item: 'memory_usage_wo_cache',
    unit: 'bytes',
    en: 'Memory usage without cache',
    zh: '内存用量（不含缓存）',
    value: UNCACHED,
  },
  {
    item: 'net_utilisation',
    unit: 'bytes_per_second',
    en: 'Network traffic, both directions',
    zh: '网络总流量',
    value: `${SENT} + ${RECEIVED}`,
  },
  {
    item: 'net_bytes_transmitted',
    unit: 'bytes_per_second',
    en: 'Network sent',
    zh: '网络发送速率',
    value: SENT,
  },
  {
    item: 'net_bytes_received',
    unit: 'bytes_per_second',
    en: 'Network received',
    zh: '网络接收速率',
    value: RECEIVED,
  },
  {
    item: 'disk_read_iops',
    unit: 'operations_per_second',
    en: 'Disk reads',
    zh: '磁盘读 IOPS',
    value: disk('node_disk_reads_completed_total'),
  },
  {
    item: 'disk_write_iops',
    unit: 'operations_per_second',
    en: 'Disk writes',
    zh: '磁盘写 IOPS',
    value: disk('node_disk_writes_completed_total'),
  },
  {
    item: 'disk_read_throughput',
    unit: 'bytes_per_second',
    en: 'Disk read throughput',
    zh: '磁盘读吞吐量',
    value: disk('node_disk_read_bytes_total'),
  },
  {
    item: 'disk_write_throughput',
    unit: 'bytes_per_second',
    en: 'Disk write throughput',
    zh: '磁盘写吞吐量',
    value: disk('node_disk_written_bytes_total'),
  },
  {
    item: 'disk_size_usage',
    unit: 'bytes',
    en: 'Disk space used',
    zh: '磁盘已用空间',
    value: `${SIZE} - ${FREE}`,
  },
  { item: 'disk_size_capacity', unit: 'bytes', en: 'Disk space', zh: '磁盘容量', value: SIZE },
  {
    item: 'disk_size_available',
    unit: 'bytes',
    en: 'Disk space available',
    zh: '磁盘可用空间',
    value: FREE,
  },
  {
    item: 'disk_size_utilisation',
    unit: 'ratio',
    en: 'Disk space utilisation',
    zh: '磁盘使用率',
    value: `1 - ${FREE} / ${SIZE}`,
  },
  { item: 'disk_inode_total', unit: 'count', en: 'Inodes', zh: 'Inode 总数', value: INODES },
  {
    item: 'disk_inode_usage',
    unit: 'count',
    en: 'Inodes used',
    zh: 'Inode 已用数',
    value: `${INODES} - ${INODES_FREE}`,
  },
  {
    item: 'disk_inode_utilisation',
    unit: 'ratio',
    en: 'Inode utilisation',
    zh: 'Inode 使用率',
    value: `1 - ${INODES_FREE} / ${INODES}`,
  },
  ...(['1', '5', '15'] as const).map(
    (minutes): HostItem => ({
      item: `load${minutes}`,
      unit: 'load_per_core',
      en: `Load per core, ${minutes} min`,
      zh: `每核 ${minutes} 分钟负载`,
      value: `sum $per (node_load${minutes}) / ${CORES}`,
    }),
  ),
];

function hostRows({ value, ...item }: HostItem): readonly MetricRow[] {
  return [
    { ...item, level: 'cluster', promql: value.replaceAll('$per', '') },
    { ...item, level: 'node', promql: perHost(value.replaceAll('$per', 'by (instance)')) },
  ];
}

const deviceSize = (value: string): string =>
  `max by (node, device) (label_replace((${value}) * on (instance) group_left (nodename) max by (instance, nodename) (node_uname_info{nodename=~"$node"}), "node", "$1", "nodename", "(.+)"))`;
const PER_DEVICE = (metric: string): string =>
  `max by (instance, device) (${metric}{${REAL_FILE_SYSTEMS}})`;
const DEVICE_FREE = PER_DEVICE('node_filesystem_avail_bytes');
const DEVICE_SIZE = PER_DEVICE('node_filesystem_size_bytes');

/** Pods that still need their node: neither succeeded nor failed. */
const ACTIVE_PODS = perNodeOfPods(
  'max by (namespace, pod) (kube_pod_status_phase{phase=~"Pending|Running"})',
);
const READY_CAPACITY = `sum by ($by) (max by (node) (kube_node_status_allocatable{resource="pods",$filters}) * max by (node) (kube_node_status_condition{condition="Ready",status="true",$filters}))`;

const pleg = (quantile: string, name: string): MetricRow => ({
  level: 'node',
  item: `pleg_quantile_${name}`,
  unit: 'seconds',
  en: `Kubelet relist (PLEG), ${name}th percentile`,
  zh: `Kubelet PLEG 耗时 P${name}`,
  promql: `histogram_quantile(${quantile}, sum by (node, le) (rate(kubelet_pleg_relist_duration_seconds_bucket{$filters}[$window])))`,
});

export const HOST_ROWS: readonly MetricRow[] = [
  ...HOST_ITEMS.flatMap(hostRows),
  {
    level: 'node',
    item: 'device_size_usage',
    labels: ['node', 'device'],
    unit: 'bytes',
    en: 'Disk space used by device',
    zh: '各磁盘设备已用空间',
    promql: deviceSize(`${DEVICE_SIZE} - ${DEVICE_FREE}`),
  },
  {
    level: 'node',
    item: 'device_size_utilisation',
    labels: ['node', 'device'],
    unit: 'ratio',
    en: 'Disk space utilisation by device',
    zh: '各磁盘设备使用率',
    promql: deviceSize(`1 - ${DEVICE_FREE} / ${DEVICE_SIZE}`),
  },
  pleg('0.99', '99'),
  pleg('0.9', '90'),
  pleg('0.5', '50'),
  {
    level: 'node',
    item: 'pod_quota',
    unit: 'count',
    en: 'Pods allocatable',
    zh: '可分配容器组数',
    promql: READY_CAPACITY,
  },
  {
    level: 'node',
    item: 'pod_utilisation',
    unit: 'ratio',
    en: 'Share of allocatable pods in use',
    zh: '容器组配额使用率',
    promql: `${ACTIVE_PODS} / (${READY_CAPACITY} > 0)`,
  },
  {
    level: 'cluster',
    item: 'pod_quota',
    unit: 'count',
    en: 'Pods allocatable on ready nodes',
    zh: '就绪节点可分配容器组数',
    promql: READY_CAPACITY,
  },
  {
    level: 'cluster',
    item: 'pod_utilisation',
    unit: 'ratio',
    en: 'Share of allocatable pods in use',
    zh: '容器组配额使用率',
    promql: `sum(max by (namespace, pod) (kube_pod_status_phase{phase=~"Pending|Running"}) * on (namespace, pod) group_left () max by (namespace, pod) (kube_pod_info{node!=""})) / (${READY_CAPACITY} > 0)`,
  },
  {
    level: 'cluster',
    item: 'node_total',
    unit: 'count',
    en: 'Nodes',
    zh: '节点总数',
    promql: 'count(group by (node) (kube_node_info))',
  },
  {
    level: 'cluster',
    item: 'node_online',
    unit: 'count',
    en: 'Nodes ready',
    zh: '在线节点数',
    promql: 'sum(max by (node) (kube_node_status_condition{condition="Ready",status="true"}))',
  },
  {
    level: 'cluster',
    item: 'node_offline',
    unit: 'count',
    en: 'Nodes not ready',
    zh: '离线节点数',
    promql:
      'sum(max by (node) (kube_node_status_condition{condition="Ready",status=~"false|unknown"}))',
  },
  {
    level: 'cluster',
    item: 'node_offline_ratio',
    unit: 'ratio',
    en: 'Share of nodes not ready',
    zh: '离线节点比例',
    promql: '1 - avg(max by (node) (kube_node_status_condition{condition="Ready",status="true"}))',
  },
];
