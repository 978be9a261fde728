import type { MetricLevel } from '../levels.data.ts';
import type { MetricRow } from '../named-metric.ts';
import { POD_GUARDS, perWorkload, REAL_CONTAINERS, VIRTUAL_INTERFACES } from './fragments.data.ts';

interface UsageItem extends Pick<MetricRow, 'item' | 'unit' | 'en' | 'zh'> {
  /** One series per container, or per interface of a pod. */
  readonly series: string;
  readonly perContainer: boolean;
}

const CPU = `rate(container_cpu_usage_seconds_total{${REAL_CONTAINERS},$filters}[$window])`;
const WORKING_SET = `container_memory_working_set_bytes{${REAL_CONTAINERS},$filters}`;

const USAGE_ITEMS: readonly UsageItem[] = [
  {
    item: 'cpu_usage',
    unit: 'cores',
    en: 'CPU usage',
    zh: 'CPU 用量',
    series: CPU,
    perContainer: true,
  },
  {
    item: 'memory_usage',
    unit: 'bytes',
    en: 'Memory usage with cache',
    zh: '内存用量（含缓存）',
    series: `container_memory_usage_bytes{${REAL_CONTAINERS},$filters}`,
    perContainer: true,
  },
  {
    item: 'memory_usage_wo_cache',
    unit: 'bytes',
    en: 'Memory usage without cache',
    zh: '内存用量（不含缓存）',
    series: WORKING_SET,
    perContainer: true,
  },
  {
    item: 'net_bytes_transmitted',
    unit: 'bytes_per_second',
    en: 'Network sent',
    zh: '网络发送速率',
    series: `rate(container_network_transmit_bytes_total{pod!="",interface!~"${VIRTUAL_INTERFACES}",$filters}[$window])`,
    perContainer: false,
  },
  {
    item: 'net_bytes_received',
    unit: 'bytes_per_second',
    en: 'Network received',
    zh: '网络接收速率',
    series: `rate(container_network_receive_bytes_total{pod!="",interface!~"${VIRTUAL_INTERFACES}",$filters}[$window])`,
    perContainer: false,
  },
];

const byLevel = (level: MetricLevel, series: string): string => {
  if (level === 'workload') return perWorkload(`sum by (namespace, pod) (${series})`);
  const total = `sum by ($by) (${series})`;
  return level === 'pod' || level === 'container' ? total + POD_GUARDS : total;
};

const LEVELS_OF_PODS: readonly MetricLevel[] = [
  'tenant',
  'project',
  'namespace',
  'workload',
  'pod',
];
const IDLE_LEVELS: ReadonlySet<MetricLevel> = new Set(['tenant', 'project', 'namespace']);

function usageRows({ series, perContainer, ...item }: UsageItem): readonly MetricRow[] {
  const levels: readonly MetricLevel[] = perContainer
    ? [...LEVELS_OF_PODS, 'container']
    : LEVELS_OF_PODS;
  return levels.map((level) => ({
    ...item,
    level,
    promql: byLevel(level, series),
    ...(IDLE_LEVELS.has(level) ? { idle: 'zero' as const } : {}),
  }));
}

const limit = (resource: string, unit: string): string =>
  `sum by ($by) (kube_pod_container_resource_limits{resource="${resource}",unit="${unit}",$filters})`;

/** Use of what a limit allows; pods and containers without a limit have no row. */
function againstLimits(level: 'pod' | 'container'): readonly MetricRow[] {
  return [
    {
      level,
      item: 'cpu_limit_utilisation',
      unit: 'ratio',
      en: 'CPU usage of the limit',
      zh: 'CPU 限额使用率',
      promql: `sum by ($by) (${CPU}) / (${limit('cpu', 'core')} > 0)${POD_GUARDS}`,
    },
    {
      level,
      item: 'memory_limit_utilisation',
      unit: 'ratio',
      en: 'Memory usage of the limit',
      zh: '内存限额使用率',
      promql: `sum by ($by) (${WORKING_SET}) / (${limit('memory', 'byte')} > 0)${POD_GUARDS}`,
    },
    {
      level,
      item: 'restart_count',
      unit: 'count',
      en: 'Restarts',
      zh: '重启次数',
      promql: `sum by ($by) (kube_pod_container_status_restarts_total{$filters})${POD_GUARDS}`,
    },
  ];
}

export const USAGE_ROWS: readonly MetricRow[] = [
  ...USAGE_ITEMS.flatMap(usageRows),
  ...againstLimits('pod'),
  ...againstLimits('container'),
  {
    level: 'container',
    item: 'processes',
    unit: 'count',
    en: 'Processes',
    zh: '进程数',
    promql: `sum by ($by) (container_processes{${REAL_CONTAINERS},$filters})${POD_GUARDS}`,
  },
  {
    level: 'container',
    item: 'threads',
    unit: 'count',
    en: 'Threads',
    zh: '线程数',
    promql: `sum by ($by) (container_threads{${REAL_CONTAINERS},$filters})${POD_GUARDS}`,
  },
  {
    level: 'container',
    item: 'cpu_throttled_ratio',
    unit: 'ratio',
    en: 'Share of CPU periods throttled',
    zh: 'CPU 受限周期比例',
    promql: `sum by ($by) (rate(container_cpu_cfs_throttled_periods_total{${REAL_CONTAINERS},$filters}[$window])) / sum by ($by) (rate(container_cpu_cfs_periods_total{${REAL_CONTAINERS},$filters}[$window]))${POD_GUARDS}`,
  },
];
