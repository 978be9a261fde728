import { AppError } from '../../../../platform/errors/app-error.ts';
import { mediaTypeOf } from '../../../../platform/wire/media-type.ts';
import { compressSnappy, uncompressSnappy } from '../../../../platform/wire/snappy-block.ts';
import { unpackBody } from '../../../../platform/wire/unpack-body.ts';
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
  const type = mediaTypeOf(body.contentType);
  switch (type) {
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

async function decoded(
  { contentEncoding, bytes }: PushedBody,
  maxPlainBytes: number,
): Promise<Buffer> {
  const encoding = contentEncoding?.toLowerCase();
  switch (encoding) {
    case undefined:
    case 'identity':
    case 'snappy':
      return bytes;
    case 'gzip':
    case 'deflate':
      return unpackBody(bytes, encoding, maxPlainBytes);
    default:
      throw new AppError(
        'unsupported_media',
        `a push with content encoding ${encoding.slice(0, 100)} is not accepted`,
      );
  }
}
