/** Wire types of protobuf. */
const VARINT = 0;
const FIXED64 = 1;
const DELIMITED = 2;

/** A request as it lies on the wire: references instead of texts, so that it can be wrong. */
export interface WireRequest {
  readonly symbols: readonly (string | Buffer)[];
  readonly series: readonly WireSeries[];
  /** Added at the end, as they are. */
  readonly more?: Buffer;
}

export interface WireSeries {
  readonly labelsRefs: readonly number[];
  /** Value, instant and, where there is one, start of each. */
  readonly samples?: readonly (readonly [value: number, atMs: number, startMs?: number])[];
  /** Contents of the messages. */
  readonly histograms?: readonly Buffer[];
  readonly exemplars?: readonly WireExemplar[];
  readonly metadata?: WireMetadata;
  readonly createdMs?: number;
  readonly more?: Buffer;
}

export interface WireExemplar {
  readonly labelsRefs: readonly number[];
  readonly value: number;
  readonly atMs: number;
}

export interface WireMetadata {
  readonly type: number;
  readonly helpRef: number;
  readonly unitRef: number;
}

/** `io.prometheus.write.v2.Request` in protobuf, not compressed. */
export function encodeV2({ symbols, series, more }: WireRequest): Buffer {
  return Buffer.concat([
    ...symbols.map((symbol) => bytesField(4, Buffer.from(symbol))),
    ...series.map((one) => bytesField(5, encodeSeries(one))),
    more ?? Buffer.alloc(0),
  ]);
}

function encodeSeries(series: WireSeries): Buffer {
  const { labelsRefs, samples = [], histograms = [], exemplars = [], metadata, createdMs } = series;
  return Buffer.concat([
    ...refs(labelsRefs),
    ...samples.map((sample) => bytesField(2, encodeSample(sample))),
    ...histograms.map((histogram) => bytesField(3, histogram)),
    ...exemplars.map((exemplar) => bytesField(4, encodeExemplar(exemplar))),
    ...(metadata ? [bytesField(5, encodeMetadata(metadata))] : []),
    ...(createdMs === undefined ? [] : [varintField(6, createdMs)]),
    series.more ?? Buffer.alloc(0),
  ]);
}

function encodeSample([value, atMs, startMs]: readonly [number, number, number?]): Buffer {
  const start = startMs === undefined ? [] : [varintField(3, startMs)];
  return Buffer.concat([doubleField(1, value), varintField(2, atMs), ...start]);
}

function encodeExemplar({ labelsRefs, value, atMs }: WireExemplar): Buffer {
  return Buffer.concat([...refs(labelsRefs), doubleField(2, value), varintField(3, atMs)]);
}

function encodeMetadata({ type, helpRef, unitRef }: WireMetadata): Buffer {
  return Buffer.concat([varintField(1, type), varintField(3, helpRef), varintField(4, unitRef)]);
}

function refs(values: readonly number[]): readonly Buffer[] {
  return values.length === 0 ? [] : [bytesField(1, Buffer.concat(values.map(varint)))];
}

export function bytesField(number: number, content: Buffer): Buffer {
  return Buffer.concat([varint(number * 8 + DELIMITED), varint(content.length), content]);
}

export function varintField(number: number, value: number): Buffer {
  return Buffer.concat([varint(number * 8 + VARINT), varint(value)]);
}

export function doubleField(number: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([varint(number * 8 + FIXED64), bytes]);
}

/** Negative numbers in ten bytes, as protobuf has them. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return Buffer.from([...bytes, Number(rest)]);
}
