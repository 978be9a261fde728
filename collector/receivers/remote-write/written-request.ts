import type { MetricMetadata, MetricType } from '../metadata-sink.ts';
import { SampleColumns } from '../sample-columns.ts';

/** What was read from a remote write, of either version. */
export class WrittenRequest {
  readonly columns = new SampleColumns();
  readonly metadata: MetricMetadata[] = [];
  histograms = 0;
  exemplars = 0;
  /** Samples that are not in the columns because of the labels of their series. */
  faultySamples = 0;
  /** Why the first of them is not. */
  firstFault: string | null = null;

  fault(message: string, samples: number): void {
    this.firstFault ??= message;
    this.faultySamples += samples;
  }
}

/** `MetricMetadata.MetricType` of remote write, the same in both versions. */
const TYPES: readonly MetricType[] = [
  'unknown',
  'counter',
  'gauge',
  'histogram',
  'gaugehistogram',
  'summary',
  'info',
  'stateset',
];

export function metricTypeOf(number: number): MetricType {
  return TYPES[number] ?? 'unknown';
}

/** More than any sender puts into one request; the size of the request bounds them as well. */
export const MAX_METADATA = 50_000;
