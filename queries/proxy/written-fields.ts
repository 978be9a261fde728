import type { KnownField, KnownFields } from '../../platform/wire/known-fields.ts';

export const VARINT: KnownField = { kind: 'varint' };
export const FIXED64: KnownField = { kind: 'fixed64' };
const VARINTS: KnownField = { kind: 'varints' };
const FIXED64S: KnownField = { kind: 'fixed64s' };
const SPAN: KnownField = {
  kind: 'message',
  fields: new Map<number, KnownField>([
    [1, VARINT], // offset
    [2, VARINT], // length
  ]),
};

/** A sample of remote write; those of 1.0 are without the last. */
export const SAMPLE: KnownFields = new Map<number, KnownField>([
  [1, FIXED64], // value
  [2, VARINT], // timestamp
  [3, VARINT], // start_timestamp
]);

/** A native histogram of remote write; those of 1.0 are without the last. */
export const HISTOGRAM: KnownFields = new Map<number, KnownField>([
  [1, VARINT], // count_int
  [2, FIXED64], // count_float
  [3, FIXED64], // sum
  [4, VARINT], // schema
  [5, FIXED64], // zero_threshold
  [6, VARINT], // zero_count_int
  [7, FIXED64], // zero_count_float
  [8, SPAN], // negative_spans
  [9, VARINTS], // negative_deltas
  [10, FIXED64S], // negative_counts
  [11, SPAN], // positive_spans
  [12, VARINTS], // positive_deltas
  [13, FIXED64S], // positive_counts
  [14, VARINT], // reset_hint
  [15, VARINT], // timestamp
  [16, FIXED64S], // custom_values
  [17, VARINT], // start_timestamp
]);
