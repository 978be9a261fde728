import type { SystemRuleRow } from '../system-rule-row.ts';

const POD = '{namespace="shop",pod="a"}';
const CONTAINER = '{namespace="shop",pod="a",container="c"}';
const OF_CONTAINER = 'namespace="shop",pod="a",container="c"';
const OF_POD = 'namespace="shop",pod="a"';
const CONTAINER_LABELS = ['namespace', 'pod', 'container'] as const;

const SEE_POD: SystemRuleRow['runbook'] = [
  'Look at the events of the pod and at the log of the container before its last restart.',
  '查看 Pod 事件以及容器上次重启前的日志。',
];

export const POD_RULES: readonly SystemRuleRow[] = [
  {
    id: 'pod-crash-looping',
    kubegems: ['kubernetes-pod-crash-looping'],
    texts: [
      'Container restarts again and again',
      '容器反复重启',
      'Restarts of the container within 5 minutes.',
      '5 分钟内容器的重启次数。',
    ],
    runbook: SEE_POD,
    promql: 'sum by ($by) (increase(kube_pod_container_status_restarts_total{$f}[5m]))',
    labels: CONTAINER_LABELS,
    unit: 'count',
    when: ['>', { warning: [2, '1m'] }],
    fires: {
      at: '15m',
      series: [
        `kube_pod_container_status_restarts_total{${OF_CONTAINER}} 0+1x60`,
        'kube_pod_container_status_restarts_total{namespace="shop",pod="b",container="c"} 0x60',
      ],
      alerts: [`warning${CONTAINER}`],
    },
    calm: [`kube_pod_container_status_restarts_total{${OF_CONTAINER}} 0x11 1x60`],
  },
  {
    id: 'pod-waiting-after-crashes',
    texts: [
      'Container waits after crashes',
      '容器崩溃后等待重启',
      'Whether the container was held back after crashes within the last 5 minutes.',
      '最近 5 分钟内容器是否因反复崩溃而被延迟重启。',
    ],
    runbook: SEE_POD,
    promql:
      'max by ($by) (max_over_time(kube_pod_container_status_waiting_reason{reason="CrashLoopBackOff",$f}[5m]))',
    labels: CONTAINER_LABELS,
    unit: 'yes_no',
    when: ['==', { warning: [1, '15m'] }],
    fires: {
      at: '25m',
      series: [
        `kube_pod_container_status_waiting_reason{${OF_CONTAINER},reason="CrashLoopBackOff"} 1 1 0 1 1 0 1 1 0 1 1 0 1 1 0 1 1 0 1 1 0 1 1 0 1 1 0`,
      ],
      alerts: [`warning${CONTAINER}`],
    },
    calm: [
      `kube_pod_container_status_waiting_reason{${OF_CONTAINER},reason="CrashLoopBackOff"} 0x60`,
      `kube_pod_container_status_waiting_reason{${OF_CONTAINER},reason="ContainerCreating"} 1x60`,
    ],
  },
  {
    id: 'pod-out-of-memory',
    kubegems: ['kubernetes-pod-oom-killing'],
    texts: [
      'Container was killed for its memory',
      '容器因内存超限被终止',
      'Restarts within 10 minutes of a container that last ended because it had used up its memory.',
      '最近一次因内存耗尽而终止的容器在 10 分钟内的重启次数。',
    ],
    runbook: [
      'Raise the memory limit of the container, or find what it holds; compare with the graph of its memory.',
      '调高容器的内存上限，或结合内存曲线查找占用来源。',
    ],
    promql:
      'sum by ($by) (increase(kube_pod_container_status_restarts_total{$f}[10m])) * on ($by) group_left () max by ($by) (kube_pod_container_status_last_terminated_reason{reason="OOMKilled",$f})',
    labels: CONTAINER_LABELS,
    unit: 'count',
    when: ['>', { critical: [0, '1m'] }],
    fires: {
      at: '15m',
      series: [
        `kube_pod_container_status_restarts_total{${OF_CONTAINER}} 0x8 1x60`,
        `kube_pod_container_status_last_terminated_reason{${OF_CONTAINER},reason="OOMKilled"} 0x8 1x60`,
      ],
      alerts: [`critical${CONTAINER}`],
    },
    calm: [
      `kube_pod_container_status_restarts_total{${OF_CONTAINER}} 0x8 1x60`,
      `kube_pod_container_status_last_terminated_reason{${OF_CONTAINER},reason="OOMKilled"} 0x60`,
      `kube_pod_container_status_last_terminated_reason{${OF_CONTAINER},reason="Error"} 1x60`,
    ],
  },
  {
    id: 'pod-image-not-pulled',
    texts: [
      'Image of a container cannot be pulled',
      '容器镜像拉取失败',
      'Whether the container waits because its image cannot be had.',
      '容器是否因无法获取镜像而等待。',
    ],
    runbook: [
      'Check the name and tag of the image, the pull secret, and that the node reaches the registry.',
      '检查镜像名称与标签、拉取凭据，以及节点能否访问镜像仓库。',
    ],
    promql:
      'max by ($by) (kube_pod_container_status_waiting_reason{reason=~"ImagePullBackOff|ErrImagePull|InvalidImageName",$f})',
    labels: CONTAINER_LABELS,
    unit: 'yes_no',
    when: ['==', { warning: [1, '10m'] }],
    fires: {
      at: '15m',
      series: [
        `kube_pod_container_status_waiting_reason{${OF_CONTAINER},reason="ImagePullBackOff"} 1x60`,
      ],
      alerts: [`warning${CONTAINER}`],
    },
    calm: [
      `kube_pod_container_status_waiting_reason{${OF_CONTAINER},reason="ErrImagePull"} 1x3 0x60`,
    ],
  },
  {
    id: 'pod-container-waiting',
    texts: [
      'Container does not start',
      '容器长时间未启动',
      'Whether the container has been waiting for another reason than crashes or its image, such as a missing secret.',
      '容器是否因崩溃和镜像以外的原因（如缺少 Secret）长时间等待。',
    ],
    runbook: SEE_POD,
    promql:
      'max by ($by) (kube_pod_container_status_waiting_reason{reason!~"CrashLoopBackOff|ImagePullBackOff|ErrImagePull|InvalidImageName",$f})',
    labels: CONTAINER_LABELS,
    unit: 'yes_no',
    when: ['==', { warning: [1, '1h'] }],
    fires: {
      at: '65m',
      series: [
        `kube_pod_container_status_waiting_reason{${OF_CONTAINER},reason="CreateContainerConfigError"} 1x70`,
      ],
      alerts: [`warning${CONTAINER}`],
    },
    calm: [
      `kube_pod_container_status_waiting_reason{${OF_CONTAINER},reason="ContainerCreating"} 1x10 0x70`,
    ],
  },
  {
    id: 'pod-not-running',
    texts: [
      'Pod does not get to run',
      'Pod 长时间未运行',
      'Whether the pod is pending or in an unknown state.',
      'Pod 是否处于 Pending 或 Unknown 状态。',
    ],
    runbook: [
      'Look at the events of the pod: room on the nodes, volumes, images, and the state of its node.',
      '查看 Pod 事件：节点资源、存储卷、镜像以及所在节点状态。',
    ],
    promql: 'max by ($by) (kube_pod_status_phase{phase=~"Pending|Unknown",$f})',
    labels: ['namespace', 'pod'],
    unit: 'yes_no',
    when: ['==', { warning: [1, '15m'] }],
    fires: {
      at: '20m',
      series: [
        `kube_pod_status_phase{${OF_POD},phase="Pending"} 1x60`,
        'kube_pod_status_phase{namespace="shop",pod="b",phase="Pending"} 0x60',
      ],
      alerts: [`warning${POD}`],
    },
    calm: [
      `kube_pod_status_phase{${OF_POD},phase="Pending"} 1x5 0x60`,
      `kube_pod_status_phase{${OF_POD},phase="Running"} 0x5 1x60`,
    ],
  },
  {
    id: 'pod-not-ready',
    texts: [
      'Pod runs and is not ready',
      'Pod 运行但未就绪',
      'Whether the pod is ready to serve, while it runs.',
      '运行中的 Pod 是否就绪。',
    ],
    runbook: [
      'Look at the readiness probe of the pod and at what the pod itself waits for.',
      '查看 Pod 的就绪探针及其依赖。',
    ],
    promql:
      'max by ($by) (kube_pod_status_ready{condition="true",$f}) and on ($by) max by ($by) (kube_pod_status_phase{phase="Running",$f}) == 1',
    labels: ['namespace', 'pod'],
    unit: 'yes_no',
    when: ['==', { warning: [0, '15m'] }],
    fires: {
      at: '20m',
      series: [
        `kube_pod_status_ready{${OF_POD},condition="true"} 0x60`,
        `kube_pod_status_phase{${OF_POD},phase="Running"} 1x60`,
      ],
      alerts: [`warning${POD}`],
    },
    calm: [
      `kube_pod_status_ready{${OF_POD},condition="true"} 0x60`,
      `kube_pod_status_phase{${OF_POD},phase="Running"} 0x60`,
      `kube_pod_status_phase{${OF_POD},phase="Succeeded"} 1x60`,
    ],
  },
  {
    id: 'pod-not-schedulable',
    texts: [
      'Pod finds no node',
      'Pod 无法调度',
      'Whether the scheduler finds no node for the pod.',
      '调度器是否找不到可用节点。',
    ],
    runbook: [
      'Compare requests, node selectors, taints and volumes of the pod with the nodes; add nodes if they are full.',
      '对比 Pod 的 requests、节点选择器、污点容忍和存储卷与节点情况；资源不足时增加节点。',
    ],
    promql: 'max by ($by) (kube_pod_status_unschedulable{$f})',
    labels: ['namespace', 'pod'],
    unit: 'yes_no',
    when: ['==', { warning: [1, '10m'] }],
    fires: {
      at: '15m',
      series: [`kube_pod_status_unschedulable{${OF_POD}} 1x60`],
      alerts: [`warning${POD}`],
    },
    calm: [`kube_pod_status_unschedulable{${OF_POD}} 1x2`],
  },
  {
    id: 'container-cpu-throttled',
    texts: [
      'Container is held back by its CPU limit',
      '容器 CPU 被限流',
      'Share of the periods in which the container had to wait because its CPU limit was used up.',
      '容器因 CPU 上限用尽而被限流的调度周期比例。',
    ],
    runbook: [
      'Raise the CPU limit or take it away, or give the container fewer threads.',
      '调高或取消 CPU 上限，或减少容器的线程数。',
    ],
    promql:
      'sum by ($by) (increase(container_cpu_cfs_throttled_periods_total{container!="",$f}[5m])) / (sum by ($by) (increase(container_cpu_cfs_periods_total{container!="",$f}[5m])) > 0)',
    labels: CONTAINER_LABELS,
    unit: 'ratio',
    when: ['>', { info: [0.25, '15m'] }],
    fires: {
      at: '25m',
      series: [
        `container_cpu_cfs_throttled_periods_total{${OF_CONTAINER}} 0+300x60`,
        `container_cpu_cfs_periods_total{${OF_CONTAINER}} 0+600x60`,
      ],
      alerts: [`info${CONTAINER}`],
    },
    calm: [
      `container_cpu_cfs_throttled_periods_total{${OF_CONTAINER}} 0+60x60`,
      `container_cpu_cfs_periods_total{${OF_CONTAINER}} 0+600x60`,
    ],
  },
  {
    id: 'container-memory-near-limit',
    texts: [
      'Container is close to its memory limit',
      '容器内存接近上限',
      'Memory in use as a share of the limit of the container. At 1 the kernel kills it.',
      '容器内存占其上限的比例；达到 1 时会被内核终止。',
    ],
    runbook: [
      'Raise the limit, or find what the container holds in memory.',
      '调高内存上限，或查找容器占用内存的原因。',
    ],
    promql:
      'max by ($by) (container_memory_working_set_bytes{container!="",container!="POD",$f}) / (max by ($by) (kube_pod_container_resource_limits{resource="memory",$f}) > 0)',
    labels: CONTAINER_LABELS,
    unit: 'ratio',
    when: ['>', { warning: [0.95, '10m'], info: [0.9, '10m'] }],
    fires: {
      at: '15m',
      series: [
        `container_memory_working_set_bytes{${OF_CONTAINER}} 97x60`,
        `kube_pod_container_resource_limits{${OF_CONTAINER},resource="memory",unit="byte"} 100x60`,
      ],
      alerts: [`warning${CONTAINER}`, `info${CONTAINER}`],
    },
    calm: [
      `container_memory_working_set_bytes{${OF_CONTAINER}} 60x60`,
      `kube_pod_container_resource_limits{${OF_CONTAINER},resource="memory",unit="byte"} 100x60`,
    ],
  },
];
