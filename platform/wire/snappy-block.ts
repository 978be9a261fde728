import { compress, uncompress } from 'snappyjs';
import { AppError } from '../errors/app-error.ts';

/**
 * Plain bytes of a snappy block (the framing-less format of remote write and Loki push). The length
 * that the block declares is checked before anything is allocated. They may be a view of the block.
 * @throws AppError `too_large` over `maxBytes`, `invalid` when the block is broken.
 * @see https://github.com/google/snappy/blob/main/format_description.txt
 */
export function uncompressSnappy(compressed: Uint8Array, maxBytes: number): Buffer {
  const declared = declaredLength(compressed);
  if (declared === undefined) throw new AppError('invalid', 'the body is not a snappy block');
  if (declared > maxBytes) {
    throw new AppError(
      'too_large',
      `the body holds ${declared} bytes, more than the ${maxBytes} allowed`,
    );
  }
  const whole = onlyLiteral(compressed, declared);
  if (whole !== null) return whole;
  try {
    const plain = uncompress(compressed, maxBytes);
    return Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength);
  } catch (cause) {
    throw new AppError('invalid', 'the body is not a snappy block', { cause });
  }
}

export function compressSnappy(plain: Uint8Array): Buffer {
  const compressed = compress(plain);
  return Buffer.from(compressed.buffer, compressed.byteOffset, compressed.byteLength);
}

/**
 * A block that holds the bytes as they are, for a reader in this process: compressing them and
 * reading them again would take longer than to copy them.
 */
export function wrapSnappy(plain: Uint8Array): Buffer {
  const block = Buffer.allocUnsafeSlow(plain.length + MAX_LENGTH_BYTES + LITERAL_TAG_BYTES);
  let at = 0;
  let rest = plain.length;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) block[at++] = (rest & 0x7f) | 0x80;
  block[at++] = rest;
  if (plain.length === 0) return block.subarray(0, at);
  block[at] = LONG_LITERAL;
  block.writeUInt32LE(plain.length - 1, at + 1);
  block.set(plain, at + LITERAL_TAG_BYTES);
  return block.subarray(0, at + LITERAL_TAG_BYTES + plain.length);
}

const MAX_LENGTH_BYTES = 5;
/** The tag of a literal whose length less one stands in the four bytes behind it. */
const LONG_LITERAL = 63 << 2;
const LITERAL_TAG_BYTES = 5;

/** What `wrapSnappy` wrapped; null for any other block. */
function onlyLiteral(block: Uint8Array, length: number): Buffer | null {
  const from = block.length - length;
  const tag = from - LITERAL_TAG_BYTES;
  if (length === 0 || tag < 1 || block[tag] !== LONG_LITERAL) return null;
  const bytes = Buffer.from(block.buffer, block.byteOffset, block.byteLength);
  const isRest = declaredBytes(length) === tag && bytes.readUInt32LE(tag + 1) === length - 1;
  return isRest ? bytes.subarray(from) : null;
}

/** How long the varint of a length is, written in the shortest way. */
function declaredBytes(length: number): number {
  let bytes = 1;
  for (let rest = length; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes += 1;
  return bytes;
}

/** The varint at the beginning: bytes of the plain text, below 2^32. */
function declaredLength(block: Uint8Array): number | undefined {
  let length = 0;
  for (let index = 0; index < 5; index++) {
    const byte = block[index];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return length;
  }
  return undefined;
}
