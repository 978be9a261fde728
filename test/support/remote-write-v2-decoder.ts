/** A request of remote write 2.0 with the texts that it refers to. */
export interface DecodedRequest {
  readonly symbols: readonly string[];
  readonly series: readonly DecodedSeries[];
}

export interface DecodedSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly DecodedSample[];
  /** Contents of the messages. */
  readonly histograms: readonly Buffer[];
  readonly exemplars: readonly DecodedExemplar[];
  readonly metadata: { readonly type: number; readonly help: string; readonly unit: string } | null;
  /** 0: not said. */
  readonly createdMs: number;
}

export interface DecodedSample {
  readonly value: number;
  readonly atMs: number;
  /** 0: not said. */
  readonly startMs: number;
}

export interface DecodedExemplar {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  readonly atMs: number;
}

/** What is against the specification, in words of this decoder. */
export class SpecificationError extends Error {}

/**
 * Reads `io.prometheus.write.v2.Request` as strictly as the specification is written: every MUST
 * about symbols, references and labels is looked at, and a field that it does not have is wrong. It
 * shares no code with what it is to judge.
 * @throws SpecificationError
 * @see https://prometheus.io/docs/specs/prw/remote_write_spec_2_0/#protobuf-message
 */
export function decodeV2(request: Buffer): DecodedRequest {
  const fields = readMessage(request, { 4: 'bytes', 5: 'bytes' });
  const symbols = all(fields, 4).map((bytes) => {
    const text = bytes.toString('utf8');
    must(Buffer.from(text).equals(bytes), 'a symbol is not UTF-8');
    return text;
  });
  must(symbols[0] === '', 'the first symbol is not empty');
  must(new Set(symbols).size === symbols.length, 'a symbol is there twice');
  return { symbols, series: all(fields, 5).map((bytes) => decodeSeries(bytes, symbols)) };
}

function decodeSeries(bytes: Buffer, symbols: readonly string[]): DecodedSeries {
  const fields = readMessage(bytes, {
    1: 'bytes',
    2: 'bytes',
    3: 'bytes',
    4: 'bytes',
    5: 'bytes',
    6: 'varint',
  });
  const labels = decodeLabels(all(fields, 1), symbols);
  must(labels.length > 0, 'a series has no labels');
  labels.forEach(([name, value], at) => {
    must(name !== '' && value !== '', 'a label name or value is empty');
    const [before] = labels[at - 1] ?? [''];
    must(Buffer.compare(Buffer.from(before), Buffer.from(name)) < 0, 'label names are not sorted');
  });
  const [metadata] = all(fields, 5).map((one) => decodeMetadata(one, symbols));
  return {
    labels: Object.fromEntries(labels),
    samples: all(fields, 2).map(decodeSample),
    histograms: all(fields, 3).map(checkedHistogram),
    exemplars: all(fields, 4).map((one) => decodeExemplar(one, symbols)),
    metadata: metadata ?? null,
    createdMs: integer(fields, 6),
  };
}

function decodeSample(bytes: Buffer): DecodedSample {
  const fields = readMessage(bytes, { 1: 'fixed64', 2: 'varint', 3: 'varint' });
  return { value: double(fields, 1), atMs: integer(fields, 2), startMs: integer(fields, 3) };
}

function decodeExemplar(bytes: Buffer, symbols: readonly string[]): DecodedExemplar {
  const fields = readMessage(bytes, { 1: 'bytes', 2: 'fixed64', 3: 'varint' });
  const labels = decodeLabels(all(fields, 1), symbols);
  must(new Map(labels).size === labels.length, 'an exemplar has a label twice');
  const timed = { value: double(fields, 2), atMs: integer(fields, 3) };
  return { labels: Object.fromEntries(labels), ...timed };
}

function decodeMetadata(bytes: Buffer, symbols: readonly string[]) {
  const fields = readMessage(bytes, { 1: 'varint', 3: 'varint', 4: 'varint' });
  const text = (number: number) => symbolAt(integer(fields, number), symbols);
  return { type: integer(fields, 1), help: text(3), unit: text(4) };
}

