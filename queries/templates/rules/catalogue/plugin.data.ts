import { row, type TemplateRow } from '../template-row.ts';
import { min } from './fragments.data.ts';

/** 1 where a workload has all the replicas that it should have. */
const complete = (
  kind: 'Deployment' | 'StatefulSet' | 'DaemonSet',
  have: string,
  want: string,
): string => {
  const label = kind.toLowerCase();
  const per = (metric: string): string =>
    `max by (namespace, ${label}) (${metric}{namespace=~"$namespace",${label}=~"$plugin"})`;
  const isComplete = `${per(have)} >= bool on (namespace, ${label}) ${per(want)}`;
  return `label_replace(label_replace(${isComplete}, "plugin", "$1", "${label}", "(.+)"), "type", "${kind}", "", "")`;
};

export const PLUGIN_ROWS: readonly TemplateRow[] = [
  row(
    'status',
    'yes_no',
    [
      'Component is complete',
      '组件是否正常',
      'Whether a component of the platform has all its replicas; choose its namespace.',
      '平台组件的副本是否全部可用，请选择组件所在命名空间。',
    ],
    min(
      [
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
      ].join(' or '),
    ),
    ['==', { critical: 0 }, '10m'],
    [
      'Look at the events and pods of the component: image, configuration, room on the nodes.',
      '查看组件的事件与 Pod：镜像、配置、节点资源。',
    ],
    { more: ['type', 'plugin'], joined: ['plugin'], made: ['type'] },
  ),
];
