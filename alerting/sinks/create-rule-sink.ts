import { assertNever } from '../../platform/model/assert-never.ts';
import type { RuleCluster } from '../rules/rule-cluster.ts';
import { createKubernetesSink } from './create-kubernetes-sink.ts';
import { createRulerSink } from './create-ruler-sink.ts';
import { DirectorySink } from './directory-sink.ts';
import { EmbeddedSink } from './embedded-sink.ts';
import { LogRulesBeside } from './log-rules-beside.ts';
import { ObjectFolder } from './object-folder.ts';
import { prometheusControl } from './prometheus-control.ts';
import { RuleFilesSink } from './rule-files-sink.ts';
import { RuleFolder } from './rule-folder.ts';
import type { RuleSink } from './rule-sink.ts';
import type { SinkResources } from './sink-resources.ts';

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
    case 'directory':
      return new DirectorySink(cluster.id, ruleSink, new ObjectFolder(ruleSink.directory));
    case 'kubernetes':
      return createKubernetesSink(cluster, ruleSink, resources);
    case 'ruler-api':
      return createRulerSink(cluster, ruleSink, resources);
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
