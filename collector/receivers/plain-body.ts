import { AppError } from '../../platform/errors/app-error.ts';
import { unpackBody } from '../../platform/wire/unpack-body.ts';

const MAX_QUOTED = 100;

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
  const encoding = (contentEncoding ?? '').trim().toLowerCase();
  switch (encoding) {
    case '':
    case 'identity':
      return bounded(body, maxBytes);
    case 'gzip':
    case 'deflate':
      return unpackBody(body, encoding, maxBytes);
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
