import { compress, uncompress } from 'snappyjs';
import { AppError } from '../errors/app-error.ts';

/**
 * Plain bytes of a snappy block (the framing-less format of remote write and Loki push). The length
 * that the block declares is checked before anything is allocated.
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
