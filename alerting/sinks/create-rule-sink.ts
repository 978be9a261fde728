import type { Clock } from '../../platform/clock/clock.ts';
import { assertNever } from '../../platform/model/assert-never.ts';
import type { Outbound } from '../../platform/outbound/outbound.ts';
import type { RuleCluster } from '../rules/rule-cluster.ts';
import { EmbeddedSink, type GroupEvaluator } from './embedded-sink.ts';
import { LogRulesBeside } from './log-rules-beside.ts';
import { prometheusControl } from './prometheus-control.ts';
import { RuleFilesSink } from './rule-files-sink.ts';
import { RuleFolder } from './rule-folder.ts';
import type { RuleSink } from './rule-sink.ts';

export interface SinkResources {
  /**
   * The administrator's outbound policy. Its time bound must suffice for a reload (30 s), its size
   * bound for the list of all rules (32 MiB for some 5,000 rules).
   */
  readonly outbound: Pick<Outbound, 'send'>;
  /** True for a rule label that we have signed for this cluster, with any key we ever had. */
  readonly ownsLabel: (cluster: string, value: string) => boolean;
  /** Our own, for clusters with the sink `embedded` and for rules on logs beside `rule-files`. */
  readonly ruler: GroupEvaluator;
  readonly clock: Clock;
}

/** The sink that a cluster's settings ask for; null for none. */
export function createRuleSink(cluster: RuleCluster, resources: SinkResources): RuleSink | null {
  const { ruleSink } = cluster;
  switch (ruleSink.kind) {
    case 'none':
      return null;
    case 'embedded':
      return new EmbeddedSink(cluster.id, resources.ruler);
    case 'rule-files':
      return ruleFilesSink(cluster, ruleSink.directory, resources);
    default:
      return assertNever(ruleSink);
  }
}

function ruleFilesSink(
  cluster: RuleCluster,
  directory: string,
  { outbound, ownsLabel, ruler, clock }: SinkResources,
): RuleSink {
  const { id, metricsUrl, metricsHeaders: headers = {}, metricsTls: tls = {} } = cluster;
  const prometheus =
    metricsUrl === null
      ? null
      : prometheusControl({ url: metricsUrl.replace(/\/+$/, ''), headers, tls, outbound });
  const owns = (value: string) => ownsLabel(id, value);
  const folder = new RuleFolder(directory);
  const files = new RuleFilesSink({ cluster: id, folder, prometheus, ownsLabel: owns, clock });
  return new LogRulesBeside(files, new EmbeddedSink(id, ruler));
}
