import type { Exporter } from '../exporter-metrics.data.ts';
import type { BilingualText } from '../named-metric.ts';
import type { TemplateLabel, TemplateScope } from './rule-template.ts';

/** What templates are about. */
export type ResourceName =
  | 'cluster'
  | 'environment'
  | 'node'
  | 'container'
  | 'log'
  | 'pvc'
  | 'consul'
  | 'elasticsearch'
  | 'kafka'
  | 'mongodb'
  | 'mysql'
  | 'postgres'
  | 'redis'
  | 'jmx'
  | 'apisix'
  | 'cert'
  | 'exporter'
  | 'plugin'
  | 'otel_jvm'
  | 'otel_jdbc'
  | 'otel_http'
  | 'otel_log'
  | 'otel_kafka'
  | 'otel_process_jvm';

/** One resource: where its series come from, and what all its rows carry. */
export interface TemplateResource {
  readonly scope: TemplateScope;
  readonly title: BilingualText;
  /** Its rows belong to one namespace each and say which; false: for `_platform` only. */
  readonly namespaced: boolean;
  /** Labels of the rows of every template. */
  readonly labels: readonly TemplateLabel[];
  /** Whose metrics its templates may read. */
  readonly exporters: readonly Exporter[];
  /** What to look at when a template of it has no data. */
  readonly whyEmpty: BilingualText;
}
