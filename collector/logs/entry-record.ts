import { BinaryReader, BinaryWriter } from './binary-cursor.ts';
import { readTimes } from './block-codec.ts';
import { ColumnBlock } from './column-block.ts';
import type { EntryColumns } from './entry-columns.ts';
import type { EntryTable } from './entry-table.ts';
import { readMetadata, writeMetadata } from './metadata-codec.ts';

/** The type of the journal's records. */
export const ENTRIES_RECORD = 1;

/** What a record of the journal says. */
export interface EntryRecord {
  /** Numbers the records of a store, ascending. */
  readonly seq: number;
  /**
   * The first record whose lines are in it. Records from this one (inclusive) up to `seq` (exclusive)
   * of the same stream are not read when this one is there. Equal to `seq` in records of lines that came.
   */
  readonly firstSeq: number;
  /** Of the stream's labels. */
  readonly labelsJson: string;
  /** In the order of their arrival. */
  readonly entries: EntryTable;
}

/** What a record says but for its lines. */
export type RecordHeader = Pick<EntryRecord, 'seq' | 'firstSeq' | 'labelsJson'>;

/** The payload of a record with these lines of a stream. */
export function encodeRecord(header: RecordHeader, entries: EntryColumns): Buffer {
  const { seq, firstSeq, labelsJson } = header;
  const { count, bytes, timesNs, ends, text, hasMetadata } = entries;
  const writer = new BinaryWriter(bytes + count * 12 + labelsJson.length * 3 + 64);
  writer.double(seq);
  writer.double(firstSeq);
  writer.text(labelsJson);
  writer.varint(count);
  writer.varint(bytes);
  writer.raw(new Uint8Array(timesNs.buffer, timesNs.byteOffset, count * 8));
  writer.raw(new Uint8Array(ends.buffer, ends.byteOffset, count * 4));
  writer.raw(text.subarray(0, bytes));
  writer.uint8(hasMetadata ? 1 : 0);
  if (hasMetadata) writeMetadata(writer, entries, count);
  return writer.bytes();
}

/** Its entries are views of `payload`. @throws RangeError for what was not written as a record */
export function decodeRecord(payload: Uint8Array): EntryRecord {
  const reader = readerOf(payload);
  const header = readHeader(reader);
  const count = reader.varint();
  const textBytes = reader.varint();
  const timesNs = readTimes(reader.raw(count * 8), count);
  const ends = new Uint32Array(count);
  new Uint8Array(ends.buffer).set(reader.raw(count * 4));
  const text = reader.raw(textBytes);
  const column = reader.uint8() === 1 ? readMetadata(reader, count) : null;
  const entries = new ColumnBlock({ timesNs, text, ends }, column === null ? null : () => column);
  return { ...header, entries };
}

/** The header alone. @throws RangeError for what was not written as a record */
export function decodeHeader(payload: Uint8Array): RecordHeader {
  return readHeader(readerOf(payload));
}

function readHeader(reader: BinaryReader): RecordHeader {
  return { seq: reader.double(), firstSeq: reader.double(), labelsJson: reader.text() };
}

function readerOf(payload: Uint8Array): BinaryReader {
  return new BinaryReader(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength));
}
