import type { Labels } from '../../../platform/model/labels.ts';
import type { MetricType } from '../metadata-sink.ts';

/** What was pushed under one grouping key; kept until it is replaced or deleted. */
export interface PushedGroup {
  /** Tells groups of all places apart. */
  readonly key: string;
  /** Whose store it goes to. */
  readonly tenant: string;
  /** The place within the tenant: groups of one may not contradict each other. */
  readonly place: string;
  /** The grouping key, stamped. */
  readonly labels: Labels;
  readonly families: ReadonlyMap<string, PushedFamily>;
  /** Unix seconds; 0 for never. */
  readonly pushedAt: number;
  readonly failedAt: number;
}

export interface PushedFamily {
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  readonly unit: string;
  readonly series: readonly PushedSeries[];
}

export interface PushedSeries {
  /** As it is stored: with the grouping key, stamped. */
  readonly labels: Labels;
  readonly value: number;
}
