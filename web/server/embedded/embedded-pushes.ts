import { detectLevel } from '../../../collector/logs/detect-level.ts';
import { createIngestQuota, type IngestQuota } from '../../../collector/receivers/ingest-quota.ts';
import { DEFAULT_LINE_LIMITS } from '../../../collector/receivers/loki/check-push.ts';
import { createLokiPushReceiver } from '../../../collector/receivers/loki/loki-push-receiver.ts';
import { DEFAULT_STREAM_LIMITS } from '../../../collector/receivers/loki/stream-labels.ts';
import {
  observedReceiver,
  type ReceiverMetrics,
} from '../../../collector/receivers/observed-receiver.ts';
import type { ReceiveRates } from '../../../collector/receivers/receive-rates.ts';
import type {
  EntryPlace,
  ReceiverAnswer,
  ReceiverRequest,
  SamplePlace,
} from '../../../collector/receivers/receiver.ts';
import { createRemoteWriteReceiver } from '../../../collector/receivers/remote-write/remote-write-receiver.ts';
import { DEFAULT_SERIES_LIMITS } from '../../../collector/receivers/series-labels.ts';
import type { LabelStamp } from '../../../collector/receivers/stamp-labels.ts';
import type { Clock } from '../../../platform/clock/clock.ts';
import type { ApiAnswer } from '../../../queries/embedded/api-answer.ts';
import type { AnswerPush } from './answer-questions.ts';
import type { EmbeddedPush, EmbeddedQuestion } from './embedded-messages.ts';
import type { EmbeddedSettings } from './embedded-settings.ts';
import type { EmbeddedStores } from './embedded-stores.ts';

export interface PushesOptions {
  readonly settings: EmbeddedSettings;
  readonly stores: EmbeddedStores;
  readonly rates: ReceiveRates;
  readonly metrics: ReceiverMetrics;
  readonly sampleQuota: IngestQuota;
  readonly logQuota: IngestQuota;
}

/** What comes through the proxy carries the scope's labels already. */
const STAMPED: LabelStamp = { ownLabels: new Map(), choice: null };

/** The pushes that the query plane hands on, by path. */
export function proxiedPushes(options: PushesOptions): Readonly<Record<string, AnswerPush>> {
  const { settings, stores, rates, metrics, sampleQuota, logQuota } = options;
  const { maxPlainBytes } = settings.config.ingest;
  const { addsLabels = true } = settings.forTests ?? {};
  const write = observedReceiver(
    'remote-write',
    createRemoteWriteReceiver({
      maxPlainBytes,
      seriesLimits: DEFAULT_SERIES_LIMITS,
      quota: sampleQuota,
    }),
    metrics,
    rates,
  );
  const push = observedReceiver(
    'loki-push',
    createLokiPushReceiver({
      maxPlainBytes,
      streamLimits: { ...DEFAULT_STREAM_LIMITS, discoversService: addsLabels },
      lineLimits: DEFAULT_LINE_LIMITS,
      detectLevel: (line, metadata, labels) =>
        addsLabels ? detectLevel(labels, metadata, line) : '',
      quota: logQuota,
    }),
    metrics,
    rates,
  );
  return {
    '/api/v1/write': async (question) =>
      apiAnswer(await write(requestOf(question), samplePlace(stores, question.tenant, STAMPED))),
    '/loki/api/v1/push': async (question) =>
      apiAnswer(await push(requestOf(question), entryPlace(stores, question.tenant, STAMPED))),
  };
}

/** What tenants may push by themselves, over all receivers. */
export function ingestQuotas(
  clock: Clock,
  { config }: EmbeddedSettings,
): Pick<PushesOptions, 'sampleQuota' | 'logQuota'> {
  const { samplesPerSecond, logBytesPerSecond } = config.ingest;
  const samples = { perSecond: samplesPerSecond, burst: samplesPerSecond * 10, unit: 'samples' };
  const bytes = { perSecond: logBytesPerSecond, burst: logBytesPerSecond * 4, unit: 'bytes' };
  return {
    sampleQuota: createIngestQuota(clock, samples),
    logQuota: createIngestQuota(clock, bytes),
  };
}

export function samplePlace(
  stores: EmbeddedStores,
  tenant: string,
  stamp: LabelStamp,
): SamplePlace {
  const store = stores.metrics.store(tenant);
  const metadata = {
    note: (
      said: readonly { readonly name: string; type: string; help: string; unit: string }[],
    ) => {
      for (const { name, type, help, unit } of said) store.setMetadata(name, { type, help, unit });
    },
  };
  return { tenant, stamp, samples: store, metadata };
}

export function entryPlace(stores: EmbeddedStores, tenant: string, stamp: LabelStamp): EntryPlace {
  return { tenant, stamp, entries: stores.entriesOf(tenant) };
}

export function requestOf(question: EmbeddedQuestion | EmbeddedPush): ReceiverRequest {
  const headers = Object.fromEntries(question.headers);
  const { body } = question;
  return {
    method: question.method,
    path: question.path,
    query: question.form,
    contentType: headers['content-type'],
    contentEncoding: headers['content-encoding'],
    headers,
    body: body === null ? Buffer.alloc(0) : Buffer.from(body.buffer, body.byteOffset, body.length),
  };
}

export function apiAnswer({ status, headers, body }: ReceiverAnswer): ApiAnswer {
  return { status, headers, chunks: body.length === 0 ? [] : [new Uint8Array(body)] };
}