const HISTOGRAM: Shape = {
  1: 'varint',
  2: 'fixed64',
  3: 'fixed64',
  4: 'varint',
  5: 'fixed64',
  6: 'varint',
  7: 'fixed64',
  8: 'bytes',
  9: 'bytes',
  10: 'bytes',
  11: 'bytes',
  12: 'bytes',
  13: 'bytes',
  14: 'varint',
  15: 'varint',
  16: 'bytes',
  17: 'varint',
};

function checkedHistogram(bytes: Buffer): Buffer {
  const fields = readMessage(bytes, HISTOGRAM);
  for (const span of [...all(fields, 8), ...all(fields, 11)]) {
    readMessage(span, { 1: 'varint', 2: 'varint' });
  }
  return bytes;
}

function decodeLabels(packed: readonly Buffer[], symbols: readonly string[]) {
  const refs = packed.flatMap((bytes) => {
    const cursor = { at: 0 };
    const found: number[] = [];
    while (cursor.at < bytes.length) found.push(Number(readVarint(bytes, cursor)));
    return found;
  });
  must(refs.length % 2 === 0, 'an odd number of references');
  return Array.from({ length: refs.length / 2 }, (_, at): [string, string] => [
    symbolAt(refs[2 * at] ?? -1, symbols),
    symbolAt(refs[2 * at + 1] ?? -1, symbols),
  ]);
}

function symbolAt(ref: number, symbols: readonly string[]): string {
  const symbol = symbols[ref];
  if (symbol === undefined) throw new SpecificationError(`there is no symbol ${ref}`);
  return symbol;
}

type WireKind = 'varint' | 'fixed64' | 'bytes';
type Shape = Readonly<Record<number, WireKind>>;
interface ReadField {
  readonly number: number;
  readonly integer: bigint;
  readonly bytes: Buffer;
}

const KINDS: Readonly<Record<number, WireKind>> = { 0: 'varint', 1: 'fixed64', 2: 'bytes' };

function readMessage(bytes: Buffer, shape: Shape): readonly ReadField[] {
  const fields: ReadField[] = [];
  const cursor = { at: 0 };
  while (cursor.at < bytes.length) {
    const tag = Number(readVarint(bytes, cursor));
    const number = tag >> 3;
    const kind = KINDS[tag & 7];
    must(kind !== undefined && shape[number] === kind, `field ${number} is not of this message`);
    fields.push(readField(bytes, cursor, number, kind ?? 'bytes'));
  }
  return fields;
}

function readField(
  bytes: Buffer,
  cursor: { at: number },
  number: number,
  kind: WireKind,
): ReadField {
  const none = Buffer.alloc(0);
  if (kind === 'varint') return { number, integer: readVarint(bytes, cursor), bytes: none };
  const length = kind === 'fixed64' ? 8 : Number(readVarint(bytes, cursor));
  const end = cursor.at + length;
  must(end <= bytes.length, 'the message ends early');
  const content = bytes.subarray(cursor.at, end);
  cursor.at = end;
  return { number, integer: 0n, bytes: content };
}

function readVarint(bytes: Buffer, cursor: { at: number }): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = bytes[cursor.at++];
    must(byte !== undefined, 'the message ends early');
    value |= BigInt((byte ?? 0) & 0x7f) << shift;
    if ((byte ?? 0) < 0x80) return value;
  }
  throw new SpecificationError('a number is too long');
}

function all(fields: readonly ReadField[], number: number): readonly Buffer[] {
  return fields.filter((field) => field.number === number).map((field) => field.bytes);
}

function integer(fields: readonly ReadField[], number: number): number {
  const last = fields.findLast((field) => field.number === number);
  return Number(BigInt.asIntN(64, last?.integer ?? 0n));
}

function double(fields: readonly ReadField[], number: number): number {
  return fields.findLast((field) => field.number === number)?.bytes.readDoubleLE() ?? 0;
}

function must(holds: boolean, otherwise: string): void {
  if (!holds) throw new SpecificationError(otherwise);
}
