import type { MetricLevel } from '../levels.data.ts';
import type { MetricRow } from '../named-metric.ts';
import { perNodeOfPods } from './fragments.data.ts';

const SCHEDULED = 'max by (namespace, pod) (kube_pod_status_scheduled{condition="true",$filters})';
const phase = (name: string): string =>
  `max by (namespace, pod) (kube_pod_status_phase{phase="${name}",$filters})`;
/** Pods whose state needs no attention: done, ready, or just being started. */
const WELL =
  'max by (namespace, pod) (kube_pod_status_phase{phase="Succeeded",$filters} or kube_pod_status_ready{condition="true",$filters} or kube_pod_container_status_waiting_reason{reason="ContainerCreating",$filters})';
const ABNORMAL = `clamp_min(${SCHEDULED} - ${WELL}, 0)`;
/** Pods that should be at work. */
const EXPECTED = `clamp_min(${SCHEDULED} - ${phase('Succeeded')}, 0)`;

interface PodItem {
  readonly item: string;
  readonly en: string;
  readonly zh: string;
  readonly perPod: string;
}

/** Each is 1 or 0 per pod. */
const POD_ITEMS: readonly PodItem[] = [
  { item: 'pod_count', en: 'Pods scheduled', zh: '容器组数量', perPod: SCHEDULED },
  {
    item: 'pod_running_count',
    en: 'Pods running',
    zh: '运行中的容器组数量',
    perPod: phase('Running'),
  },
  {
    item: 'pod_succeeded_count',
    en: 'Pods succeeded',
    zh: '已完成的容器组数量',
    perPod: phase('Succeeded'),
  },
  { item: 'pod_abnormal_count', en: 'Pods in trouble', zh: '异常容器组数量', perPod: ABNORMAL },
];

const SUMMED_LEVELS: readonly MetricLevel[] = ['cluster', 'tenant', 'project', 'namespace'];

const summed = (perPod: string): string => `sum by ($by) (${perPod})`;

/** The selectors of pods carry no node: what `$filters` holds at node level belongs to the join. */
const onNodes = (perPod: string): string => perNodeOfPods(perPod.replaceAll('$filters', ''));

const RATIO = {
  item: 'pod_abnormal_ratio',
  unit: 'ratio',
  en: 'Share of pods in trouble',
  zh: '异常容器组比例',
  idle: 'zero',
} as const;

export const POD_STATE_ROWS: readonly MetricRow[] = [
  ...POD_ITEMS.flatMap(({ perPod, ...item }): readonly MetricRow[] => [
    ...SUMMED_LEVELS.map(
      (level): MetricRow => ({
        ...item,
        level,
        unit: 'count',
        promql: summed(perPod),
        idle: 'zero',
      }),
    ),
    { ...item, level: 'node', unit: 'count', promql: onNodes(perPod) },
  ]),
  ...SUMMED_LEVELS.map(
    (level): MetricRow => ({
      ...RATIO,
      level,
      promql: `${summed(ABNORMAL)} / clamp_min(${summed(EXPECTED)}, 1)`,
    }),
  ),
  {
    ...RATIO,
    level: 'node',
    promql: `${onNodes(ABNORMAL)} / clamp_min(${onNodes(EXPECTED)}, 1)`,
  },
];
