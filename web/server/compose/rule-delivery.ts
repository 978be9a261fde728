import type { RuleEvaluator } from '../../../alerting/ruler/shown-runner.ts';
import type { RuleClusters } from '../../../alerting/rules/rule-cluster.ts';
import type { RuleRepository } from '../../../alerting/rules/rule-repository.ts';
import type { NotificationSources } from '../../../alerting/sinks/alertmanager/notification-objects.ts';
import { createRuleSink } from '../../../alerting/sinks/create-rule-sink.ts';
import { RuleReconciler } from '../../../alerting/sinks/reconciler.ts';
import type { KubernetesResources } from '../../../alerting/sinks/sink-resources.ts';
import type { StatusBook } from '../../../alerting/sinks/status-book.ts';
import { createOutbound } from '../../../platform/outbound/outbound.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import type { Floor } from './floor.ts';
import { readLabelWith } from './rule-labels.ts';
import type { SystemMates } from './system-rules.ts';

/** What rules are delivered with. */
export interface DeliveryMates extends SystemMates {
  readonly repository: RuleRepository;
  readonly statuses: StatusBook;
  readonly directory: () => Directory;
  readonly clusters: RuleClusters;
  readonly macKey: Uint8Array;
  readonly ruler: RuleEvaluator;
  readonly kubernetes: KubernetesResources;
  readonly notifications: NotificationSources;
}

/** A reload takes its time, and the list of all rules its bytes. */
const SINK_TIMEOUT_MS = 30_000;
const SINK_MAX_BYTES = 32 * 1024 * 1024;

export function composeDelivery(floor: Floor, mates: DeliveryMates): RuleReconciler {
  const { clock } = floor;
  const { allRules, ruler, directory, kubernetes, notifications } = mates;
  const readLabel = readLabelWith(floor);
  const ownsLabel = (cluster: string, value: string) => readLabel(cluster, value) !== undefined;
  const outbound = createOutbound({
    policy: 'administrator',
    timeoutMs: SINK_TIMEOUT_MS,
    maxBytes: SINK_MAX_BYTES,
    clock,
    metrics: floor.outboundMetrics,
  });
  return new RuleReconciler({
    ...floor,
    ...mates,
    rules: allRules,
    sinkFor: (cluster) =>
      createRuleSink(cluster, {
        outbound,
        ownsLabel,
        ruler,
        directory,
        clock,
        kubernetes,
        notifications,
      }),
  });
}
