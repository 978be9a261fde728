import { isUtf8 } from 'node:buffer';
import { AppError } from '../../platform/errors/app-error.ts';
import { compareText } from '../../platform/model/labels.ts';
import { ByteWriter } from '../../platform/wire/byte-writer.ts';
import {
  type KnownField,
  type KnownFields,
  writeKnownField,
} from '../../platform/wire/known-fields.ts';
import { broken, eachField, type WireField } from '../../platform/wire/protobuf.ts';
import { MAX_LABELS, setScopeLabels, type WriteScope } from './write-scope.ts';
import { FIXED64, HISTOGRAM, SAMPLE, VARINT } from './written-fields.ts';
import { WrittenLabels } from './written-labels.ts';

/** Fields of `prometheus.WriteRequest` and below (remote write 1.0, prompb/remote.proto). */
const TIMESERIES = 1;
const METADATA = 3;
const LABEL = 1;
const NAME = 1;
const VALUE = 2;
const DELIMITED = 2;

const TEXT: KnownField = { kind: 'text' };
const LABEL_FIELDS: KnownFields = new Map([
  [NAME, TEXT],
  [VALUE, TEXT],
]);
const EXEMPLAR: KnownFields = new Map<number, KnownField>([
  [1, { kind: 'message', fields: LABEL_FIELDS }],
  [2, FIXED64], // value
  [3, VARINT], // timestamp
]);
/** Those of a series beside its labels. */
const SERIES_FIELDS: KnownFields = new Map<number, KnownField>([
  [2, { kind: 'message', fields: SAMPLE }],
  [3, { kind: 'message', fields: EXEMPLAR }],
  [4, { kind: 'message', fields: HISTOGRAM }],
]);

/**
 * A remote-write 1.0 request whose every series lies in the scope. A tenancy label that is missing is
 * set where the scope leaves no choice; one outside the scope refuses the whole request, so that
 * nothing of it is stored. Samples, histograms and exemplars keep their bytes (a staleness marker is
 * a NaN with a payload), without fields that are not known. Metadata is left out: a backend keeps it by
 * metric name, for all tenants.
 *
 * @param known what was written into this scope before
 * @throws AppError `invalid` for a broken request and for labels outside the scope.
 */
export function enforceWrite(
  request: Buffer,
  scope: WriteScope,
  known: WrittenLabels = new WrittenLabels(),
): Buffer {
  const out = new ByteWriter();
  const series = new ByteWriter();
  eachField(request, 0, request.length, (field) => {
    if (field.number === TIMESERIES && field.type === DELIMITED) {
      series.clear();
      writeSeries(request, field, { scope, known }, series);
      out.delimited(TIMESERIES, series.view());
    } else if (field.number !== METADATA) {
      throw new AppError(
        'invalid',
        `the write request has an unknown field ${field.number}; ${TIMESERIES} and ${METADATA} are those of remote write 1.0`,
      );
    }
  });
  return out.view();
}

function writeSeries(
  request: Buffer,
  { valueStart, end }: WireField,
  into: { readonly scope: WriteScope; readonly known: WrittenLabels },
  out: ByteWriter,
): void {
  const others = othersOf(request, valueStart, end);
  const [first] = others;
  // Labels come before anything else, if the sender is like all of them.
  const isUsual = others.every(({ number }) => number !== LABEL);
  const labelsEnd = isUsual ? (first?.start ?? end) : end;
  const make = () => scopedLabels(request, valueStart, end, into.scope);
  const labels = isUsual ? into.known.of(request.subarray(valueStart, labelsEnd), make) : make();
  out.copy(labels, 0, labels.length);
  for (const field of others) {
    const known = SERIES_FIELDS.get(field.number);
    if (known !== undefined) writeKnownField(request, field, known, out);
  }
}

/** The fields from the first on that is no label. */
function othersOf(request: Buffer, from: number, to: number): readonly WireField[] {
  const others: WireField[] = [];
  eachField(request, from, to, (field) => {
    if (others.length > 0 || field.number !== LABEL) others.push(field);
  });
  return others;
}

/** The labels of a series, wherever in it they are, as they are written. */
function scopedLabels(request: Buffer, from: number, to: number, scope: WriteScope): Buffer {
  const labels = readLabels(request, from, to);
  setScopeLabels(labels, scope);
  const out = new ByteWriter();
  for (const [name, value] of inOrder([...labels])) {
    const label = new ByteWriter();
    label.delimited(NAME, Buffer.from(name));
    label.delimited(VALUE, Buffer.from(value));
    out.delimited(LABEL, label.view());
  }
  return out.view();
}

function readLabels(request: Buffer, from: number, to: number): Map<string, string> {
  const labels = new Map<string, string>();
  eachField(request, from, to, (field) => {
    if (field.number !== LABEL) return;
    if (field.type !== DELIMITED) throw broken();
    const [name, value] = readLabel(request, field);
    if (labels.has(name))
      throw new AppError('invalid', `a series has the label ${JSON.stringify(name)} twice`);
    if (labels.size === MAX_LABELS)
      throw new AppError('invalid', `a series has more than ${MAX_LABELS} labels`);
    labels.set(name, value);
  });
  return labels;
}

function readLabel(request: Buffer, { valueStart, end }: WireField): readonly [string, string] {
  let name = '';
  let value = '';
  eachField(request, valueStart, end, (field) => {
    if (field.number === NAME) name = readText(request, field);
    else if (field.number === VALUE) value = readText(request, field);
  });
  if (name === '') throw new AppError('invalid', 'a label has no name');
  return [name, value];
}

function readText(request: Buffer, { type, valueStart, end }: WireField): string {
  if (type !== DELIMITED) throw broken();
  const bytes = request.subarray(valueStart, end);
  if (!isUtf8(bytes)) throw new AppError('invalid', 'a label is not UTF-8; nothing was stored');
  return bytes.toString('utf8');
}

/** Characters whose UTF-16 units are not in the order of their bytes. */
const BEYOND_SURROGATES = /[\ud800-\uffff]/;

/** In the order of the bytes of their names; those without a value are none. */
function inOrder(labels: readonly (readonly [string, string])[]) {
  const given = labels.filter(([, value]) => value !== '');
  const compare = given.some(([name]) => BEYOND_SURROGATES.test(name)) ? compareBytes : compareText;
  return given.sort(([a], [b]) => compare(a, b));
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
