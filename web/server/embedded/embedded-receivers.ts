import { join } from 'node:path';
import { ExpositionError } from '../../../collector/exposition/exposition-error.ts';
import { ExpositionParser } from '../../../collector/exposition/exposition-parser.ts';
import { detectLevel } from '../../../collector/logs/detect-level.ts';
import type { IngestQuota } from '../../../collector/receivers/ingest-quota.ts';
import {
  createAuditReceiver,
  createEventsReceiver,
} from '../../../collector/receivers/kubernetes/cluster-receivers.ts';
import { DEFAULT_LINE_LIMITS } from '../../../collector/receivers/loki/check-push.ts';
import { DEFAULT_STREAM_LIMITS } from '../../../collector/receivers/loki/stream-labels.ts';
import {
  observedReceiver,
  type ReceiverMetrics,
} from '../../../collector/receivers/observed-receiver.ts';
import { DEFAULT_INDEX_ATTRIBUTES } from '../../../collector/receivers/otlp/log-streams.ts';
import { resourceOptionsOf } from '../../../collector/receivers/otlp/otlp-config.ts';
import { createOtlpLogsReceiver } from '../../../collector/receivers/otlp/otlp-logs-receiver.ts';
import { createOtlpMetricsReceiver } from '../../../collector/receivers/otlp/otlp-metrics-receiver.ts';
import { createGroupFile } from '../../../collector/receivers/pushgateway/group-file.ts';
import { KeptGroups } from '../../../collector/receivers/pushgateway/kept-groups.ts';
import { PushedGroups } from '../../../collector/receivers/pushgateway/pushed-groups.ts';
import { createPushedGroupsLoop } from '../../../collector/receivers/pushgateway/pushed-groups-loop.ts';
import type { ParsedText } from '../../../collector/receivers/pushgateway/pushed-text.ts';
import { createPushgatewayReceiver } from '../../../collector/receivers/pushgateway/pushgateway-receiver.ts';
import type { ReceiveRates } from '../../../collector/receivers/receive-rates.ts';
import type { EntryPlace } from '../../../collector/receivers/receiver.ts';
import { DEFAULT_SERIES_LIMITS } from '../../../collector/receivers/series-labels.ts';
import type { LabelStamp } from '../../../collector/receivers/stamp-labels.ts';
import type { Clock } from '../../../platform/clock/clock.ts';
import type { Service } from '../../../platform/lifecycle/service.ts';
import { parseDurationMs } from '../../../platform/model/duration.ts';
import type { Labels } from '../../../platform/model/labels.ts';
import type { Logger } from '../../../platform/observe/logger.ts';
import { PLATFORM } from '../../../platform/tenancy/scope-name.ts';
import type { ApiAnswer } from '../../../queries/embedded/api-answer.ts';
import type { EmbeddedPush } from './embedded-messages.ts';
import { apiAnswer, entryPlace, requestOf, samplePlace } from './embedded-pushes.ts';
import type { EmbeddedSettings } from './embedded-settings.ts';
import type { EmbeddedStores } from './embedded-stores.ts';

export interface ReceiversOptions {
  readonly settings: EmbeddedSettings;
  readonly stores: EmbeddedStores;
  readonly rates: ReceiveRates;
  readonly metrics: ReceiverMetrics;
  readonly sampleQuota: IngestQuota;
  readonly logQuota: IngestQuota;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
}

/** The pushes that come here directly, not through the query plane. */
export interface EmbeddedReceivers {
  /** What is pushed in groups is exposed at the scrape interval, for as long as this runs. */
  readonly loop: Service;
  answer(push: EmbeddedPush): Promise<ApiAnswer>;
}

const MAX_GROUPS = 1_000;
const MAX_SERIES_PER_GROUP = 10_000;

export function composeReceivers(options: ReceiversOptions): EmbeddedReceivers {
  const { stores } = options;
  const groupFile = createGroupFile(join(options.settings.folder, 'pushed-groups.json'));
  const kept = new KeptGroups(new PushedGroups(MAX_GROUPS), groupFile);
  const { otlpMetrics, pushgateway } = sampleReceivers(options, kept);
  const { otlpLogs, events, audit } = entryReceivers(options);
  const receive = (push: EmbeddedPush) => {
    const stamp = stampOf(push);
    const request = requestOf(push);
    switch (push.receiver) {
      case 'otlp-metrics':
        return otlpMetrics(request, samplePlace(stores, push.tenant, stamp));
      case 'otlp-logs':
        return otlpLogs(request, entryPlace(stores, push.tenant, stamp));
      case 'pushgateway':
        return pushgateway(request, samplePlace(stores, push.tenant, stamp));
      case 'kubernetes-events':
        return events(request, clusterPlace(stores, push));
      case 'kubernetes-audit':
        return audit(request, clusterPlace(stores, push));
      default:
        throw new TypeError(`${push.receiver} comes through the query plane`);
    }
  };
  return {
    loop: groupsLoop(options, kept),
    answer: async (push) => apiAnswer(await receive(push)),
  };
}

