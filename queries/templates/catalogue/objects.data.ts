import type { MetricLevel } from '../levels.data.ts';
import type { MetricRow } from '../named-metric.ts';

interface ObjectKind {
  readonly item: string;
  readonly en: string;
  readonly zh: string;
  readonly metric: string;
  /** The label that names one object. */
  readonly label: string;
}

const kind = (item: string, en: string, zh: string, metric: string, label: string): ObjectKind => ({
  item: `${item}_count`,
  en,
  zh,
  metric,
  label,
});

/** Objects that live in namespaces. */
const NAMESPACED: readonly ObjectKind[] = [
  kind('cronjob', 'Cron jobs', '定时任务数量', 'kube_cronjob_info', 'cronjob'),
  kind(
    'pvc',
    'Volume claims',
    '存储卷声明数量',
    'kube_persistentvolumeclaim_info',
    'persistentvolumeclaim',
  ),
  kind('daemonset', 'Daemon sets', '守护进程集数量', 'kube_daemonset_created', 'daemonset'),
  kind('deployment', 'Deployments', '部署数量', 'kube_deployment_created', 'deployment'),
  kind('endpoint', 'Endpoints', '端点数量', 'kube_endpoint_created', 'endpoint'),
  kind(
    'hpa',
    'Autoscalers',
    '自动伸缩数量',
    'kube_horizontalpodautoscaler_info',
    'horizontalpodautoscaler',
  ),
  kind('job', 'Jobs', '任务数量', 'kube_job_info', 'job_name'),
  kind(
    'statefulset',
    'Stateful sets',
    '有状态副本集数量',
    'kube_statefulset_created',
    'statefulset',
  ),
  kind('replicaset', 'Replica sets', '副本集数量', 'kube_replicaset_created', 'replicaset'),
  kind('service', 'Services', '服务数量', 'kube_service_info', 'service'),
  kind('secret', 'Secrets', '保密字典数量', 'kube_secret_info', 'secret'),
  kind('ingress', 'Ingresses', '应用路由数量', 'kube_ingress_info', 'ingress'),
  kind('configmap', 'Config maps', '配置字典数量', 'kube_configmap_info', 'configmap'),
];

const counted = ({ metric, label }: ObjectKind, more = ''): string =>
  `count by ($by) (group by (namespace, ${label}${more}) (${metric}{$filters}))`;

const NAMESPACED_LEVELS: readonly MetricLevel[] = ['cluster', 'tenant', 'project', 'namespace'];

const QUOTAS = [
  { item: 'cpu_limit', unit: 'cores', en: 'CPU limit', zh: 'CPU 限额', resource: 'limits.cpu' },
  {
    item: 'memory_limit',
    unit: 'bytes',
    en: 'Memory limit',
    zh: '内存限额',
    resource: 'limits.memory',
  },
  { item: 'pod_count', unit: 'count', en: 'Pod limit', zh: '容器组数量限额', resource: 'pods' },
] as const;

const quota = (resource: string, type: 'hard' | 'used'): string =>
  `kube_resourcequota{resource="${resource}",type="${type}",$filters}`;

export const OBJECT_ROWS: readonly MetricRow[] = [
  ...NAMESPACED.flatMap((object) =>
    NAMESPACED_LEVELS.map((level): MetricRow => {
      const { item, en, zh } = object;
      return { level, item, unit: 'count', en, zh, promql: counted(object), idle: 'zero' };
    }),
  ),
  ...(['cluster', 'tenant', 'project'] as const).map(
    (level): MetricRow => ({
      level,
      item: 'namespace_count',
      unit: 'count',
      en: 'Namespaces',
      zh: '命名空间数量',
      promql: 'count by ($by) (group by (namespace) (kube_namespace_created{$filters}))',
      idle: 'zero',
    }),
  ),
  {
    level: 'cluster',
    item: 'pv_count',
    unit: 'count',
    en: 'Persistent volumes',
    zh: '持久卷数量',
    promql: 'count(group by (persistentvolume) (kube_persistentvolume_info))',
  },
  ...QUOTAS.flatMap(({ item, unit, en, zh, resource }): readonly MetricRow[] => [
    {
      level: 'namespace',
      item: `${item}_hard`,
      unit,
      en: `${en} of the quota`,
      zh: `配额${zh}`,
      promql: `min by (namespace) (${quota(resource, 'hard')})`,
    },
    {
      level: 'namespace',
      item: `${item}_quota_utilisation`,
      unit: 'ratio',
      en: `${en} of the quota in use`,
      zh: `配额${zh}使用率`,
      promql: `max by (namespace) (max by (namespace, resourcequota) (${quota(resource, 'used')}) / (max by (namespace, resourcequota) (${quota(resource, 'hard')}) > 0))`,
    },
  ]),
];
