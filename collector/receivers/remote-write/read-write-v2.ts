import type { MetricMetadata } from '../metadata-sink.ts';
import { checkSeriesLabels } from '../series-labels.ts';
import { DELIMITED, VARINT, WireReader } from '../wire/wire-reader.ts';
import { readSample } from './read-sample.ts';
import type { ReadingPlace } from './read-write-v1.ts';
import { invalid, RequestSymbols } from './request-symbols.ts';
import { MAX_METADATA, metricTypeOf, WrittenRequest } from './written-request.ts';

const delimited = (field: number): number => field * 8 + DELIMITED;

/** Tags of `io.prometheus.write.v2.Request` and below (prompb/io/prometheus/write/v2/types.proto). */
const SYMBOL = delimited(4);
const TIMESERIES = delimited(5);
const LABELS_REFS = 1;
const SAMPLE = delimited(2);
const HISTOGRAM = delimited(3);
const EXEMPLAR = delimited(4);
const METADATA = delimited(5);
const META = { type: 1 * 8, help: 3 * 8, unit: 4 * 8 } as const;
/** Fields that 2.0 leaves free because 1.0 has them. */
const LAST_FIELD_OF_1_0 = 3;

const MAX_REFS = 2_000;
const MAX_KEY_LENGTH = 4_096;

/**
 * Reads a remote write 2.0, as `readWriteV1` does 1.0.
 * @throws AppError `invalid` for what is no such message, and for a namespace that the token may not
 *   write to
 * @see https://prometheus.io/docs/specs/prw/remote_write_spec_2_0/
 */
export function readWriteV2(plain: Buffer, place: ReadingPlace): WrittenRequest {
  return new V2Reader(plain, place).read();
}

interface SeriesMetadata {
  type: number;
  helpRef: number;
  unitRef: number;
}

class V2Reader {
  readonly #reader: WireReader;
  readonly #view: DataView;
  readonly #place: ReadingPlace;
  readonly #symbols = new RequestSymbols();
  readonly #request = new WrittenRequest();
  readonly #families = new Map<string, MetricMetadata>();

  constructor(plain: Buffer, place: ReadingPlace) {
    this.#reader = new WireReader(plain);
    this.#view = new DataView(plain.buffer, plain.byteOffset, plain.length);
    this.#place = place;
  }

  /** All symbols first: they may come after the series that refer to them. */
  read(): WrittenRequest {
    const reader = this.#reader;
    while (!reader.isAtEnd) {
      const tag = reader.tag();
      if (tag === SYMBOL) this.#symbols.read(reader);
      else if (tag >>> 3 <= LAST_FIELD_OF_1_0) {
        throw invalid(`field ${tag >>> 3}, which is of remote write 1.0`);
      } else reader.skip(tag);
    }
    reader.position = 0;
    while (!reader.isAtEnd) {
      const tag = reader.tag();
      if (tag === TIMESERIES) this.#readSeries();
      else reader.skip(tag);
    }
    this.#request.metadata.push(...this.#families.values());
    return this.#request;
  }

  #readSeries(): void {
    const reader = this.#reader;
    const request = this.#request;
    const refs: number[] = [];
    let metadata: SeriesMetadata | null = null;
    const around = reader.enter();
    while (!reader.isAtEnd) {
      const tag = reader.tag();
      if (tag === SAMPLE) readSample(reader, this.#view, request.columns);
      else if (tag >>> 3 === LABELS_REFS) readRefs(reader, tag, refs);
      else if (tag === METADATA) metadata = readMetadata(reader);
      else {
        if (tag === HISTOGRAM) request.histograms += 1;
        else if (tag === EXEMPLAR) request.exemplars += 1;
        reader.skip(tag);
      }
    }
    reader.leave(around);
    if (refs.length % 2 !== 0) throw invalid('a label name without a value');
    this.#close(refs);
    if (metadata !== null) this.#noteMetadata(refs, metadata);
  }

  #close(refs: readonly number[]): void {
    const { cache, stamp, limits } = this.#place;
    const request = this.#request;
    const key = this.#symbols.keyOf(refs);
    if (key === null) {
      request.fault('a label of a series is not UTF-8', request.columns.dropSeries());
      return;
    }
    const known = cache.get(key);
    if (known !== undefined) {
      request.columns.closeSeries(known);
      return;
    }
    const checked = checkSeriesLabels(this.#pairs(refs), stamp, limits);
    if (checked.kind === 'fault') {
      request.fault(checked.message, request.columns.dropSeries());
      return;
    }
    if (key.length <= MAX_KEY_LENGTH) cache.set(key, checked.labels);
    request.columns.closeSeries(checked.labels);
  }

  #pairs(refs: readonly number[]): readonly (readonly [string, string])[] {
    const pairs: (readonly [string, string])[] = [];
    for (let at = 0; at < refs.length; at += 2) {
      pairs.push([this.#text(refs[at]), this.#text(refs[at + 1])]);
    }
    return pairs;
  }

  #text(ref: number | undefined): string {
    return this.#symbols.text(ref ?? 0) ?? '';
  }

  /** Each series repeats what is said of its family. */
  #noteMetadata(refs: readonly number[], { type, helpRef, unitRef }: SeriesMetadata): void {
    const help = this.#text(helpRef);
    const unit = this.#text(unitRef);
    if ((type === 0 && help === '' && unit === '') || this.#families.size >= MAX_METADATA) return;
    const at = refs.findIndex((ref, index) => index % 2 === 0 && this.#text(ref) === '__name__');
    if (at === -1) return;
    const metricType = metricTypeOf(type);
    const name = familyOf(this.#text(refs[at + 1]), metricType);
    this.#families.set(name, { name, type: metricType, help, unit });
  }
}

/** Packed, or one by one. */
function readRefs(reader: WireReader, tag: number, refs: number[]): void {
  const type = tag & 7;
  if (type === VARINT) addRef(reader, refs);
  else if (type === DELIMITED) {
    const around = reader.enter();
    while (!reader.isAtEnd) addRef(reader, refs);
    reader.leave(around);
  } else reader.skip(tag);
}

function addRef(reader: WireReader, refs: number[]): void {
  if (refs.length === MAX_REFS) throw invalid(`more than ${MAX_REFS / 2} labels in a series`);
  refs.push(reader.varint());
}

function readMetadata(reader: WireReader): SeriesMetadata {
  const around = reader.enter();
  const read: SeriesMetadata = { type: 0, helpRef: 0, unitRef: 0 };
  while (!reader.isAtEnd) {
    const tag = reader.tag();
    if (tag === META.type) read.type = reader.varint();
    else if (tag === META.help) read.helpRef = reader.varint();
    else if (tag === META.unit) read.unitRef = reader.varint();
    else reader.skip(tag);
  }
  reader.leave(around);
  return read;
}

/** The name without what the series of its type have at their end. */
function familyOf(name: string, type: MetricMetadata['type']): string {
  const hasParts = type === 'histogram' || type === 'summary' || type === 'gaugehistogram';
  return hasParts ? name.replace(/_(?:bucket|sum|count|gsum|gcount)$/, '') : name;
}
