import type { FilterName, MetricLevel } from './levels.data.ts';
import type { UnitName } from './units.data.ts';

/** A text in the two languages of the interface. */
export interface BilingualText {
  readonly en: string;
  readonly zh: string;
}

/** What a component-level metric is about. `tocsin` is this service. */
export type Component = 'apiserver' | 'etcd' | 'scheduler' | 'tocsin';

/**
 * A question that people ask by name instead of in PromQL.
 *
 * @example { id: 'namespace_cpu_usage', level: 'namespace', labels: ['namespace'], unit: 'cores', … }
 */
export interface NamedMetric {
  /** The level plus the item; unique. `meter_` before the level marks a metering value. */
  readonly id: string;
  readonly level: MetricLevel;
  /** Null but for level `component`. */
  readonly component: Component | null;
  readonly unit: UnitName;
  readonly title: BilingualText;
  /** The labels that tell the rows of the answer apart, in the order of their display. */
  readonly labels: readonly string[];
  /**
   * PromQL with the macros of the level filled in. What remains open are matchers whose value is a
   * placeholder (see `placeholderOf`) and the window `$window` of ranges.
   */
  readonly template: string;
  /** `zero`: a namespace, project or tenant without any series has the value 0. */
  readonly idle: 'zero' | 'none';
  /** A value for billing: never part of an answer that asks for "all of the level". */
  readonly metering: boolean;
}

/** One row of the data files; `$by`, `$filters` and `$window` stand open in `promql`. */
export interface MetricRow {
  readonly level: MetricLevel;
  readonly item: string;
  readonly component?: Component;
  readonly unit: UnitName;
  readonly en: string;
  readonly zh: string;
  readonly promql: string;
  /** Where they differ from the level's. */
  readonly labels?: readonly string[];
  readonly idle?: 'zero';
  readonly metering?: true;
}

/** A placeholder inside a matcher's value: `$pod`, or `$?pod` in an optional part of a template. */
export interface Placeholder {
  readonly filter: FilterName;
  readonly optional: boolean;
}
