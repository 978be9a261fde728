/** One series to write: instants are milliseconds since 1970. */
export interface WrittenSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly (readonly [atMs: number, value: number])[];
}

/**
 * The body of a remote-write 1.0 request: `prometheus.WriteRequest` in protobuf, in a snappy
 * block. The block holds the bytes as one literal (the format allows any length), which is valid
 * snappy without compressing anything.
 */
export function remoteWriteBody(series: readonly WrittenSeries[]): Buffer {
  const message = Buffer.concat(series.map((one) => field(1, seriesMessage(one))));
  return Buffer.concat([varint(BigInt(message.length)), literalTag(message.length), message]);
}

function seriesMessage({ labels, samples }: WrittenSeries): Buffer {
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.concat([
    ...sorted.map(([name, value]) => field(1, Buffer.concat([text(1, name), text(2, value)]))),
    ...samples.map(([atMs, value]) => field(2, sampleMessage(atMs, value))),
  ]);
}

function sampleMessage(atMs: number, value: number): Buffer {
  const double = Buffer.alloc(9);
  double[0] = (1 << 3) | 1; // field 1, 64 bit
  double.writeDoubleLE(value, 1);
  const instant = varint(BigInt.asUintN(64, BigInt(Math.trunc(atMs))));
  return Buffer.concat([double, Buffer.from([2 << 3]), instant]);
}

function text(number: number, value: string): Buffer {
  return field(number, Buffer.from(value));
}

function field(number: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([(number << 3) | 2]), varint(BigInt(content.length)), content]);
}

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return Buffer.from([...bytes, Number(rest)]);
}

/** Tag 63 << 2: a literal whose length - 1 follows in four bytes. */
function literalTag(length: number): Buffer {
  if (length === 0) return Buffer.alloc(0);
  const tag = Buffer.alloc(5);
  tag[0] = 63 << 2;
  tag.writeUInt32LE(length - 1, 1);
  return tag;
}
