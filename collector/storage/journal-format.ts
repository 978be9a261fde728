import { crc32 } from 'node:zlib';

/** What the owner of a journal wrote: what `type` (0 to 255) and `payload` mean is its affair. */
export interface JournalRecord {
  readonly type: number;
  readonly payload: Uint8Array;
}

/** At the start of each segment: the format and its version. */
export const SEGMENT_HEADER = Buffer.from('tocsinj1', 'latin1');

/** length (4), crc32 of type and payload (4), type (1); little-endian. */
const FRAME_BYTES = 9;
const MAX_PAYLOAD_BYTES = 256 * 1024 * 1024;

export function framedBytes(records: readonly JournalRecord[]): number {
  let bytes = 0;
  for (const { payload } of records) bytes += FRAME_BYTES + payload.length;
  return bytes;
}

/**
 * Writes the records one behind the other into `target`, which is large enough.
 * @throws RangeError for a payload over 256 MiB or a type that is no byte
 */
export function frameRecords(records: readonly JournalRecord[], target: Buffer): void {
  let at = 0;
  for (const { type, payload } of records) {
    if (payload.length > MAX_PAYLOAD_BYTES || type !== (type & 0xff)) {
      throw new RangeError(`no journal record: type ${type}, ${payload.length} bytes`);
    }
    const end = at + FRAME_BYTES + payload.length;
    target.writeUInt32LE(payload.length, at);
    target[at + 8] = type;
    target.set(payload, at + FRAME_BYTES);
    target.writeUInt32LE(crc32(target.subarray(at + 8, end)), at + 4);
    at = end;
  }
}

/**
 * Reads the records of a segment from `from` on; `onRecord` also learns where each one ends.
 * @returns where the last good record ends; 0 when the header itself is not one
 */
export function readSegment(
  bytes: Buffer,
  from: number,
  onRecord: (record: JournalRecord, end: number) => void,
): number {
  const header = bytes.subarray(0, SEGMENT_HEADER.length);
  if (!header.equals(SEGMENT_HEADER)) return 0;
  let at = Math.max(from, SEGMENT_HEADER.length);
  while (at + FRAME_BYTES <= bytes.length) {
    const end = at + FRAME_BYTES + bytes.readUInt32LE(at);
    if (end > bytes.length) break;
    if (crc32(bytes.subarray(at + 8, end)) !== bytes.readUInt32LE(at + 4)) break;
    onRecord({ type: bytes[at + 8] ?? 0, payload: bytes.subarray(at + FRAME_BYTES, end) }, end);
    at = end;
  }
  return Math.min(at, bytes.length);
}
