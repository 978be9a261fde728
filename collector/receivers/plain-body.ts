import { promisify } from 'node:util';
import { gunzip, inflate, inflateRaw } from 'node:zlib';
import { AppError } from '../../platform/errors/app-error.ts';

const unpackGzip = promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip);
const unpackZlib = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflate);
const unpackRaw = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflateRaw);

const MAX_QUOTED = 100;

/** The media type without parameters, in lower case; empty for none. */
export function mediaTypeOf(contentType: string | undefined): string {
  const [type = ''] = (contentType ?? '').split(';');
  return type.trim().toLowerCase();
}

/**
 * The body without its gzip or deflate (either form). It is unpacked beside this thread and never
 * grows beyond `maxBytes`.
 * @throws AppError `too_large`, `invalid`, and `unsupported_media` for other encodings
 */
export async function plainBody(
  body: Buffer,
  contentEncoding: string | undefined,
  maxBytes: number,
): Promise<Buffer> {
  const options = { maxOutputLength: maxBytes };
  const encoding = (contentEncoding ?? '').trim().toLowerCase();
  switch (encoding) {
    case '':
    case 'identity':
      return bounded(body, maxBytes);
    case 'gzip':
      return unpacked(() => unpackGzip(body, options), maxBytes);
    case 'deflate': // Go's writers mean the raw form, HTTP the one with a zlib head.
      return unpacked(
        () => (hasZlibHead(body) ? unpackZlib(body, options) : unpackRaw(body, options)),
        maxBytes,
      );
    default:
      throw new AppError(
        'unsupported_media',
        `the content encoding ${JSON.stringify(encoding.slice(0, MAX_QUOTED))} is not accepted; gzip and deflate are`,
      );
  }
}

function bounded(body: Buffer, maxBytes: number): Buffer {
  if (body.length <= maxBytes) return body;
  throw new AppError(
    'too_large',
    `the body holds ${body.length} bytes, more than the ${maxBytes} allowed`,
  );
}

/** RFC 1950: the method is 8, and the first two bytes are a multiple of 31. */
function hasZlibHead(bytes: Buffer): boolean {
  const [first = 0, second = 0] = bytes;
  return (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0;
}

async function unpacked(unpack: () => Promise<Buffer>, maxBytes: number): Promise<Buffer> {
  try {
    return await unpack();
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
