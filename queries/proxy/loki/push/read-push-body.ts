import { promisify } from 'node:util';
import { gunzip, inflate, inflateRaw } from 'node:zlib';
import { AppError } from '../../../../platform/errors/app-error.ts';
import { compressSnappy, uncompressSnappy } from '../../../../platform/wire/snappy-block.ts';
import type { EnforcedMatcher } from '../../../scope/enforced-matcher.ts';
import type { UpstreamBody } from '../../../upstream/upstream.ts';
import { enforceJsonPush, enforceProtobufPush } from './enforce-push.ts';
import { spliceJsonPush } from './splice-json-push.ts';

export interface PushedBody {
  /** Of the request; `undefined` where the header is missing. */
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  readonly bytes: Buffer;
}

/**
 * The body of a push, enforced, as it goes to the backend: JSON as JSON, everything else as protobuf
 * in a snappy block, which is how Loki itself reads what names no type.
 * @throws AppError `invalid`, `too_large`, `unsupported_media`
 */
export async function scopedPushBody(
  body: PushedBody,
  matchers: readonly EnforcedMatcher[],
  maxPlainBytes: number,
): Promise<UpstreamBody> {
  const bytes = await decoded(body, maxPlainBytes);
  const [type = ''] = (body.contentType ?? '').split(';');
  switch (type.trim().toLowerCase()) {
    case 'application/json': {
      const scoped =
        spliceJsonPush(bytes, matchers) ?? Buffer.from(enforceJsonPush(textOf(bytes), matchers));
      return { contentType: 'application/json', bytes: scoped };
    }
    case '':
    case 'application/x-protobuf': {
      const plain = uncompressSnappy(bytes, maxPlainBytes);
      const scoped = enforceProtobufPush(plain, matchers);
      return { contentType: 'application/x-protobuf', bytes: compressSnappy(scoped) };
    }
    default:
      throw new AppError(
        'unsupported_media',
        `a push in ${type.slice(0, 100)} is not accepted, only application/json and application/x-protobuf`,
      );
  }
}

function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new AppError('invalid', 'the body is not UTF-8', { cause });
  }
}

const unpackGzip = promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip);
const unpackZlib = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflate);
const unpackRaw = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflateRaw);

async function decoded(
  { contentEncoding, bytes }: PushedBody,
  maxOutputLength: number,
): Promise<Buffer> {
  const options = { maxOutputLength };
  switch (contentEncoding?.toLowerCase()) {
    case undefined:
    case 'identity':
    case 'snappy':
      return bytes;
    case 'gzip':
      return unpacked(() => unpackGzip(bytes, options), maxOutputLength);
    case 'deflate': // Go's readers and writers mean the raw form, HTTP the one with a zlib head.
      return unpacked(
        () => (hasZlibHead(bytes) ? unpackZlib(bytes, options) : unpackRaw(bytes, options)),
        maxOutputLength,
      );
    default:
      throw new AppError(
        'unsupported_media',
        `a push with content encoding ${contentEncoding?.slice(0, 100)} is not accepted`,
      );
  }
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
    const isTooLarge =
      cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE';
    if (isTooLarge) {
      throw new AppError(
        'too_large',
        `the body holds more than the ${maxBytes} bytes allowed when decompressed`,
      );
    }
    throw new AppError('invalid', 'the body is not in the encoding that was announced', { cause });
  }
}
