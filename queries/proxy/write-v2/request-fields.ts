import type { KnownField, KnownFields } from '../../../platform/wire/known-fields.ts';

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
const varint: KnownField = { kind: 'varint' };
const fixed64: KnownField = { kind: 'fixed64' };
const varints: KnownField = { kind: 'varints' };
const fixed64s: KnownField = { kind: 'fixed64s' };

const sample: KnownFields = new Map<number, KnownField>([
  [1, fixed64], // value
  [2, varint], // timestamp
  [3, varint], // start_timestamp
]);

const span: KnownField = {
  kind: 'message',
  fields: new Map<number, KnownField>([
    [1, varint], // offset
    [2, varint], // length
  ]),
};

const histogram: KnownFields = new Map<number, KnownField>([
  [1, varint], // count_int
  [2, fixed64], // count_float
  [3, fixed64], // sum
  [4, varint], // schema
  [5, fixed64], // zero_threshold
  [6, varint], // zero_count_int
  [7, fixed64], // zero_count_float
  [8, span], // negative_spans
  [9, varints], // negative_deltas
  [10, fixed64s], // negative_counts
  [11, span], // positive_spans
  [12, varints], // positive_deltas
  [13, fixed64s], // positive_counts
  [14, varint], // reset_hint
  [15, varint], // timestamp
  [16, fixed64s], // custom_values
  [17, varint], // start_timestamp
]);

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
