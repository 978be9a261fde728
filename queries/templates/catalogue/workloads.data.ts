import type { MetricRow } from '../named-metric.ts';

interface WorkloadKind {
  /** Beginning of the items. */
  readonly item: string;
  /** Value of `workload_kind`. */
  readonly kind: string;
  /** Label of its name in kube-state-metrics. */
  readonly label: string;
  readonly wanted: string;
  readonly available: string;
  readonly en: string;
  readonly zh: string;
}

const KINDS: readonly WorkloadKind[] = [
  {
    item: 'deployment',
    kind: 'Deployment',
    label: 'deployment',
    wanted: 'kube_deployment_spec_replicas',
    available: 'kube_deployment_status_replicas_available',
    en: 'deployment',
    zh: '部署',
  },
  {
    item: 'statefulset',
    kind: 'StatefulSet',
    label: 'statefulset',
    wanted: 'kube_statefulset_replicas',
    available: 'kube_statefulset_status_replicas_available',
    en: 'stateful set',
    zh: '有状态副本集',
  },
  {
    item: 'daemonset',
    kind: 'DaemonSet',
    label: 'daemonset',
    wanted: 'kube_daemonset_status_desired_number_scheduled',
    available: 'kube_daemonset_status_number_available',
    en: 'daemon set',
    zh: '守护进程集',
  },
];

function rowsOf(kind: WorkloadKind): readonly MetricRow[] {
  const { item, label, en, zh } = kind;
  const perObject = (metric: string): string =>
    `max by (namespace, ${label}) (${metric}{${label}=~"$workload",$filters})`;
  const named = (value: string): string =>
    `max by (namespace, workload, workload_kind) (label_replace(label_replace(${value}, "workload", "$1", "${label}", "(.+)"), "workload_kind", "${kind.kind}", "", ""))`;
  const wanted = perObject(kind.wanted);
  const available = perObject(kind.available);
  return [
    {
      level: 'workload',
      item: `${item}_replica`,
      unit: 'count',
      en: `Replicas wanted, ${en}`,
      zh: `${zh}期望副本数`,
      promql: named(wanted),
    },
    {
      level: 'workload',
      item: `${item}_replica_available`,
      unit: 'count',
      en: `Replicas available, ${en}`,
      zh: `${zh}可用副本数`,
      promql: named(available),
    },
    {
      level: 'workload',
      item: `${item}_unavailable_replicas_ratio`,
      unit: 'ratio',
      en: `Share of replicas unavailable, ${en}`,
      zh: `${zh}不可用副本比例`,
      promql: named(`clamp_min(${wanted} - ${available}, 0) / clamp_min(${wanted}, 1)`),
    },
  ];
}

export const WORKLOAD_ROWS: readonly MetricRow[] = KINDS.flatMap(rowsOf);
