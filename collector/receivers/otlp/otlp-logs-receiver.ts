import type { Clock } from '../../../platform/clock/clock.ts';
import type { IngestQuota } from '../ingest-quota.ts';
import { checkPush, type DetectLevel, type LineLimits } from '../loki/check-push.ts';
import { storePush } from '../loki/store-push.ts';
import type { StreamLimits } from '../loki/stream-labels.ts';
import type { EntryPlace, Receiver } from '../receiver.ts';
import { LabelsCaches } from '../series-labels.ts';
import { logStream } from './log-streams.ts';
import { exportAnswer, otlpBody, readerOf, statusAnswer } from './otlp-answer.ts';
import { readLogs } from './otlp-request.ts';

export interface OtlpLogsOptions {
  readonly clock: Clock;
  /** Most bytes of a request once it is uncompressed. */
  readonly maxPlainBytes: number;
  readonly streamLimits: StreamLimits;
  readonly lineLimits: LineLimits;
  readonly detectLevel: DetectLevel;
  /** Attributes of resources that become labels. */
  readonly indexAttributes: ReadonlySet<string>;
  /** Counts bytes of uncompressed requests. */
  readonly quota: IngestQuota;
}

/**
 * OTLP logs over HTTP (protobuf, JSON), as Loki 3 maps them: 200, with what was not taken in
 * `partial_success`; refusals of the whole request are a `google.rpc.Status`.
 */
export function createOtlpLogsReceiver(options: OtlpLogsOptions): Receiver<EntryPlace> {
  const caches = new LabelsCaches();
  return async (request, place) => {
    try {
      const read = readerOf(request);
      const plain = await otlpBody(request, options.maxPlainBytes);
      const nowNs = BigInt(Math.trunc(options.clock.nowMs())) * 1_000_000n;
      const { stamp } = place;
      const streams = readLogs(plain, read)
        .map((resource) => logStream(resource, options.indexAttributes, stamp, nowNs))
        .filter(({ entries }) => entries.length > 0);
      options.quota.take(place.tenant, plain.length);
      const checked = checkPush(streams, { ...options, stamp, cache: caches.of(stamp) });
      const { tally, refusal } = await storePush(checked, place);
      const partial = { rejected: tally.refused, message: refusal ?? '' };
      return exportAnswer(request, 'rejectedLogRecords', partial, tally);
    } catch (thrown) {
      return statusAnswer(request, thrown);
    }
  };
}
