import { endianness } from 'node:os';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { BinaryReader, BinaryWriter } from './binary-cursor.ts';
import { ColumnBlock } from './column-block.ts';
import { readMetadata, writeMetadata } from './metadata-codec.ts';

const VERSION = 1;
const HEADER_BYTES = 30;
const WIDE_TIMES = 1;
const WITH_METADATA = 2;
const WORD = 2 ** 32;
/** Differences within a block are added up as numbers, exactly. */
const MAX_SPAN_NS = 2n ** 52n;
const LOW_WORD = endianness() === 'LE' ? 0 : 1;

/**
 * A block as it is stored:
 *
 * | bytes | what |
 * |---|---|
 * | 1 | version, 1 |
 * | 1 | 1: times are whole (8 bytes each); 2: with metadata |
 * | 4 × 5 | entries; bytes of times, of lengths, of text, of metadata (little-endian) |
 * | 8 | time of the first entry |
 * | rest | raw deflate of: times, each as the difference to the one before; lengths; text; metadata |
 *
 * @param block with at least one entry
 */
export function encodeBlock(block: ColumnBlock): Buffer {
  const { timesNs, text, ends, count } = block;
  const firstNs = timesNs[0] ?? 0n;
  const isWide = (timesNs[count - 1] ?? firstNs) - firstNs > MAX_SPAN_NS;
  const writer = new BinaryWriter(text.length + count * 8 + 256);
  if (isWide) writer.raw(Buffer.from(timesNs.buffer, timesNs.byteOffset, count * 8));
  else writeDeltas(writer, timesNs);
  const timesEnd = writer.size;
  let from = 0;
  for (const end of ends) {
    writer.varint(end - from);
    from = end;
  }
  const lengthsEnd = writer.size;
  writer.raw(text);
  const textEnd = writer.size;
  const metadata = block.metadataColumn;
  if (metadata !== null) writeMetadata(writer, metadata, count);

  const header = Buffer.alloc(HEADER_BYTES);
  header[0] = VERSION;
  header[1] = (isWide ? WIDE_TIMES : 0) | (metadata === null ? 0 : WITH_METADATA);
  header.writeUInt32LE(count, 2);
  header.writeUInt32LE(timesEnd, 6);
  header.writeUInt32LE(lengthsEnd - timesEnd, 10);
  header.writeUInt32LE(text.length, 14);
  header.writeUInt32LE(writer.size - textEnd, 18);
  header.writeBigInt64LE(firstNs, 22);
  return Buffer.concat([header, deflateRawSync(writer.bytes(), { level: 1 })]);
}

/** @throws Error for bytes that {@link encodeBlock} did not write */
export function decodeBlock(blob: Buffer): ColumnBlock {
  if (blob.length < HEADER_BYTES || blob[0] !== VERSION) {
    throw new Error(`no block of log lines: version ${blob[0] ?? 'none'}, ${blob.length} bytes`);
  }
  const flags = blob[1] ?? 0;
  const count = blob.readUInt32LE(2);
  const timesBytes = blob.readUInt32LE(6);
  const lengthsBytes = blob.readUInt32LE(10);
  const textBytes = blob.readUInt32LE(14);
  const metadataBytes = blob.readUInt32LE(18);
  const size = timesBytes + lengthsBytes + textBytes + metadataBytes;
  const body = inflateRawSync(blob.subarray(HEADER_BYTES), {
    // One piece: what is read in several is put together once more.
    chunkSize: Math.max(64, size + 1),
    maxOutputLength: Math.max(64, size + 1),
  });
  if (body.length !== size) throw new Error(`a block of ${body.length} bytes is not ${size} long`);
  const reader = new BinaryReader(body);
  const timesNs =
    (flags & WIDE_TIMES) === 0
      ? readDeltas(reader, count, blob.readBigInt64LE(22))
      : readTimes(reader.raw(timesBytes), count);
  const ends = readLengths(reader, count);
  const text = reader.raw(textBytes);
  const metadata = reader.raw(metadataBytes);
  return new ColumnBlock(
    { timesNs, text, ends },
    (flags & WITH_METADATA) === 0 ? null : () => readMetadata(new BinaryReader(metadata), count),
  );
}

/** Eight bytes each, in the order of this machine, which wrote them. */
export function readTimes(bytes: Uint8Array, count: number): BigInt64Array {
  const times = new BigInt64Array(count);
  new Uint8Array(times.buffer).set(bytes);
  return times;
}

function writeDeltas(writer: BinaryWriter, timesNs: BigInt64Array): void {
  let before = timesNs[0] ?? 0n;
  for (const timeNs of timesNs) {
    writer.varint(Number(timeNs - before));
    before = timeNs;
  }
}

/** By halves: a bigint for each of them would cost more than all the rest of a block. */
function readDeltas(reader: BinaryReader, count: number, firstNs: bigint): BigInt64Array {
  const times = new BigInt64Array(count);
  const words = new Uint32Array(times.buffer);
  const firstLow = Number(BigInt.asUintN(32, firstNs));
  const firstHigh = Number(BigInt.asUintN(32, firstNs >> 32n));
  let offset = 0;
  for (let index = 0; index < count; index++) {
    offset += reader.varint();
    const offsetLow = offset % WORD;
    const low = firstLow + offsetLow;
    const carry = low >= WORD ? 1 : 0;
    words[2 * index + LOW_WORD] = low;
    words[2 * index + 1 - LOW_WORD] = firstHigh + (offset - offsetLow) / WORD + carry;
  }
  return times;
}

function readLengths(reader: BinaryReader, count: number): Uint32Array {
  const ends = new Uint32Array(count);
  let end = 0;
  for (let index = 0; index < count; index++) {
    end += reader.varint();
    ends[index] = end;
  }
  return ends;
}
