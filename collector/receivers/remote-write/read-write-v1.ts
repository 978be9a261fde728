import { checkSeriesLabels, type LabelsCache, type SeriesLimits } from '../series-labels.ts';
import type { LabelStamp } from '../stamp-labels.ts';
import { DELIMITED, WireReader } from '../wire/wire-reader.ts';
import { readSample } from './read-sample.ts';
import { MAX_METADATA, metricTypeOf, WrittenRequest } from './written-request.ts';

const delimited = (field: number): number => field * 8 + DELIMITED;

/** Tags of `prometheus.WriteRequest` and below (prompb/remote.proto, prompb/types.proto). */
const TIMESERIES = delimited(1);
const METADATA = delimited(3);
const LABEL = delimited(1);
const SAMPLE = delimited(2);
const EXEMPLAR = delimited(3);
const HISTOGRAM = delimited(4);
const NAME = delimited(1);
const VALUE = delimited(2);
const META = { type: 1 * 8, family: delimited(2), help: delimited(4), unit: delimited(5) } as const;

/** Longer ones are rare, and are read each time. */
const MAX_KEY_BYTES = 4_096;

export interface ReadingPlace {
  readonly stamp: LabelStamp;
  /** Of this stamp only. */
  readonly cache: LabelsCache;
  readonly limits: SeriesLimits;
}

/**
 * Reads a remote write 1.0. Series whose labels are not good are left out and counted. Unknown fields
 * are passed over.
 * @throws AppError `invalid` for what is no such message, and for a namespace that the token may not
 *   write to
 */
export function readWriteV1(plain: Buffer, place: ReadingPlace): WrittenRequest {
  return new V1Reader(plain, place).read();
}

class V1Reader {
  readonly #reader: WireReader;
  readonly #view: DataView;
  readonly #place: ReadingPlace;
  readonly #request = new WrittenRequest();

  constructor(plain: Buffer, place: ReadingPlace) {
    this.#reader = new WireReader(plain);
    this.#view = new DataView(plain.buffer, plain.byteOffset, plain.length);
    this.#place = place;
  }

  read(): WrittenRequest {
    const reader = this.#reader;
    while (!reader.isAtEnd) {
      const tag = reader.tag();
      if (tag === TIMESERIES) this.#readSeries();
      else if (tag === METADATA) this.#readMetadata();
      else reader.skip(tag);
    }
    return this.#request;
  }

  #readSeries(): void {
    const reader = this.#reader;
    const request = this.#request;
    const around = reader.enter();
    let labelsFrom = -1;
    let labelsTo = -1;
    let isSplit = false;
    while (!reader.isAtEnd) {
      const start = reader.position;
      const tag = reader.tag();
      if (tag === SAMPLE) readSample(reader, this.#view, request.columns);
      else {
        reader.skip(tag);
        if (tag === LABEL) {
          if (labelsFrom === -1) labelsFrom = start;
          else if (start !== labelsTo) isSplit = true;
          labelsTo = reader.position;
        } else if (tag === EXEMPLAR) request.exemplars += 1;
        else if (tag === HISTOGRAM) request.histograms += 1;
      }
    }
    const end = reader.end;
    reader.leave(around);
    this.#close(isSplit ? null : this.#cached(labelsFrom, labelsTo), labelsFrom, end);
  }

  /** The key under which labels that lie side by side are kept. */
  #cached(from: number, to: number): string | null {
    if (from === -1 || to - from > MAX_KEY_BYTES) return null;
    return this.#reader.bytes.toString('latin1', from, to);
  }

  /** @param from of the first label, -1 for none @param end of the series */
  #close(key: string | null, from: number, end: number): void {
    const { cache, stamp, limits } = this.#place;
    const request = this.#request;
    const known = key === null ? undefined : cache.get(key);
    if (known !== undefined) {
      request.columns.closeSeries(known);
      return;
    }
    const pairs = from === -1 ? [] : this.#readLabels(from, end);
    const checked =
      pairs === null
        ? ({ kind: 'fault', message: 'a label of a series is not UTF-8' } as const)
        : checkSeriesLabels(pairs, stamp, limits);
    if (checked.kind === 'fault') {
      request.fault(checked.message, request.columns.dropSeries());
      return;
    }
    if (key !== null) cache.set(key, checked.labels);
    request.columns.closeSeries(checked.labels);
  }

  /** Null for what is not UTF-8. */
  #readLabels(from: number, end: number): readonly (readonly [string, string])[] | null {
    const labels = new WireReader(this.#reader.bytes);
    labels.position = from;
    labels.end = end;
    const pairs: (readonly [string, string])[] = [];
    while (!labels.isAtEnd) {
      const tag = labels.tag();
      if (tag !== LABEL) {
        labels.skip(tag);
        continue;
      }
      const pair = readLabel(labels);
      if (pair === null) return null;
      pairs.push(pair);
    }
    return pairs;
  }

  #readMetadata(): void {
    const reader = this.#reader;
    const around = reader.enter();
    const read = { type: 0, family: '', help: '', unit: '' };
    while (!reader.isAtEnd) {
      const tag = reader.tag();
      if (tag === META.type) read.type = reader.varint();
      else if (tag === META.family) read.family = reader.looseText();
      else if (tag === META.help) read.help = reader.looseText();
      else if (tag === META.unit) read.unit = reader.looseText();
      else reader.skip(tag);
    }
    reader.leave(around);
    const { metadata } = this.#request;
    if (read.family === '' || metadata.length >= MAX_METADATA) return;
    const { family: name, help, unit } = read;
    metadata.push({ name, type: metricTypeOf(read.type), help, unit });
  }
}

/** Null for what is not UTF-8. */
function readLabel(reader: WireReader): readonly [string, string] | null {
  const around = reader.enter();
  let name: string | null = '';
  let value: string | null = '';
  while (!reader.isAtEnd) {
    const tag = reader.tag();
    if (tag === NAME) name = reader.textOrNull();
    else if (tag === VALUE) value = reader.textOrNull();
    else reader.skip(tag);
  }
  reader.leave(around);
  return name === null || value === null ? null : [name, value];
}