function sampleReceivers(options: ReceiversOptions, kept: KeptGroups) {
  const { settings, rates, metrics, sampleQuota: quota, clock } = options;
  const { maxPlainBytes } = settings.config.ingest;
  const seriesLimits = DEFAULT_SERIES_LIMITS;
  const otlpMetrics = createOtlpMetricsReceiver({
    maxPlainBytes,
    seriesLimits,
    resources: resourceOptionsOf(settings.config.otlp),
    quota,
  });
  const pushgateway = createPushgatewayReceiver({
    clock,
    kept,
    parse: parseText,
    maxPlainBytes,
    maxSeriesPerGroup: MAX_SERIES_PER_GROUP,
    seriesLimits,
    quota,
  });
  return {
    otlpMetrics: observedReceiver('otlp-metrics', otlpMetrics, metrics, rates),
    pushgateway: observedReceiver('pushgateway', pushgateway, metrics, rates),
  };
}

function entryReceivers({ settings, rates, metrics, logQuota: quota, clock }: ReceiversOptions) {
  const { maxPlainBytes } = settings.config.ingest;
  const otlpLogs = createOtlpLogsReceiver({
    clock,
    maxPlainBytes,
    streamLimits: DEFAULT_STREAM_LIMITS,
    lineLimits: DEFAULT_LINE_LIMITS,
    detectLevel: (line, metadata, labels) => detectLevel(labels, metadata, line),
    indexAttributes: DEFAULT_INDEX_ATTRIBUTES,
    quota,
  });
  const ofCluster = { clock, maxPlainBytes, quota };
  const events = createEventsReceiver(ofCluster);
  const audit = createAuditReceiver(ofCluster);
  return {
    otlpLogs: observedReceiver('otlp-logs', otlpLogs, metrics, rates),
    events: observedReceiver('kubernetes-events', events, metrics, rates),
    audit: observedReceiver('kubernetes-audit', audit, metrics, rates),
  };
}

function groupsLoop(options: ReceiversOptions, kept: KeptGroups): Service {
  const { settings, stores, clock, logger, random } = options;
  return createPushedGroupsLoop({
    clock,
    logger,
    random,
    kept,
    intervalMs: parseDurationMs(settings.config.scrape.interval) ?? 15_000,
    sinkOf: (tenant) => stores.metrics.store(tenant),
  });
}

function stampOf({ ownLabels, choice }: EmbeddedPush): LabelStamp {
  return {
    ownLabels,
    choice: choice && { label: choice.label, allowed: new Set(choice.allowed) },
  };
}

/** What belongs to no environment of the cluster goes to `_platform`. */
function clusterPlace(stores: EmbeddedStores, push: EmbeddedPush) {
  const platform = entryPlace(stores, PLATFORM, stampOf(push));
  const known = new Map<string, EntryPlace>();
  const placeOf = (namespace: string): EntryPlace => {
    const at = push.namespaces.get(namespace);
    if (at === undefined) return platform;
    const stamp = { ownLabels: at.ownLabels, choice: null };
    const place = known.get(namespace) ?? entryPlace(stores, at.tenant, stamp);
    known.set(namespace, place);
    return place;
  };
  return { ...platform, placeOf };
}

/** The text of a pushed group, whose labels are read anew each time. */
function parseText(bytes: Buffer, contentType: string | undefined): ParsedText {
  const isOpenMetrics = contentType?.startsWith('application/openmetrics-text') ?? false;
  const parser = new ExpositionParser<Labels>((labels) => labels);
  try {
    const { series, values, times } = parser.parse(bytes, isOpenMetrics ? 'openmetrics' : 'text');
    const samples = series.map((labels, at) => {
      const timeMs = times[at] ?? Number.NaN;
      return { labels, value: values[at] ?? 0, timeMs: Number.isNaN(timeMs) ? null : timeMs };
    });
    const metadata = parser.metadata().map(({ metric, ...said }) => ({ name: metric, ...said }));
    return { kind: 'parsed', samples, metadata };
  } catch (thrown) {
    if (thrown instanceof ExpositionError) return { kind: 'error', message: thrown.message };
    throw thrown;
  }
}
