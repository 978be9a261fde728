import { ByteWriter } from '../../../platform/wire/byte-writer.ts';
import { type KnownFields, writeKnownField } from '../../../platform/wire/known-fields.ts';
import { broken, eachField, eachVarint, type WireField } from '../../../platform/wire/protobuf.ts';
import { scopeLabels, setScopeLabels, type WriteScope } from '../write-scope.ts';
import { type LabelPairs, readExemplarLabels, readRefs, readSeriesLabels } from './read-labels.ts';
import {
  EXEMPLAR_LABELS_REFS,
  FIELDS_OF_1_0,
  METADATA_REFS,
  PLAIN_EXEMPLAR_FIELDS,
  PLAIN_METADATA_FIELDS,
  PLAIN_SERIES_FIELDS,
  REQUEST,
  TIMESERIES,
} from './request-fields.ts';
import { invalid, RequestSymbols } from './request-symbols.ts';
import { WrittenSymbols } from './written-symbols.ts';

/** More than any sender puts into one request. */
export const MAX_SERIES = 200_000;

const DELIMITED = 2;

/**
 * A remote-write 2.0 request whose every series lies in the scope, by the rules of `enforceWrite`:
 * a missing tenancy label is set where the scope leaves no choice, one outside the scope refuses the
 * whole request. It is written anew from what is known of the message: no unknown field leaves, and
 * no text of the table of symbols that no label refers to. Samples and histograms keep their bytes.
 * Of metadata only the type remains: help and unit are texts that a backend keeps by metric name, for
 * all tenants.
 *
 * @throws AppError `invalid` for a broken request and for labels outside the scope.
 * @see https://prometheus.io/docs/specs/prw/remote_write_spec_2_0/
 */
export function enforceWriteV2(request: Buffer, scope: WriteScope): Buffer {
  const fields: WireField[] = [];
  const symbols = readRequest(request, fields);
  const written = new WrittenSymbols();
  const around: Surroundings = { request, symbols, written, scope, names: scopeLabels(scope) };
  const all = new ByteWriter();
  const series = new ByteWriter();
  for (const field of fields) {
    series.clear();
    writeSeries(field, around, series);
    all.delimited(REQUEST.timeseries, series.view());
  }
  const table = new ByteWriter();
  written.write(table);
  return Buffer.concat([table.view(), all.view()]);
}

interface Surroundings {
  readonly request: Buffer;
  readonly symbols: RequestSymbols;
  readonly written: WrittenSymbols;
  readonly scope: WriteScope;
  /** Labels that tell whether a series lies in the scope. */
  readonly names: ReadonlySet<string>;
}

/** All symbols first: they may come after the series that refer to them. */
function readRequest(request: Buffer, series: WireField[]): RequestSymbols {
  const symbols = new RequestSymbols(request);
  eachField(request, 0, request.length, (field) => {
    if (FIELDS_OF_1_0.has(field.number)) {
      throw invalid(`field ${field.number}, which is of remote write 1.0`);
    }
    if (field.number === REQUEST.symbols) symbols.add(asDelimited(field));
    if (field.number === REQUEST.timeseries) series.push(asDelimited(field));
    if (series.length > MAX_SERIES) throw invalid(`more than ${MAX_SERIES} series`);
  });
  return symbols;
}

function writeSeries({ valueStart, end }: WireField, around: Surroundings, out: ByteWriter): void {
  const { request, symbols } = around;
  const refs: number[] = [];
  eachField(request, valueStart, end, (field) => {
    if (field.number === TIMESERIES.labelsRefs) readRefs(request, field, refs);
  });
  const labels = scopedLabels(readSeriesLabels(refs, symbols), around);
  writeRefs(TIMESERIES.labelsRefs, labels, around, out);
  eachField(request, valueStart, end, (field) => {
    if (field.number === TIMESERIES.exemplars) writeExemplar(asDelimited(field), around, out);
    else if (field.number === TIMESERIES.metadata) writeMetadata(asDelimited(field), around, out);
    else writePlain(request, field, PLAIN_SERIES_FIELDS, out);
  });
}

function writeExemplar(exemplar: WireField, around: Surroundings, out: ByteWriter): void {
  const { request, symbols } = around;
  const refs: number[] = [];
  const content = new ByteWriter();
  eachField(request, exemplar.valueStart, exemplar.end, (field) => {
    if (field.number === EXEMPLAR_LABELS_REFS) readRefs(request, field, refs);
    else writePlain(request, field, PLAIN_EXEMPLAR_FIELDS, content);
  });
  writeRefs(EXEMPLAR_LABELS_REFS, readExemplarLabels(refs, symbols), around, content);
  out.delimited(exemplar.number, content.view());
}

/** Its type; the references must be good all the same. */
function writeMetadata(metadata: WireField, around: Surroundings, out: ByteWriter): void {
  const { request, symbols } = around;
  const content = new ByteWriter();
  eachField(request, metadata.valueStart, metadata.end, (field) => {
    if (METADATA_REFS.has(field.number)) eachVarint(request, field, (ref) => symbols.text(ref));
    else writePlain(request, field, PLAIN_METADATA_FIELDS, content);
  });
  out.delimited(metadata.number, content.view());
}

function writePlain(request: Buffer, field: WireField, fields: KnownFields, out: ByteWriter): void {
  const known = fields.get(field.number);
  if (known !== undefined) writeKnownField(request, field, known, out);
}

/**
 * The labels with those of the scope. They stay in the order of their bytes: names of tenancy labels
 * are ASCII, and such a one compares with any text as their bytes do.
 */
function scopedLabels(labels: LabelPairs, { scope, names }: Surroundings): LabelPairs {
  const present = new Map(labels.filter(([name]) => names.has(name)));
  const given = present.size;
  setScopeLabels(present, scope);
  const all = [...labels];
  for (const [name, value] of [...present].slice(given)) {
    const after = all.findIndex(([other]) => other > name);
    all.splice(after === -1 ? all.length : after, 0, [name, value]);
  }
  return all;
}

function writeRefs(
  number: number,
  labels: LabelPairs,
  { written }: Surroundings,
  out: ByteWriter,
): void {
  if (labels.length === 0) return;
  const content = new ByteWriter();
  for (const [name, value] of labels) {
    content.varint(written.ref(name));
    content.varint(written.ref(value));
  }
  out.delimited(number, content.view());
}

function asDelimited(field: WireField): WireField {
  if (field.type !== DELIMITED) throw broken();
  return field;
}
