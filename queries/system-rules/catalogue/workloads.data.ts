import { above0 } from '../../templates/rules/catalogue/fragments.data.ts';
import type { SystemRuleRow } from '../system-rule-row.ts';

const ROLLOUT: SystemRuleRow['runbook'] = [
  'Look at the events and pods of the workload: image, configuration, probes, room on the nodes.',
  '查看工作负载的事件与 Pod：镜像、配置、探针与节点资源。',
];

/** Pods that a workload should have and has not. */
const missing = (
  id: string,
  label: string,
  wanted: string,
  present: string,
  texts: SystemRuleRow['texts'],
): SystemRuleRow => ({
  id,
  texts,
  runbook: ROLLOUT,
  promql: `max by ($by) (${wanted}{$f}) - max by ($by) (${present}{$f})`,
  labels: ['namespace', label],
  unit: 'count',
  when: ['>', { warning: [0, '15m'] }],
  keepFiringFor: '1m',
  fires: {
    at: '20m',
    series: [
      `${wanted}{namespace="shop",${label}="a"} 3x60`,
      `${present}{namespace="shop",${label}="a"} 2x60`,
      `${wanted}{namespace="shop",${label}="b"} 1x60`,
      `${present}{namespace="shop",${label}="b"} 1x60`,
    ],
    alerts: [`warning{namespace="shop",${label}="a"}`],
  },
  calm: [
    `${wanted}{namespace="shop",${label}="a"} 3x60`,
    `${present}{namespace="shop",${label}="a"} 2x8 3x60`,
  ],
});

/** A change of the object that its controller has not taken up. */
const unseen = (id: string, label: string, texts: SystemRuleRow['texts']): SystemRuleRow => ({
  id,
  texts,
  runbook: [
    'See whether the controller manager runs, and look at the events of the workload.',
    '检查 controller-manager 是否运行，并查看工作负载事件。',
  ],
  promql: `max by ($by) (kube_${label}_metadata_generation{$f}) - max by ($by) (kube_${label}_status_observed_generation{$f})`,
  labels: ['namespace', label],
  unit: 'count',
  when: ['!=', { warning: [0, '15m'] }],
  fires: {
    at: '20m',
    series: [
      `kube_${label}_metadata_generation{namespace="shop",${label}="a"} 5x60`,
      `kube_${label}_status_observed_generation{namespace="shop",${label}="a"} 4x60`,
    ],
    alerts: [`warning{namespace="shop",${label}="a"}`],
  },
  calm: [
    `kube_${label}_metadata_generation{namespace="shop",${label}="a"} 5x60`,
    `kube_${label}_status_observed_generation{namespace="shop",${label}="a"} 4x3 5x60`,
  ],
});

/** 1 where a component has all its pods. */
const complete = (
  kind: 'Deployment' | 'StatefulSet' | 'DaemonSet',
  have: string,
  want: string,
): string => {
  const label = kind.toLowerCase();
  const per = (metric: string): string => `max by (namespace, ${label}) (${metric}{$f})`;
  const isComplete = `${per(have)} >= bool on (namespace, ${label}) ${per(want)}`;
  return `label_replace(label_replace(${isComplete}, "component", "$1", "${label}", "(.+)"), "kind", "${kind}", "", "")`;
};

const scaler = (values: readonly [number, number]): readonly string[] => [
  'kube_horizontalpodautoscaler_spec_min_replicas{namespace="shop",horizontalpodautoscaler="a"} 1x60',
  `kube_horizontalpodautoscaler_status_current_replicas{namespace="shop",horizontalpodautoscaler="a"} ${values[0]}x60`,
  `kube_horizontalpodautoscaler_spec_max_replicas{namespace="shop",horizontalpodautoscaler="a"} ${values[1]}x60`,
];
const OF_SCALER = '{namespace="shop",horizontalpodautoscaler="a"}';

