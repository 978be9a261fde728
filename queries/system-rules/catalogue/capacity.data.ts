import type { SystemRuleRow } from '../system-rule-row.ts';

const ADD_NODES: SystemRuleRow['runbook'] = [
  'Add nodes, or remove what is no longer needed; see which namespaces use most.',
  '增加节点或清理不再需要的负载，并查看占用最多的命名空间。',
];

/** Requests against what stays when the largest node is lost; a cluster of one node has no such room. */
const overcommitted = (resource: 'cpu' | 'memory', unit: string): string => {
  const requested = `sum by ($by) (max by (namespace, pod, container) (kube_pod_container_resource_requests{resource="${resource}",unit="${unit}"}) * on (namespace, pod) group_left () max by (namespace, pod) (kube_pod_status_phase{phase=~"Pending|Running"} == 1))`;
  const perNode = `max by (node) (kube_node_status_allocatable{resource="${resource}",unit="${unit}"})`;
  return `${requested} / ((sum by ($by) (${perNode}) - max by ($by) (${perNode})) > 0)`;
};

const requests = (resource: 'cpu' | 'memory', unit: string, amount: number): readonly string[] => [
  `kube_node_status_allocatable{node="n1",resource="${resource}",unit="${unit}"} 8x60`,
  `kube_node_status_allocatable{node="n2",resource="${resource}",unit="${unit}"} 8x60`,
  'kube_pod_status_phase{namespace="shop",pod="a",phase="Running"} 1x60',
  `kube_pod_container_resource_requests{namespace="shop",pod="a",container="c",resource="${resource}",unit="${unit}"} ${amount}x60`,
];

export const CAPACITY_RULES: readonly SystemRuleRow[] = [
  {
    id: 'cluster-cpu-busy',
    kubegems: ['cluster-high-cpu-load'],
    texts: [
      'CPU of the cluster is busy',
      '集群 CPU 使用率高',
      'CPU in use as a share of the cores of all nodes.',
      '已用 CPU 占全部节点核数的比例。',
    ],
    runbook: ADD_NODES,
    promql: '1 - avg by ($by) (rate(node_cpu_seconds_total{mode="idle"}[5m]))',
    labels: [],
    unit: 'ratio',
    when: ['>', { critical: [0.8, '0s'] }],
    fires: {
      at: '10m',
      series: [
        'node_cpu_seconds_total{instance="i1",cpu="0",mode="idle"} 0+6x60',
        'node_cpu_seconds_total{instance="i2",cpu="0",mode="idle"} 0+6x60',
      ],
      alerts: ['critical'],
    },
    calm: [
      'node_cpu_seconds_total{instance="i1",cpu="0",mode="idle"} 0+6x60',
      'node_cpu_seconds_total{instance="i2",cpu="0",mode="idle"} 0+54x60',
    ],
  },
  {
    id: 'cluster-memory-used',
    kubegems: ['cluster-high-memory-load'],
    texts: [
      'Memory of the cluster is nearly used up',
      '集群内存使用率高',
      'Share of the memory of all nodes that is not available to new work.',
      '全部节点内存中不可用于新任务的比例。',
    ],
    runbook: ADD_NODES,
    promql:
      '1 - sum by ($by) (max by (instance) (node_memory_MemAvailable_bytes)) / (sum by ($by) (max by (instance) (node_memory_MemTotal_bytes)) > 0)',
    labels: [],
    unit: 'ratio',
    when: ['>', { critical: [0.9, '1m'] }],
    fires: {
      at: '5m',
      series: [
        'node_memory_MemAvailable_bytes{instance="i1"} 5x60',
        'node_memory_MemTotal_bytes{instance="i1"} 100x60',
      ],
      alerts: ['critical'],
    },
    calm: [
      'node_memory_MemAvailable_bytes{instance="i1"} 5x60',
      'node_memory_MemAvailable_bytes{instance="i2"} 60x60',
      'node_memory_MemTotal_bytes{instance="i1"} 100x60',
      'node_memory_MemTotal_bytes{instance="i2"} 100x60',
    ],
  },
  {
    id: 'cluster-cpu-overcommitted',
    texts: [
      'CPU requests do not survive the loss of a node',
      '集群 CPU 请求超额',
      'CPU that pods request as a share of what is left without the largest node. Above 1 some pods would stay pending.',
      'Pod 请求的 CPU 占除最大节点外剩余可分配量的比例；大于 1 时失去该节点将有 Pod 无法调度。',
    ],
    runbook: ADD_NODES,
    promql: overcommitted('cpu', 'core'),
    labels: [],
    unit: 'ratio',
    range: { min: 0, max: null },
    when: ['>', { warning: [1, '10m'] }],
    fires: { at: '15m', series: requests('cpu', 'core', 10), alerts: ['warning'] },
    calm: requests('cpu', 'core', 6),
  },
  {
    id: 'cluster-memory-overcommitted',
    texts: [
      'Memory requests do not survive the loss of a node',
      '集群内存请求超额',
      'Memory that pods request as a share of what is left without the largest node. Above 1 some pods would stay pending.',
      'Pod 请求的内存占除最大节点外剩余可分配量的比例；大于 1 时失去该节点将有 Pod 无法调度。',
    ],
    runbook: ADD_NODES,
    promql: overcommitted('memory', 'byte'),
    labels: [],
    unit: 'ratio',
    range: { min: 0, max: null },
    when: ['>', { warning: [1, '10m'] }],
    fires: { at: '15m', series: requests('memory', 'byte', 10), alerts: ['warning'] },
    calm: requests('memory', 'byte', 6),
  },
  {
    id: 'quota-nearly-used-up',
    audience: 'both',
    texts: [
      'Quota of a namespace is nearly used up',
      '命名空间配额即将用尽',
      'What is used of a quota, as a share, for each resource. At 1 nothing more is admitted.',
      '各资源配额的已用比例；达到 1 后新的请求会被拒绝。',
    ],
    runbook: [
      'Remove what is no longer needed, lower requests, or ask for a larger quota.',
      '清理不再需要的资源、降低 requests，或申请更大的配额。',
    ],
    promql:
      'max by ($by) (kube_resourcequota{type="used",$f}) / (max by ($by) (kube_resourcequota{type="hard",$f}) > 0)',
    labels: ['namespace', 'resourcequota', 'resource'],
    unit: 'ratio',
    range: { min: 0, max: null },
    when: ['>', { warning: [0.95, '15m'], info: [0.9, '15m'] }],
    fires: {
      at: '20m',
      series: [
        'kube_resourcequota{namespace="shop",resourcequota="q",resource="pods",type="used"} 10x60',
        'kube_resourcequota{namespace="shop",resourcequota="q",resource="pods",type="hard"} 10x60',
        'kube_resourcequota{namespace="shop",resourcequota="q",resource="secrets",type="used"} 1x60',
        'kube_resourcequota{namespace="shop",resourcequota="q",resource="secrets",type="hard"} 10x60',
      ],
      alerts: [
        'warning{namespace="shop",resourcequota="q",resource="pods"}',
        'info{namespace="shop",resourcequota="q",resource="pods"}',
      ],
    },
    calm: [
      'kube_resourcequota{namespace="shop",resourcequota="q",resource="pods",type="used"} 8x60',
      'kube_resourcequota{namespace="shop",resourcequota="q",resource="pods",type="hard"} 10x60',
    ],
  },
];
