/** What a push says about a metric beside its samples. */
export interface MetricMetadata {
  /** Of the family, without `_bucket` and the like. */
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  readonly unit: string;
}

export type MetricType =
  | 'unknown'
  | 'counter'
  | 'gauge'
  | 'histogram'
  | 'gaugehistogram'
  | 'summary'
  | 'info'
  | 'stateset';

/** Keeps the metadata of one tenant; later words about a family replace earlier ones. */
export interface MetadataSink {
  /** Must not throw. What it has no place for it drops. */
  note(metadata: readonly MetricMetadata[]): void;
}
