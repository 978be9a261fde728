import { REAL_CONTAINERS, VIRTUAL_INTERFACES } from '../../catalogue/fragments.data.ts';
import { row, type TemplateRow } from '../template-row.ts';
import { above0, GI, MI, ofPods, sum } from './fragments.data.ts';

const OWNERS = {
  optional: ['node', 'workload', 'workload_kind'],
  joined: ['node', 'workload', 'workload_kind'],
} as const;

const perContainer = (value: string): string => `max by (namespace, pod, container) (${value})`;
const perPod = (values: string): string => sum(ofPods(`sum by (namespace, pod) (${values})`));

const CPU = perContainer(`rate(container_cpu_usage_seconds_total{${REAL_CONTAINERS},$f}[$window])`);
const MEMORY = perContainer(`container_memory_working_set_bytes{${REAL_CONTAINERS},$f}`);
const limit = (resource: string, unit: string): string =>
  perContainer(`kube_pod_container_resource_limits{resource="${resource}",unit="${unit}",$f}`);
const CPU_LIMIT = limit('cpu', 'core');
const MEMORY_LIMIT = limit('memory', 'byte');

/** Containers without a limit count on neither side. */
const ofLimit = (used: string, allowed: string): string =>
  `${perPod(`${used} and on (namespace, pod, container) ${allowed} > 0`)} / ${above0(perPod(allowed))}`;

const network = (direction: 'receive' | 'transmit'): string =>
  perPod(
    `rate(container_network_${direction}_bytes_total{interface!~"${VIRTUAL_INTERFACES}",$f}[$window])`,
  );

const TRAFFIC = [
  'See whom the pod talks to; a changed release, a backup or a retry loop is the usual cause.',
  '查看该 Pod 的通信对象，常见原因是新版本、备份或重试循环。',
] as const;
const NO_LIMIT = [
  'A limit this low throttles or kills the pod at its start: raise it in the workload.',
  '限额过低会导致 Pod 启动时被限速或终止，请在工作负载中调高。',
] as const;

const ENDED =
  'kube_pod_container_status_terminated_reason{namespace=~"$namespace",pod=~"$pod",container=~"$container",reason=~"$reason"}';
const ENDED_LAST =
  'kube_pod_container_status_last_terminated_reason{namespace=~"$namespace",pod=~"$pod",container=~"$container",reason=~"$reason"}';
const RESTARTS =
  'max by (namespace, pod, container) (increase(kube_pod_container_status_restarts_total{namespace=~"$namespace",pod=~"$pod",container=~"$container"}[$window]))';

export const CONTAINER_ROWS: readonly TemplateRow[] = [
  row(
    'cpuTotal',
    'cores',
    ['CPU limit', 'CPU 限额', "Sum of the containers' CPU limits.", '容器 CPU 限额之和。'],
    perPod(CPU_LIMIT),
    ['<', { info: 0.05 }, '10m'],
    NO_LIMIT,
    OWNERS,
  ),
  row(
    'cpuUsage',
    'cores',
    ['CPU usage', 'CPU 用量', 'CPU cores that the containers use.', '容器使用的 CPU 核数。'],
    perPod(CPU),
    ['>', { critical: 8, warning: 4 }, '10m'],
    [
      'Compare with the requests and with last week; profile the application or add replicas.',
      '与 requests 及上周对比，对应用进行性能分析或增加副本。',
    ],
    OWNERS,
  ),
  row(
    'cpuUsagePercent',
    'ratio',
    [
      'CPU usage of the limit',
      'CPU 限额使用率',
      'CPU used by containers with a limit, as a share of it.',
      '设置了限额的容器 CPU 用量占限额的比例。',
    ],
    ofLimit(CPU, CPU_LIMIT),
    ['>', { critical: 0.95, warning: 0.8 }, '5m'],
    [
      'The container is or will be throttled: raise its limit or add replicas.',
      '容器已经或即将被限速，请调高限额或增加副本。',
    ],
    OWNERS,
  ),
  row(
    'memoryTotal',
    'bytes',
    ['Memory limit', '内存限额', "Sum of the containers' memory limits.", '容器内存限额之和。'],
    perPod(MEMORY_LIMIT),
    ['<', { info: 32 * MI }, '10m'],
    NO_LIMIT,
    OWNERS,
  ),
  row(
    'memoryUsage',
    'bytes',
    [
      'Memory usage',
      '内存用量',
      'Memory that the containers cannot give back (working set).',
      '容器无法归还的内存（工作集）。',
    ],
    perPod(MEMORY),
    ['>', { critical: 16 * GI, warning: 8 * GI }, '10m'],
    [
      'Compare with last week: steady growth is a leak. The share of the limit tells how near the end is.',
      '与上周对比：持续增长意味着内存泄漏；限额使用率说明距离上限还有多远。',
    ],
    OWNERS,
  ),
  row(
    'memoryUsagePercent',
    'ratio',
    [
      'Memory usage of the limit',
      '内存限额使用率',
      'Memory used by containers with a limit, as a share of it.',
      '设置了限额的容器内存用量占限额的比例。',
    ],
    ofLimit(MEMORY, MEMORY_LIMIT),
    ['>', { critical: 0.95, warning: 0.85 }, '5m'],
    [
      'The kernel kills the container at 1: raise the limit, or find what it keeps in memory.',
      '达到限额时内核会终止容器，请调高限额或查找占用内存的内容。',
    ],
    OWNERS,
  ),
  row(
    'networkInBPS',
    'bytes_per_second',
    ['Network received', '网络接收速率', 'Bytes received per second.', '每秒接收的字节数。'],
    network('receive'),
    ['>', { critical: 100 * MI, warning: 20 * MI }, '10m'],
    TRAFFIC,
    OWNERS,
  ),
  row(
    'networkOutBPS',
    'bytes_per_second',
    ['Network sent', '网络发送速率', 'Bytes sent per second.', '每秒发送的字节数。'],
    network('transmit'),
    ['>', { critical: 100 * MI, warning: 20 * MI }, '10m'],
    TRAFFIC,
    OWNERS,
  ),
  row(
    'restartTimesLast5m',
    'count',
    [
      'Restarts',
      '容器重启次数',
      'Restarts of the container within the window (5 min).',
      '时间窗口（5 分钟）内容器的重启次数。',
    ],
    sum(
      'max by (namespace, pod, container) (increase(kube_pod_container_status_restarts_total{$f}[$window]))',
    ),
    ['>', { critical: 3, warning: 1 }, '0s'],
    [
      'Read the log of the previous run (kubectl logs --previous) and the reason of its end.',
      '查看上一次运行的日志（kubectl logs --previous）与终止原因。',
    ],
    { more: ['container'] },
  ),
  row(
    'statusTerminatedReason',
    'yes_no',
    [
      'Container ended for a reason',
      '容器终止原因',
      '1 while a container is ended for the reason, or was and has restarted since within the window. By default: out of memory.',
      '容器因该原因终止，或终止后在时间窗口内重启时为 1。默认检查内存溢出（OOMKilled）。',
    ],
    `max by ($by) (max by (namespace, pod, container, reason) (${ENDED_LAST}) and on (namespace, pod, container) ${RESTARTS} > 0 or max by (namespace, pod, container, reason) (${ENDED}))`,
    ['==', { critical: 1 }, '0s'],
    [
      'Raise the memory limit or find the leak; for other reasons read the log of the previous run.',
      '调高内存限额或排查泄漏；其他原因请查看上一次运行的日志。',
    ],
    {
      more: ['container', 'reason'],
      filters: [{ label: 'reason', op: '=', value: 'OOMKilled' }],
    },
  ),
];