export const WORKLOAD_RULES: readonly SystemRuleRow[] = [
  missing(
    'deployment-pods-missing',
    'deployment',
    'kube_deployment_spec_replicas',
    'kube_deployment_status_replicas_available',
    [
      'Deployment lacks pods',
      'Deployment 副本不足',
      'Replicas of the deployment that are wanted and not available.',
      'Deployment 期望但不可用的副本数。',
    ],
  ),
  missing(
    'statefulset-pods-missing',
    'statefulset',
    'kube_statefulset_replicas',
    'kube_statefulset_status_replicas_ready',
    [
      'Stateful set lacks pods',
      'StatefulSet 副本不足',
      'Replicas of the stateful set that are wanted and not ready.',
      'StatefulSet 期望但未就绪的副本数。',
    ],
  ),
  missing(
    'daemonset-pods-missing',
    'daemonset',
    'kube_daemonset_status_desired_number_scheduled',
    'kube_daemonset_status_number_ready',
    [
      'Daemon set lacks pods',
      'DaemonSet 副本不足',
      'Nodes on which the daemon set should have a ready pod and has none.',
      'DaemonSet 应有但没有就绪 Pod 的节点数。',
    ],
  ),
  {
    id: 'daemonset-misscheduled',
    texts: [
      'Daemon set runs where it should not',
      'DaemonSet 调度到不应运行的节点',
      'Nodes on which the daemon set has a pod and should have none.',
      'DaemonSet 不应运行却存在 Pod 的节点数。',
    ],
    runbook: [
      'Compare node selector and tolerations of the daemon set with the labels and taints of the nodes.',
      '对比 DaemonSet 的节点选择器、容忍与节点的标签、污点。',
    ],
    promql: 'max by ($by) (kube_daemonset_status_number_misscheduled{$f})',
    labels: ['namespace', 'daemonset'],
    unit: 'count',
    when: ['>', { warning: [0, '15m'] }],
    fires: {
      at: '20m',
      series: ['kube_daemonset_status_number_misscheduled{namespace="shop",daemonset="a"} 1x60'],
      alerts: ['warning{namespace="shop",daemonset="a"}'],
    },
    calm: ['kube_daemonset_status_number_misscheduled{namespace="shop",daemonset="a"} 0x60'],
  },
  {
    id: 'deployment-rollout-stuck',
    texts: [
      'Rollout of a deployment does not go on',
      'Deployment 发布停滞',
      'Whether the rollout has missed its progress deadline.',
      '发布是否已超过进度期限。',
    ],
    runbook: ROLLOUT,
    promql:
      'max by ($by) (kube_deployment_status_condition{condition="Progressing",status="false",$f})',
    labels: ['namespace', 'deployment'],
    unit: 'yes_no',
    when: ['==', { warning: [1, '10m'] }],
    fires: {
      at: '15m',
      series: [
        'kube_deployment_status_condition{namespace="shop",deployment="a",condition="Progressing",status="false"} 1x60',
      ],
      alerts: ['warning{namespace="shop",deployment="a"}'],
    },
    calm: [
      'kube_deployment_status_condition{namespace="shop",deployment="a",condition="Progressing",status="true"} 1x60',
      'kube_deployment_status_condition{namespace="shop",deployment="a",condition="Progressing",status="false"} 0x60',
    ],
  },
  unseen('deployment-change-not-seen', 'deployment', [
    'Change of a deployment was not taken up',
    'Deployment 变更未生效',
    'Versions of the deployment that its controller has not seen yet.',
    '控制器尚未处理的 Deployment 版本数。',
  ]),
  unseen('statefulset-change-not-seen', 'statefulset', [
    'Change of a stateful set was not taken up',
    'StatefulSet 变更未生效',
    'Versions of the stateful set that its controller has not seen yet.',
    '控制器尚未处理的 StatefulSet 版本数。',
  ]),
  {
    id: 'job-failed',
    texts: ['Job failed', 'Job 执行失败', 'Whether the job has given up.', 'Job 是否已失败。'],
    runbook: [
      'Read the log of the last pod of the job, then delete the failed job to end the alert.',
      '查看 Job 最后一个 Pod 的日志，处理后删除失败的 Job 以结束告警。',
    ],
    promql: 'max by ($by) (kube_job_failed{condition="true",$f})',
    labels: ['namespace', 'job_name'],
    unit: 'yes_no',
    when: ['==', { warning: [1, '1m'] }],
    fires: {
      at: '5m',
      series: [
        'kube_job_failed{namespace="shop",job_name="a",condition="true"} 1x60',
        'kube_job_failed{namespace="shop",job_name="b",condition="true"} 0x60',
      ],
      alerts: ['warning{namespace="shop",job_name="a"}'],
    },
    calm: ['kube_job_failed{namespace="shop",job_name="a",condition="false"} 1x60'],
  },
  {
    id: 'job-slow',
    texts: [
      'Job takes very long',
      'Job 运行时间过长',
      'Seconds since a job that is still running began.',
      '仍在运行的 Job 已运行的秒数。',
    ],
    runbook: [
      'See whether the job still does something; give it activeDeadlineSeconds if it must end.',
      '确认 Job 是否仍在工作；如需强制结束可设置 activeDeadlineSeconds。',
    ],
    promql:
      'time() - max by ($by) (kube_job_status_start_time{$f}) and on ($by) max by ($by) (kube_job_status_active{$f}) > 0',
    labels: ['namespace', 'job_name'],
    unit: 'seconds',
    when: ['>', { info: [43_200, '5m'] }],
    fires: {
      at: '10m',
      series: [
        'kube_job_status_start_time{namespace="shop",job_name="a"} -50000x60',
        'kube_job_status_active{namespace="shop",job_name="a"} 1x60',
      ],
      alerts: ['info{namespace="shop",job_name="a"}'],
    },
    calm: [
      'kube_job_status_start_time{namespace="shop",job_name="a"} -50000x60',
      'kube_job_status_active{namespace="shop",job_name="a"} 0x60',
      'kube_job_status_start_time{namespace="shop",job_name="b"} -4000x60',
      'kube_job_status_active{namespace="shop",job_name="b"} 1x60',
    ],
  },
  {
    id: 'cronjob-late',
    texts: [
      'Cron job did not run when it should',
      'CronJob 未按时执行',
      'Seconds since the cron job should have run, where it is not suspended.',
      '未暂停的 CronJob 超过应执行时间的秒数。',
    ],
    runbook: [
      'Look at the events of the cron job: a job that never ends, a quota, a missed starting deadline.',
      '查看 CronJob 事件：是否有未结束的 Job、配额不足或错过启动期限。',
    ],
    promql:
      'time() - max by ($by) (kube_cronjob_next_schedule_time{$f}) and on ($by) max by ($by) (kube_cronjob_spec_suspend{$f}) == 0',
    labels: ['namespace', 'cronjob'],
    unit: 'seconds',
    range: { min: null, max: null },
    when: ['>', { warning: [3_600, '5m'] }],
    fires: {
      at: '10m',
      series: [
        'kube_cronjob_next_schedule_time{namespace="shop",cronjob="a"} -4000x60',
        'kube_cronjob_spec_suspend{namespace="shop",cronjob="a"} 0x60',
      ],
      alerts: ['warning{namespace="shop",cronjob="a"}'],
    },
    calm: [
      'kube_cronjob_next_schedule_time{namespace="shop",cronjob="a"} -4000x60',
      'kube_cronjob_spec_suspend{namespace="shop",cronjob="a"} 1x60',
      'kube_cronjob_next_schedule_time{namespace="shop",cronjob="b"} 7200x60',
      'kube_cronjob_spec_suspend{namespace="shop",cronjob="b"} 0x60',
    ],
  },
  {
    id: 'scaler-at-its-most',
    texts: [
      'Autoscaler can add no more pods',
      '自动伸缩已达上限',
      'Replicas as a share of the most that the autoscaler may have.',
      '当前副本数占自动伸缩上限的比例。',
    ],
    runbook: [
      'Raise maxReplicas if the load is real; otherwise find what makes the load.',
      '若负载属实则提高 maxReplicas，否则排查负载来源。',
    ],
    promql: `max by ($by) (kube_horizontalpodautoscaler_status_current_replicas{$f}) / ${above0('max by ($by) (kube_horizontalpodautoscaler_spec_max_replicas{$f})')} unless on ($by) max by ($by) (kube_horizontalpodautoscaler_spec_min_replicas{$f}) == on ($by) max by ($by) (kube_horizontalpodautoscaler_spec_max_replicas{$f})`,
    labels: ['namespace', 'horizontalpodautoscaler'],
    unit: 'ratio',
    range: { min: 0, max: null },
    when: ['>=', { warning: [1, '15m'] }],
    fires: { at: '20m', series: scaler([5, 5]), alerts: [`warning${OF_SCALER}`] },
    calm: scaler([4, 5]),
  },
  {
    id: 'scaler-cannot-scale',
    texts: [
      'Autoscaler does not know the load',
      '自动伸缩无法获取指标',
      'Whether the autoscaler cannot read the metrics that it scales by.',
      '自动伸缩是否无法读取所依据的指标。',
    ],
    runbook: [
      'Look at the events of the autoscaler; see whether the metrics API answers and the pods have requests.',
      '查看自动伸缩事件，确认指标 API 可用且 Pod 设置了 requests。',
    ],
    promql:
      'max by ($by) (kube_horizontalpodautoscaler_status_condition{condition="ScalingActive",status="false",$f})',
    labels: ['namespace', 'horizontalpodautoscaler'],
    unit: 'yes_no',
    when: ['==', { warning: [1, '15m'] }],
    fires: {
      at: '20m',
      series: [
        'kube_horizontalpodautoscaler_status_condition{namespace="shop",horizontalpodautoscaler="a",condition="ScalingActive",status="false"} 1x60',
      ],
      alerts: [`warning${OF_SCALER}`],
    },
    calm: [
      'kube_horizontalpodautoscaler_status_condition{namespace="shop",horizontalpodautoscaler="a",condition="ScalingActive",status="true"} 1x60',
    ],
  },
  {
    id: 'disruption-budget-broken',
    texts: [
      'Fewer pods are healthy than the disruption budget asks for',
      '健康 Pod 数低于中断预算',
      'Healthy pods that are missing to what the budget wants.',
      '低于中断预算要求的健康 Pod 数量。',
    ],
    runbook: [
      'Bring the pods back: until then no node that they run on can be drained.',
      '尽快恢复 Pod；在此之前其所在节点无法排空。',
    ],
    promql:
      'max by ($by) (kube_poddisruptionbudget_status_desired_healthy{$f}) - max by ($by) (kube_poddisruptionbudget_status_current_healthy{$f})',
    labels: ['namespace', 'poddisruptionbudget'],
    unit: 'count',
    when: ['>', { warning: [0, '15m'] }],
    fires: {
      at: '20m',
      series: [
        'kube_poddisruptionbudget_status_desired_healthy{namespace="shop",poddisruptionbudget="a"} 2x60',
        'kube_poddisruptionbudget_status_current_healthy{namespace="shop",poddisruptionbudget="a"} 1x60',
      ],
      alerts: ['warning{namespace="shop",poddisruptionbudget="a"}'],
    },
    calm: [
      'kube_poddisruptionbudget_status_desired_healthy{namespace="shop",poddisruptionbudget="a"} 2x60',
      'kube_poddisruptionbudget_status_current_healthy{namespace="shop",poddisruptionbudget="a"} 3x60',
    ],
  },
  {
    id: 'platform-component-incomplete',
    kubegems: ['gems-plugin-failed'],
    audience: 'platform',
    texts: [
      'Component of the platform is incomplete',
      '平台组件异常',
      'Whether a component in a namespace of the system has all its pods.',
      '系统命名空间中的组件副本是否全部可用。',
    ],
    runbook: ROLLOUT,
    promql: `min by ($by) (${[
      complete(
        'Deployment',
        'kube_deployment_status_replicas_available',
        'kube_deployment_spec_replicas',
      ),
      complete(
        'StatefulSet',
        'kube_statefulset_status_replicas_ready',
        'kube_statefulset_replicas',
      ),
      complete(
        'DaemonSet',
        'kube_daemonset_status_number_available',
        'kube_daemonset_status_desired_number_scheduled',
      ),
    ].join(' or ')})`,
    labels: ['namespace', 'kind', 'component'],
    unit: 'yes_no',
    when: ['==', { critical: [0, '1m'] }],
    fires: {
      at: '5m',
      series: [
        'kube_deployment_status_replicas_available{namespace="shop",deployment="a"} 0x60',
        'kube_deployment_spec_replicas{namespace="shop",deployment="a"} 1x60',
      ],
      alerts: ['critical{namespace="shop",kind="Deployment",component="a"}'],
    },
    calm: [
      'kube_deployment_status_replicas_available{namespace="shop",deployment="a"} 1x60',
      'kube_deployment_spec_replicas{namespace="shop",deployment="a"} 1x60',
      'kube_daemonset_status_number_available{namespace="shop",daemonset="b"} 3x60',
      'kube_daemonset_status_desired_number_scheduled{namespace="shop",daemonset="b"} 3x60',
    ],
  },
];
