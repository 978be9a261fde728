import type { NotificationSources } from '../../alerting/sinks/alertmanager/notification-objects.ts';
import type { KubernetesResources } from '../../alerting/sinks/sink-resources.ts';
import { kubernetesMetrics } from '../../platform/kubernetes/kubernetes-metrics.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { createMetrics } from '../../platform/observe/metrics.ts';
import { parseAllowList } from '../../platform/outbound/allow-list.ts';

/** For sinks whose cluster has no Alertmanager of its own. */
export const noNotifications: NotificationSources = {
  directory: () => {
    throw new Error('no Alertmanager is told in these tests');
  },
  rule: () => undefined,
  ladderOf: () => [],
  policy: () => undefined,
  nowMs: () => 0,
  channel: () => undefined,
  tokens: async () => new Map(),
  allow: parseAllowList([]),
  publicUrl: 'https://tocsin.test',
};

/** For sinks that write no objects into clusters: whoever asks for one fails. */
export const noKubernetes: KubernetesResources = {
  accesses: {
    of: () => {
      throw new Error('no cluster is reached in these tests');
    },
  },
  onDrift: () => undefined,
  logger: createLogger({ level: 'silent' }),
  random: Math.random,
  metrics: kubernetesMetrics(createMetrics({ version: 'test', withProcessMetrics: false })),
};
