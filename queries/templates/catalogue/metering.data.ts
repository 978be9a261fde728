import type { MetricLevel } from '../levels.data.ts';
import type { MetricRow } from '../named-metric.ts';
import type { UnitName } from '../units.data.ts';
import {
  POD_GUARDS,
  POD_WORKLOAD,
  perNodeOfPods,
  perWorkload,
  REAL_CONTAINERS,
  VIRTUAL_INTERFACES,
} from './fragments.data.ts';

/** For billing: the greater of what a running pod asked for and what it used, over the window. */
const greater = (usage: string, request: string): string =>
  `max by (namespace, pod) (label_replace(sum by (namespace, pod) (${usage}), "of", "usage", "", "") or label_replace(sum by (namespace, pod) (${request}) and on (namespace, pod) (max by (namespace, pod) (kube_pod_status_phase{phase="Running",$filters}) == 1), "of", "request", "", ""))`;

const requested = (resource: string, unit: string): string =>
  `avg_over_time(kube_pod_container_resource_requests{resource="${resource}",unit="${unit}",$filters}[$window])`;

const network = (direction: string): string =>
  `sum by (namespace, pod) (rate(container_network_${direction}_bytes_total{pod!="",interface!~"${VIRTUAL_INTERFACES}",$filters}[$window]))`;

interface MeteredItem {
  readonly item: string;
  readonly unit: UnitName;
  readonly en: string;
  readonly zh: string;
  readonly perPod: string;
}

const ITEMS: readonly MeteredItem[] = [
  {
    item: 'cpu_usage',
    unit: 'cores',
    en: 'Metered CPU',
    zh: '计量 CPU 用量',
    perPod: greater(
      `rate(container_cpu_usage_seconds_total{${REAL_CONTAINERS},$filters}[$window])`,
      requested('cpu', 'core'),
    ),
  },
  {
    item: 'memory_usage_wo_cache',
    unit: 'bytes',
    en: 'Metered memory',
    zh: '计量内存用量',
    perPod: greater(
      `avg_over_time(container_memory_working_set_bytes{${REAL_CONTAINERS},$filters}[$window])`,
      requested('memory', 'byte'),
    ),
  },
  {
    item: 'net_bytes_transmitted',
    unit: 'bytes_per_second',
    en: 'Metered network sent',
    zh: '计量网络发送',
    perPod: network('transmit'),
  },
  {
    item: 'net_bytes_received',
    unit: 'bytes_per_second',
    en: 'Metered network received',
    zh: '计量网络接收',
    perPod: network('receive'),
  },
];

const LEVELS: readonly MetricLevel[] = [
  'cluster',
  'node',
  'tenant',
  'project',
  'namespace',
  'workload',
  'pod',
];

const NAMESPACE_LEVELS: ReadonlySet<MetricLevel> = new Set(['tenant', 'project', 'namespace']);

function summed(level: MetricLevel, perPod: string): string {
  if (level === 'node') return perNodeOfPods(perPod.replaceAll('$filters', ''));
  if (level === 'workload') return perWorkload(perPod);
  if (level === 'pod') return perPod + POD_GUARDS;
  return `sum by ($by) (${perPod})`;
}

/** Size of each claim as asked for, and the claims that each pod mounts. */
const CLAIMED =
  'max by (namespace, persistentvolumeclaim) (kube_persistentvolumeclaim_resource_requests_storage_bytes{namespace=~"$namespace"})';
const MOUNTED =
  'max by (namespace, pod, persistentvolumeclaim) (kube_pod_spec_volumes_persistentvolumeclaims_info{$filters})';
const CLAIMED_BY_POD = `${MOUNTED} * on (namespace, persistentvolumeclaim) group_left () ${CLAIMED}`;

/** A claim that several pods of a row mount counts once. */
function claimed(level: MetricLevel): string {
  const byPod = CLAIMED_BY_POD.replaceAll('$filters', 'namespace=~"$namespace"');
  switch (level) {
    case 'node':
      return `sum by (node) (max by (node, namespace, persistentvolumeclaim) ((${CLAIMED_BY_POD.replaceAll('$filters', '').replaceAll('namespace=~"$namespace"', '')}) * on (namespace, pod) group_left (node) max by (namespace, pod, node) (kube_pod_info{node!="",node=~"$node"})))`;
    case 'workload':
      return `sum by (namespace, workload, workload_kind) (max by (namespace, workload, workload_kind, persistentvolumeclaim) ((${byPod}) * on (namespace, pod) group_left (workload, workload_kind) ${POD_WORKLOAD}))`;
    case 'pod':
      return `sum by ($by) (${CLAIMED_BY_POD})${POD_GUARDS}`;
    case 'cluster':
      return `sum by ($by) (${CLAIMED.replaceAll('namespace=~"$namespace"', '')})`;
    default:
      return `sum by ($by) (${CLAIMED})`;
  }
}

const metered = (level: MetricLevel, row: Omit<MetricRow, 'level' | 'metering'>): MetricRow => ({
  ...row,
  level,
  metering: true,
  ...(NAMESPACE_LEVELS.has(level) ? { idle: 'zero' as const } : {}),
});

export const METERING_ROWS: readonly MetricRow[] = LEVELS.flatMap((level) => [
  ...ITEMS.map(({ perPod, ...item }) => metered(level, { ...item, promql: summed(level, perPod) })),
  metered(level, {
    item: 'pvc_bytes_total',
    unit: 'bytes',
    en: 'Metered volume claims',
    zh: '计量存储卷容量',
    promql: claimed(level),
  }),
]);
