import type { BilingualText } from '../named-metric.ts';
import type { UnitName } from '../units.data.ts';
import type { LabelFilter } from './label-filter.ts';

/** What templates are about; the names are unique over all scopes. */
export type ResourceName =
  | 'cluster'
  | 'environment'
  | 'node'
  | 'container'
  | 'workload'
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

/** The five parts of the catalogue, spelled as the systems spell them whose rules are imported. */
export type TemplateScope = 'system' | 'containers' | 'middlewires' | 'others' | 'opentelemetry';

export type TemplateOperator = '>' | '>=' | '<' | '<=' | '==' | '!=';

/**
 * A label that rows of a template can carry.
 *
 * - `always`: rows carry it whatever is grouped by (the namespace of what lives in one).
 * - `default`: grouped by unless the user says otherwise.
 * - `optional`: grouped by only where the user asks for it.
 */
export interface TemplateLabel {
  readonly name: string;
  readonly group: 'always' | 'default' | 'optional';
  /** Rows can be narrowed by it: every branch of the query holds a placeholder for it. */
  readonly filter: boolean;
}

/** A rung that a rule made from the template starts with. */
export interface TemplateLevel {
  readonly severity: string;
  /** In the template's unit. */
  readonly threshold: number;
}

/** Bounds of sensible thresholds, inclusive; null: none. */
export interface ThresholdRange {
  readonly min: number | null;
  readonly max: number | null;
}

/**
 * What somebody who writes no PromQL makes an alert from: a query with open places, what its value
 * means, and from which value on it is bad.
 *
 * `promql` parses once `$by` and `$window` are taken as a label name and a number; both are filled
 * in as nodes of the tree, like matchers `pod=~"$pod"`, which take the user's filters on the label
 * `pod` or go. `pod=~"$?pod"` on one side of an `and` or a join makes that side go when `pod` is
 * neither filtered nor grouped by.
 *
 * @example
 * { id: 'middlewires.redis.redisClients', promql: 'sum by ($by) (redis_connected_clients{namespace=~"$namespace"})',
 *   labels: [{ name: 'namespace', group: 'always', filter: true }], unit: 'count', operator: '>', … }
 */
export interface RuleTemplate {
  /** `scope.resource.rule`; unique and never changed: rules remember it. */
  readonly id: string;
  readonly scope: TemplateScope;
  readonly resource: ResourceName;
  readonly rule: string;
  readonly title: BilingualText;
  /** What the value says, in one sentence. */
  readonly description: BilingualText;
  /** What to do when it fires, in one or two sentences. */
  readonly advice: BilingualText;
  readonly promql: string;
  readonly unit: UnitName;
  /** In the order of their display. */
  readonly labels: readonly TemplateLabel[];
  /** Filters that hold unless the user gives some, such as the one reason that matters. */
  readonly filters: readonly LabelFilter[];
  /** Range of rates unless the user says otherwise; null where the query has no `$window`. */
  readonly windowMs: number | null;
  readonly operator: TemplateOperator;
  /** Most severe first; at least one. */
  readonly levels: readonly TemplateLevel[];
  readonly forMs: number;
  readonly range: ThresholdRange;
}
