import type { KnownField, KnownFields } from '../../../platform/wire/known-fields.ts';
import {
  FIXED64 as fixed64,
  HISTOGRAM as histogram,
  SAMPLE as sample,
  VARINT as varint,
} from '../written-fields.ts';

/**
 * The fields of `io.prometheus.write.v2.Request` and below, as of remote write 2.0-rc.4 with what
 * earlier candidates had (prompb/io/prometheus/write/v2/types.proto of Prometheus).
 */
export const REQUEST = { symbols: 4, timeseries: 5 } as const;
/** Fields that the message leaves free because `prometheus.WriteRequest` has them. */
export const FIELDS_OF_1_0: ReadonlySet<number> = new Set([1, 2, 3]);
export const TIMESERIES = {
  labelsRefs: 1,
  samples: 2,
  histograms: 3,
  exemplars: 4,
  metadata: 5,
  /** Of candidates before rc.4; then each sample got its own. */
  createdTimestamp: 6,
} as const;
/** Those of a series that hold no reference to symbols. */
export const PLAIN_SERIES_FIELDS: KnownFields = new Map<number, KnownField>([
  [TIMESERIES.samples, { kind: 'message', fields: sample }],
  [TIMESERIES.histograms, { kind: 'message', fields: histogram }],
  [TIMESERIES.createdTimestamp, varint],
]);

/** References to the labels of an exemplar, as in a series. */
export const EXEMPLAR_LABELS_REFS = 1;
export const PLAIN_EXEMPLAR_FIELDS: KnownFields = new Map<number, KnownField>([
  [2, fixed64], // value
  [3, varint], // timestamp
]);

/** References to help and unit. */
export const METADATA_REFS: ReadonlySet<number> = new Set([3, 4]);
export const PLAIN_METADATA_FIELDS: KnownFields = new Map<number, KnownField>([[1, varint]]); // type
