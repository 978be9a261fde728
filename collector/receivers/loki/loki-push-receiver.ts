import { AppError } from '../../../platform/errors/app-error.ts';
import { mediaTypeOf } from '../../../platform/wire/media-type.ts';
import { uncompressSnappy } from '../../../platform/wire/snappy-block.ts';
import type { IngestQuota } from '../ingest-quota.ts';
import { plainBody } from '../plain-body.ts';
import type { EntryPlace, Receiver, ReceiverRequest } from '../receiver.ts';
import { LabelsCaches } from '../series-labels.ts';
import { emptyAnswer, refusalAnswer, textAnswer } from '../text-answer.ts';
import { checkPush, type DetectLevel, type LineLimits } from './check-push.ts';
import type { PushedStream } from './pushed-stream.ts';
import { readPushJson } from './read-push-json.ts';
import { readPushProtobuf } from './read-push-protobuf.ts';
import { storePush } from './store-push.ts';
import type { StreamLimits } from './stream-labels.ts';

export interface LokiPushOptions {
  /** Most bytes of a push once it is uncompressed. */
  readonly maxPlainBytes: number;
  readonly streamLimits: StreamLimits;
  readonly lineLimits: LineLimits;
  readonly detectLevel: DetectLevel;
  /** Counts bytes of uncompressed pushes. */
  readonly quota: IngestQuota;
}

/**
 * Loki's push: JSON (plain, gzip, deflate) and protobuf in a snappy block. 204; 400 when lines were
 * not taken (the others are stored), 422 without streams, 415, 413, 429 over a rate or the number of
 * streams, 503.
 * @see https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs
 */
export function createLokiPushReceiver(options: LokiPushOptions): Receiver<EntryPlace> {
  const caches = new LabelsCaches();
  return async (request, place) => {
    try {
      const { plain, read } = await plainPush(request, options.maxPlainBytes);
      const streams = read(plain);
      if (streams.length === 0) {
        return textAnswer(422, 'error at least one valid stream is required for ingestion');
      }
      options.quota.take(place.tenant, plain.length);
      const { stamp } = place;
      const checked = checkPush(streams, { ...options, stamp, cache: caches.of(stamp) });
      const { tally, refusal, isOverStreams } = await storePush(checked, place);
      if (refusal === null) return emptyAnswer(204, tally);
      if (isOverStreams) return textAnswer(429, refusal, tally, { 'retry-after': RETRY_SECONDS });
      return textAnswer(400, refusal, tally);
    } catch (thrown) {
      return refusalAnswer(thrown);
    }
  };
}

const RETRY_SECONDS = '60';

interface PlainPush {
  readonly plain: Buffer;
  readonly read: (plain: Buffer) => readonly PushedStream[];
}

async function plainPush(request: ReceiverRequest, maxBytes: number): Promise<PlainPush> {
  const { body, contentType, contentEncoding } = request;
  const type = mediaTypeOf(contentType);
  switch (type) {
    case 'application/json': {
      const plain = await plainBody(body, contentEncoding, maxBytes);
      return { plain, read: readPushJson };
    }
    case '':
    case 'application/x-protobuf': {
      const isSnappy = contentEncoding?.toLowerCase() === 'snappy';
      const block = isSnappy ? body : await plainBody(body, contentEncoding, maxBytes);
      return { plain: uncompressSnappy(block, maxBytes), read: readPushProtobuf };
    }
    default:
      throw new AppError(
        'unsupported_media',
        `a push in ${JSON.stringify(type.slice(0, 100))} is not accepted, only application/json and application/x-protobuf`,
      );
  }
}
