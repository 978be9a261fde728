import { AppError } from '../../../platform/errors/app-error.ts';
import { ByteWriter } from '../../../platform/wire/byte-writer.ts';
import { mediaTypeOf } from '../../../platform/wire/media-type.ts';
import { plainBody } from '../plain-body.ts';
import { NOTHING, type ReceiverAnswer, type ReceiverRequest, type Tally } from '../receiver.ts';
import { retryHeaders } from '../text-answer.ts';
import type { ReadBody } from './otlp-request.ts';
import { readJson } from './read-json.ts';
import { readProtobuf } from './read-protobuf.ts';

const JSON_TYPE = 'application/json';
const PROTOBUF_TYPE = 'application/x-protobuf';

/** What part of a request was not taken, and why. */
export interface PartialSuccess {
  readonly rejected: number;
  /** Empty for none. */
  readonly message: string;
}

/** The reader of a request's encoding. @throws AppError `unsupported_media` */
export function readerOf({ contentType }: ReceiverRequest): ReadBody {
  const type = mediaTypeOf(contentType);
  if (type === JSON_TYPE) return readJson;
  if (type === PROTOBUF_TYPE) return readProtobuf;
  throw new AppError(
    'unsupported_media',
    `unsupported content type: ${JSON.stringify(type.slice(0, 100))}, supported: [${JSON_TYPE}, ${PROTOBUF_TYPE}]`,
  );
}

/** @throws AppError `too_large`, `invalid`, `unsupported_media` */
export function otlpBody(request: ReceiverRequest, maxBytes: number): Promise<Buffer> {
  return plainBody(request.body, request.contentEncoding, maxBytes);
}

/**
 * 200 with an `Export…ServiceResponse` in the encoding of the request.
 * @param member what the count is called in JSON, e.g. `rejectedDataPoints`
 */
export function exportAnswer(
  request: ReceiverRequest,
  member: 'rejectedDataPoints' | 'rejectedLogRecords',
  { rejected, message }: PartialSuccess,
  tally: Tally,
): ReceiverAnswer {
  const isWhole = rejected === 0 && message === '';
  if (isJson(request)) {
    const partialSuccess = { [member]: String(rejected), errorMessage: message };
    return answer(200, JSON_TYPE, JSON.stringify(isWhole ? {} : { partialSuccess }), tally);
  }
  const response = new ByteWriter();
  if (!isWhole) {
    const partial = new ByteWriter();
    if (rejected > 0) {
      partial.varint(1 * 8);
      partial.varint(rejected);
    }
    partial.delimited(2, Buffer.from(message));
    response.delimited(1, partial.view());
  }
  return answer(200, PROTOBUF_TYPE, Buffer.from(response.view()), tally);
}

/** Codes of google.rpc by HTTP status. */
const CODES: ReadonlyMap<number, number> = new Map([
  [400, 3], // INVALID_ARGUMENT
  [401, 16], // UNAUTHENTICATED
  [403, 7], // PERMISSION_DENIED
  [404, 5], // NOT_FOUND
  [405, 12], // UNIMPLEMENTED
  [413, 3],
  [415, 3],
  [422, 9], // FAILED_PRECONDITION
  [429, 8], // RESOURCE_EXHAUSTED
  [500, 13], // INTERNAL
  [503, 14], // UNAVAILABLE
  [504, 4], // DEADLINE_EXCEEDED
]);
const UNKNOWN = 2;

/**
 * A refusal as `google.rpc.Status`, in the encoding of the request.
 * @throws what is no AppError: a fault of this program
 */
export function statusAnswer(
  request: Pick<ReceiverRequest, 'contentType'>,
  thrown: unknown,
): ReceiverAnswer {
  if (!(thrown instanceof AppError)) throw thrown;
  const code = CODES.get(thrown.status) ?? UNKNOWN;
  const headers = retryHeaders(thrown);
  if (isJson(request)) {
    const body = JSON.stringify({ code, message: thrown.message });
    return answer(thrown.status, JSON_TYPE, body, NOTHING, headers);
  }
  const status = new ByteWriter();
  status.varint(1 * 8);
  status.varint(code);
  status.delimited(2, Buffer.from(thrown.message));
  return answer(thrown.status, PROTOBUF_TYPE, Buffer.from(status.view()), NOTHING, headers);
}

function isJson({ contentType }: Pick<ReceiverRequest, 'contentType'>): boolean {
  return mediaTypeOf(contentType) === JSON_TYPE;
}

function answer(
  status: number,
  contentType: string,
  body: string | Buffer,
  tally: Tally,
  headers: Readonly<Record<string, string>> = {},
): ReceiverAnswer {
  return {
    status,
    headers: { 'content-type': contentType, ...headers },
    body: Buffer.from(body),
    tally,
  };
}
