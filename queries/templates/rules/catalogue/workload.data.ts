import { row, type TemplateRow } from '../template-row.ts';
import { above0, max, sum } from './fragments.data.ts';

const REPLICAS = [
  'Look at the events and pods of the workload: image, configuration, probes, room on the nodes.',
  '查看工作负载的事件与 Pod：镜像、配置、探针、节点资源。',
] as const;

/** Replicas that should be there and are not; never negative while a workload shrinks. */
const missing = (label: string, want: string, have: string): string => {
  const per = (metric: string): string => `max by (namespace, ${label}) (${metric}{$f})`;
  return sum(`clamp_min(${per(want)} - ${per(have)}, 0)`);
};

const replicas = (
  rule: string,
  label: string,
  want: string,
  have: string,
  texts: TemplateRow['texts'],
): TemplateRow =>
  row(
    rule,
    'count',
    texts,
    missing(label, want, have),
    ['>', { critical: 1, warning: 0 }, '15m'],
    REPLICAS,
    { more: [label] },
  );

const perPod = (series: string): string => `max by (namespace, pod) (${series})`;
const POD = 'namespace=~"$namespace",pod=~"$pod"';

export const WORKLOAD_ROWS: readonly TemplateRow[] = [
  replicas(
    'deploymentReplicasMissing',
    'deployment',
    'kube_deployment_spec_replicas',
    'kube_deployment_status_replicas_available',
    [
      'Deployment: replicas missing',
      'Deployment 缺失副本数',
      'Replicas that the deployment should have and that are not available.',
      'Deployment 期望但不可用的副本数。',
    ],
  ),
  replicas(
    'statefulSetReplicasMissing',
    'statefulset',
    'kube_statefulset_replicas',
    'kube_statefulset_status_replicas_ready',
    [
      'StatefulSet: replicas missing',
      'StatefulSet 缺失副本数',
      'Replicas that the stateful set should have and that are not ready.',
      'StatefulSet 期望但未就绪的副本数。',
    ],
  ),
  replicas(
    'daemonSetPodsMissing',
    'daemonset',
    'kube_daemonset_status_desired_number_scheduled',
    'kube_daemonset_status_number_available',
    [
      'DaemonSet: pods missing',
      'DaemonSet 缺失 Pod 数',
      'Nodes on which the daemon set should run and is not available.',
      'DaemonSet 应运行但不可用的节点数。',
    ],
  ),
  row(
    'podNotReady',
    'yes_no',
    [
      'Pod is not ready',
      'Pod 未就绪',
      '1 while a pod that has not ended is not ready, 0 for the others.',
      '未结束的 Pod 处于未就绪状态时为 1，其余为 0。',
    ],
    max(
      `${perPod(`kube_pod_status_ready{condition="false",${POD}}`)} * on (namespace, pod) ${perPod(`kube_pod_status_phase{phase=~"Pending|Running|Unknown",${POD}}`)}`,
    ),
    ['==', { critical: 1 }, '15m'],
    [
      'Run kubectl describe on the pod: a failing readiness probe, a missing volume or image.',
      '对 Pod 执行 kubectl describe：就绪探针失败、存储卷或镜像缺失。',
    ],
    { more: ['pod'] },
  ),
  row(
    'podPending',
    'yes_no',
    [
      'Pod is pending',
      'Pod 处于等待状态',
      '1 while a pod waits for a node or for its images.',
      'Pod 等待调度或拉取镜像时为 1。',
    ],
    max('kube_pod_status_phase{phase="Pending",$f}'),
    ['==', { warning: 1 }, '15m'],
    [
      'Look at the events of the pod: no node with enough room, a taint, or a claim that is not bound.',
      '查看 Pod 事件：没有资源充足的节点、存在污点，或存储卷声明未绑定。',
    ],
    { more: ['pod'] },
  ),
  row(
    'containerWaiting',
    'yes_no',
    [
      'Container cannot start',
      '容器无法启动',
      '1 while a container waits for the reason. By default: crashes, images that cannot be pulled, faulty configuration.',
      '容器因该原因等待时为 1。默认检查反复崩溃、镜像拉取失败与配置错误。',
    ],
    max('kube_pod_container_status_waiting_reason{$f}'),
    ['==', { critical: 1 }, '10m'],
    [
      'CrashLoopBackOff: read the log of the previous run. ImagePullBackOff: check the name and the pull secret.',
      'CrashLoopBackOff：查看上一次运行的日志；ImagePullBackOff：检查镜像名称与拉取凭据。',
    ],
    {
      more: ['pod', 'container', 'reason'],
      filters: [
        {
          label: 'reason',
          op: '=~',
          value:
            'CrashLoopBackOff|ImagePullBackOff|ErrImagePull|InvalidImageName|CreateContainerConfigError|CreateContainerError',
        },
      ],
    },
  ),
  row(
    'jobFailed',
    'count',
    ['Job: failed pods', '任务失败数', 'Pods of the job that failed.', '任务中失败的 Pod 数量。'],
    max('kube_job_status_failed{$f}'),
    ['>', { critical: 3, warning: 0 }, '0s'],
    [
      'Read the log of the failed pod. Delete the job when it is dealt with: it counts as failed until then.',
      '查看失败 Pod 的日志；处理后删除该任务，否则会一直计为失败。',
    ],
    { more: ['job_name'] },
  ),
  row(
    'autoscalerAtMaximum',
    'ratio',
    [
      'Autoscaler at its maximum',
      '自动伸缩达到上限',
      'Replicas as a share of the most that the autoscaler may make; at 1 it cannot help any more.',
      '当前副本数占自动伸缩上限的比例；达到 1 时无法继续扩容。',
    ],
    `${max('kube_horizontalpodautoscaler_status_current_replicas{$f}')} / ${above0(max('kube_horizontalpodautoscaler_spec_max_replicas{$f}'))}`,
    ['>=', { warning: 1 }, '30m'],
    [
      'Raise maxReplicas if the nodes have room, or make each replica do more.',
      '若节点资源充足可调高 maxReplicas，或提升单个副本的处理能力。',
    ],
    { more: ['horizontalpodautoscaler'] },
  ),
  row(
    'quotaUsagePercent',
    'ratio',
    [
      'Quota in use',
      '资源配额使用率',
      "What is used of the namespace's quota, per resource.",
      '命名空间资源配额的使用比例，按资源。',
    ],
    `${max('kube_resourcequota{type="used",$f}')} / ${above0(max('kube_resourcequota{type="hard",$f}'))}`,
    ['>', { critical: 0.95, warning: 0.85 }, '10m'],
    [
      'At 1 new pods and claims are refused: delete what is not needed, or ask for more.',
      '达到 1 后将拒绝新的 Pod 与存储卷声明：清理资源或申请更多配额。',
    ],
    { more: ['resourcequota', 'resource'] },
  ),
  row(
    'claimPending',
    'yes_no',
    [
      'Volume claim is pending',
      '存储卷声明未绑定',
      '1 while a volume claim is not bound to a volume.',
      '存储卷声明未绑定存储卷时为 1。',
    ],
    max('kube_persistentvolumeclaim_status_phase{phase="Pending",$f}'),
    ['==', { warning: 1 }, '15m'],
    [
      'Look at the events of the claim: no such storage class, no space, or no pod that uses it yet.',
      '查看声明的事件：存储类不存在、空间不足，或尚无 Pod 使用。',
    ],
    { more: ['persistentvolumeclaim'] },
  ),
];
