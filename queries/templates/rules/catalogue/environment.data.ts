import { REAL_CONTAINERS, VIRTUAL_INTERFACES } from '../../catalogue/fragments.data.ts';
import { row, type TemplateRow } from '../template-row.ts';
import { GI, MI, rate, sum, TI } from './fragments.data.ts';

const network = (direction: 'receive' | 'transmit'): string =>
  rate(`container_network_${direction}_bytes_total{pod!="",interface!~"${VIRTUAL_INTERFACES}",$f}`);

const TRAFFIC = [
  'See which workload of the namespace makes the traffic; a changed release or a retry loop is the usual cause.',
  '查看该命名空间中哪个工作负载产生流量，常见原因是新版本发布或重试循环。',
] as const;

export const ENVIRONMENT_ROWS: readonly TemplateRow[] = [
  row(
    'cpuUsage',
    'cores',
    [
      'CPU usage of the environment',
      '环境 CPU 用量',
      "CPU cores that the namespace's containers use.",
      '命名空间内容器使用的 CPU 核数。',
    ],
    rate(`container_cpu_usage_seconds_total{${REAL_CONTAINERS},$f}`),
    ['>', { critical: 32, warning: 16 }, '10m'],
    [
      'Look at the busiest workloads and compare with the quota; scale or limit them.',
      '查看最繁忙的工作负载并与配额对比，进行扩容或限制。',
    ],
  ),
  row(
    'memoryUsage',
    'bytes',
    [
      'Memory usage of the environment',
      '环境内存用量',
      "Memory that the namespace's containers cannot give back (working set).",
      '命名空间内容器无法归还的内存（工作集）。',
    ],
    sum(`container_memory_working_set_bytes{${REAL_CONTAINERS},$f}`),
    ['>', { critical: 64 * GI, warning: 32 * GI }, '10m'],
    [
      'Look for workloads that grow without end, and compare with the quota.',
      '查找内存持续增长的工作负载，并与配额对比。',
    ],
  ),
  row(
    'networkInBPS',
    'bytes_per_second',
    [
      'Network received by the environment',
      '环境网络接收速率',
      "Bytes per second that the namespace's pods receive.",
      '命名空间内 Pod 每秒接收的字节数。',
    ],
    network('receive'),
    ['>', { critical: 200 * MI, warning: 50 * MI }, '10m'],
    TRAFFIC,
  ),
  row(
    'networkOutBPS',
    'bytes_per_second',
    [
      'Network sent by the environment',
      '环境网络发送速率',
      "Bytes per second that the namespace's pods send.",
      '命名空间内 Pod 每秒发送的字节数。',
    ],
    network('transmit'),
    ['>', { critical: 200 * MI, warning: 50 * MI }, '10m'],
    TRAFFIC,
  ),
  row(
    'volumeUsage',
    'bytes',
    [
      'Volume space used by the environment',
      '环境存储卷用量',
      "Bytes used on the namespace's mounted volumes, each counted once.",
      '命名空间内已挂载存储卷的已用字节数，每个卷只计一次。',
    ],
    sum('max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_used_bytes{$f})'),
    ['>', { critical: TI, warning: 500 * GI }, '10m'],
    [
      'Delete what is not needed, or ask for more quota; see the volumes one by one.',
      '清理不需要的数据或申请更多配额，并逐个查看存储卷。',
    ],
  ),
];
