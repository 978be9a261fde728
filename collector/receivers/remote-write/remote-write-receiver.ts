import { AppError } from '../../../platform/errors/app-error.ts';
import { mediaTypeOf } from '../../../platform/wire/media-type.ts';
import { uncompressSnappy } from '../../../platform/wire/snappy-block.ts';
import { type WriteMessage, writeMessageOf } from '../../../platform/wire/write-message.ts';
import type { SampleBatch, SampleOutcome, SampleRefusal } from '../../model/sample-batch.ts';
import type { IngestQuota } from '../ingest-quota.ts';
import { printSeries } from '../print-series.ts';
import type { Receiver, ReceiverAnswer, SamplePlace } from '../receiver.ts';
import { refusalText } from '../refusal-text.ts';
import { LabelsCaches, type SeriesLimits } from '../series-labels.ts';
import { emptyAnswer, refusalAnswer, textAnswer } from '../text-answer.ts';
import { readWriteV1 } from './read-write-v1.ts';
import { readWriteV2 } from './read-write-v2.ts';
import type { WrittenRequest } from './written-request.ts';

export interface RemoteWriteOptions {
  /** Most bytes of a request once it is uncompressed. */
  readonly maxPlainBytes: number;
  readonly seriesLimits: SeriesLimits;
  /** Counts samples. */
  readonly quota: IngestQuota;
}

/**
 * Remote write 1.0 and 2.0: 204; 400 when something was not taken, naming the first (the rest is
 * stored, and senders do not come again); 415, 413, and 429 and 503 for later. 2.0 is also told how
 * much was written. Native histograms are refused, exemplars passed over.
 * @see https://prometheus.io/docs/specs/prw/remote_write_spec/
 */
export function createRemoteWriteReceiver(options: RemoteWriteOptions): Receiver<SamplePlace> {
  const caches = new LabelsCaches();
  return async (request, place) => {
    try {
      const version = messageOf(request.contentType, request.contentEncoding);
      const plain = uncompressSnappy(request.body, options.maxPlainBytes);
      const { stamp } = place;
      const reading = { stamp, cache: caches.of(stamp), limits: options.seriesLimits };
      const read = version === '1.0' ? readWriteV1(plain, reading) : readWriteV2(plain, reading);
      options.quota.take(place.tenant, read.columns.length);
      const batch = read.columns.toBatch();
      const outcome = batch.times.length === 0 ? NONE : await place.samples.append(batch);
      place.metadata?.note(read.metadata);
      return answerTo(version, read, batch, outcome);
    } catch (thrown) {
      return refusalAnswer(thrown);
    }
  };
}

const NONE: SampleOutcome = { appended: 0, refused: [] };

/** @throws AppError `unsupported_media` */
function messageOf(
  contentType: string | undefined,
  contentEncoding: string | undefined,
): WriteMessage {
  const encoding = contentEncoding ?? '';
  if (encoding !== '' && encoding.toLowerCase() !== 'snappy') {
    throw unsupported(
      `${quoted(encoding)} encoding (compression) is not accepted by this server; only snappy is acceptable`,
    );
  }
  if ((contentType ?? '') === '') return '1.0';
  if (mediaTypeOf(contentType) !== 'application/x-protobuf') {
    throw unsupported(
      `expected application/x-protobuf as the content type, got ${quoted(contentType ?? '')}`,
    );
  }
  const message = writeMessageOf(contentType ?? '');
  if (message !== null) return message;
  throw unsupported(
    'only remote write 1.0 (prometheus.WriteRequest) and 2.0 (io.prometheus.write.v2.Request) are taken',
  );
}

function unsupported(message: string): AppError {
  return new AppError('unsupported_media', message);
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}

function answerTo(
  version: WriteMessage,
  read: WrittenRequest,
  batch: SampleBatch,
  { refused }: SampleOutcome,
): ReceiverAnswer {
  const taken = batch.times.length - refused.length;
  const notTaken = refused.length + read.faultySamples + read.histograms;
  const tally = { taken, refused: notTaken };
  const headers = version === '2.0' ? writtenHeaders(taken) : {};
  const first = firstRefusal(read, batch, refused);
  if (first === null) return emptyAnswer(204, tally, headers);
  const rest =
    notTaken > 1 ? `; ${notTaken} of ${taken + notTaken} were refused, the others are stored` : '';
  return textAnswer(400, first + rest, tally, headers);
}

/** What senders of 2.0 hear of what was stored; ours keeps neither histograms nor exemplars. */
function writtenHeaders(samples: number): Readonly<Record<string, string>> {
  return {
    'x-prometheus-remote-write-samples-written': String(samples),
    'x-prometheus-remote-write-histograms-written': '0',
    'x-prometheus-remote-write-exemplars-written': '0',
  };
}

function firstRefusal(
  { firstFault, histograms }: WrittenRequest,
  batch: SampleBatch,
  refused: readonly SampleRefusal[],
): string | null {
  if (firstFault !== null) return firstFault;
  const [first] = refused;
  if (first !== undefined) {
    const labels = batch.series[batch.refs[first.sample] ?? 0];
    return `${refusalText(first.kind)} for series ${printSeries(labels ?? new Map())}`;
  }
  return histograms > 0 ? 'native histograms are not supported' : null;
}
