import { promisify } from 'node:util';
import { gunzip, inflate, inflateRaw } from 'node:zlib';
import { AppError } from '../errors/app-error.ts';

const unpackGzip = promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip);
const unpackZlib = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflate);
const unpackRaw = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflateRaw);

/**
 * The body without its gzip or deflate, the latter in either form: Go's readers and writers mean the
 * raw one, HTTP the one with a zlib head. It is unpacked beside this thread and never grows beyond
 * `maxBytes`.
 * @throws AppError `too_large`, `invalid`
 */
export async function unpackBody(
  body: Buffer,
  encoding: 'gzip' | 'deflate',
  maxBytes: number,
): Promise<Buffer> {
  const unpack = encoding === 'gzip' ? unpackGzip : hasZlibHead(body) ? unpackZlib : unpackRaw;
  try {
    return await unpack(body, { maxOutputLength: maxBytes });
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE') {
      throw new AppError(
        'too_large',
        `the body holds more than the ${maxBytes} bytes allowed once it is decompressed`,
      );
    }
    throw new AppError('invalid', 'the body is not in the encoding that was announced', { cause });
  }
}

/** RFC 1950: the method is 8, and the first two bytes are a multiple of 31. */
function hasZlibHead(bytes: Buffer): boolean {
  const [first = 0, second = 0] = bytes;
  return (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0;
}
