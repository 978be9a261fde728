import { inflateSync } from 'node:zlib';

const WOFF_HEADER_BYTES = 44;
const WOFF_ENTRY_BYTES = 20;
const SFNT_HEADER_BYTES = 12;
const SFNT_ENTRY_BYTES = 16;
const SIGNATURE = 0x774f4646;
const MAX_TABLES = 64;
const MAX_BYTES = 64 * 1024 * 1024;

interface WoffTable {
  readonly tag: string;
  readonly checksum: number;
  readonly data: Buffer;
}

/**
 * The font inside a WOFF file (https://www.w3.org/TR/WOFF/): the same tables, each out of its zlib.
 * @throws RangeError for anything that is not exactly such a file: a wrong length, a table outside of
 * the file, twice, or with another checksum than is said of it.
 */
export function woffToSfnt(woff: Uint8Array): Buffer {
  const file = Buffer.from(woff.buffer, woff.byteOffset, woff.byteLength);
  check(file.length >= WOFF_HEADER_BYTES && file.readUInt32BE(0) === SIGNATURE, 'no WOFF file');
  check(file.readUInt32BE(8) === file.length, 'another length than it says');
  const count = file.readUInt16BE(12);
  check(count > 0 && count <= MAX_TABLES, `${count} tables`);
  check(file.length >= WOFF_HEADER_BYTES + count * WOFF_ENTRY_BYTES, 'its directory is cut off');
  const size = file.readUInt32BE(16);
  check(size <= MAX_BYTES, `a font of ${size} bytes`);
  const tables = Array.from({ length: count }, (_, index) => tableAt(file, index));
  check(new Set(tables.map(({ tag }) => tag)).size === count, 'a table twice');
  const sfnt = sfntOf(file.readUInt32BE(4), tables);
  check(sfnt.length === size, `${sfnt.length} bytes instead of ${size}`);
  return sfnt;
}

function tableAt(file: Buffer, index: number): WoffTable {
  const at = WOFF_HEADER_BYTES + index * WOFF_ENTRY_BYTES;
  const tag = file.toString('latin1', at, at + 4);
  const offset = file.readUInt32BE(at + 4);
  const packed = file.readUInt32BE(at + 8);
  const length = file.readUInt32BE(at + 12);
  check(offset + packed <= file.length && packed <= length, `table ${tag} is outside`);
  check(length <= MAX_BYTES, `table ${tag} of ${length} bytes`);
  const stored = file.subarray(offset, offset + packed);
  const data = packed === length ? stored : inflated(stored, length, tag);
  const checksum = file.readUInt32BE(at + 16);
  check(data.length === length, `table ${tag} has another length`);
  // The sum of `head` leaves out a number within it.
  check(tag === 'head' || sumOf(data) === checksum, `table ${tag} has another checksum`);
  return { tag, checksum, data };
}

function inflated(stored: Buffer, length: number, tag: string): Buffer {
  try {
    return inflateSync(stored, { maxOutputLength: length });
  } catch (cause) {
    throw new RangeError(`a WOFF file cannot be read: table ${tag} is not zlib`, { cause });
  }
}

/** The sum of its big-endian words, the last filled up with zeroes. */
function sumOf(data: Buffer): number {
  const whole = data.length - (data.length % 4);
  let sum = 0;
  for (let at = 0; at < whole; at += 4) sum = (sum + data.readUInt32BE(at)) >>> 0;
  if (whole === data.length) return sum;
  const rest = Buffer.alloc(4);
  data.copy(rest, 0, whole);
  return (sum + rest.readUInt32BE(0)) >>> 0;
}

function sfntOf(flavour: number, tables: readonly WoffTable[]): Buffer {
  const sorted = [...tables].sort((a, b) => (a.tag < b.tag ? -1 : 1));
  const count = sorted.length;
  const head = Buffer.alloc(SFNT_HEADER_BYTES + count * SFNT_ENTRY_BYTES);
  const selector = Math.floor(Math.log2(count));
  head.writeUInt32BE(flavour, 0);
  head.writeUInt16BE(count, 4);
  head.writeUInt16BE(16 * 2 ** selector, 6);
  head.writeUInt16BE(selector, 8);
  head.writeUInt16BE(16 * count - 16 * 2 ** selector, 10);
  const parts: Buffer[] = [head];
  let offset = head.length;
  for (const [index, { tag, checksum, data }] of sorted.entries()) {
    const at = SFNT_HEADER_BYTES + index * SFNT_ENTRY_BYTES;
    head.write(tag, at, 'latin1');
    head.writeUInt32BE(checksum, at + 4);
    head.writeUInt32BE(offset, at + 8);
    head.writeUInt32BE(data.length, at + 12);
    const padding = Buffer.alloc((4 - (data.length % 4)) % 4);
    parts.push(data, padding);
    offset += data.length + padding.length;
  }
  return Buffer.concat(parts);
}

function check(holds: boolean, problem: string): asserts holds {
  if (!holds) throw new RangeError(`a WOFF file cannot be read: ${problem}`);
}
