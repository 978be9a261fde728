import { gzipSync } from 'node:zlib';
import { logsRequest, metricsRequest } from '../../collector/receivers/otlp/otlp-schema.data.ts';
import { compressSnappy } from '../../platform/wire/snappy-block.ts';
import { type CrashLab, type CrashTenant, wordOf } from './crash-lab.ts';
import { encodeOtlp } from './otlp-encoder.ts';
import { encodeAsV2, encodeV1, lokiProtobuf, type PushedSeries } from './push-encoders.ts';

/** One sample or line, whichever: what tells it from every other one of its kind. */
export type CrashItem = string;

/** A push, and what is there when it was taken. */
export interface CrashPush {
  /** Below the scope. */
  readonly path: string;
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * A way of pushing: number `n` of a tenant is the same at every call. Its items lie in slot `n` of
 * time, and those that come late in slot `n - LATE_BY`.
 */
export interface CrashProtocol {
  readonly name: string;
  readonly holds: 'samples' | 'lines';
  /** What finds all that was pushed in this way. */
  readonly selector: string;
  push(tenant: CrashTenant, n: number): CrashPush;
  inOrder(tenant: CrashTenant, n: number): readonly CrashItem[];
  late(tenant: CrashTenant, n: number): readonly CrashItem[];
}

/** How many pushes later an item that comes late is sent. */
export const LATE_BY = 10;
/** The time of one push. */
export const SLOT_MS = 50;

/** A group of Pushgateway's API, which is exposed until it is deleted. @returns the status */
export async function pushGroup(lab: CrashLab, tenant: CrashTenant): Promise<number> {
  const path = `/scopes/${tenant}/pushgateway/metrics/job/nightly`;
  const body = new Uint8Array(Buffer.from(`crash_group{secret="${wordOf(tenant)}"} 1\n`));
  return (await lab.send(tenant, path, { body, headers: { 'content-type': 'text/plain' } })).status;
}

/** Whether the group is exposed now, once, as the tenant's. */
export async function hasGroup(lab: CrashLab, tenant: CrashTenant): Promise<boolean> {
  const form = new URLSearchParams({ query: 'crash_group' });
  const { text } = await lab.send(tenant, `/scopes/${tenant}/prometheus/api/v1/query?${form}`);
  return text.split('"secret":').length === 2 && text.includes(wordOf(tenant));
}

const SERIES = [0, 1, 2, 3, 4, 5];
const LATE_SERIES = [0, 1];
const STEPS = [0, 1, 2, 3, 4];
const STEP_MS = SLOT_MS / STEPS.length;
const STREAMS = ['a', 'b'];

/** What of a push lies where. `from` is when slot 0 begins, Unix milliseconds. */
export function crashProtocols(from: number): readonly CrashProtocol[] {
  return [remoteWrite(from), lokiPush(from), otlpMetrics(from), otlpLogs(from)];
}

export const sampleItem = (series: string, atMs: number, value: string): CrashItem =>
  `${series} ${atMs} ${value}`;
export const lineItem = (stream: string, ns: bigint, line: string): CrashItem =>
  `${stream} ${ns} ${line}`;

interface Point {
  readonly series: number;
  readonly atMs: number;
  readonly value: number;
}

function inOrderPoints(from: number, n: number): readonly Point[] {
  return SERIES.flatMap((series) =>
    STEPS.map((step) => {
      const atMs = from + n * SLOT_MS + step * STEP_MS;
      return { series, atMs, value: n * 100 + series * 10 + step };
    }),
  );
}

function latePoints(from: number, n: number): readonly Point[] {
  if (n < LATE_BY) return [];
  return LATE_SERIES.flatMap((series) =>
    STEPS.map((step) => {
      const atMs = from + (n - LATE_BY) * SLOT_MS + step * STEP_MS + STEP_MS / 2;
      return { series, atMs, value: n * 100 + series * 10 + step + 0.5 };
    }),
  );
}

const itemsOf = (points: readonly Point[]): readonly CrashItem[] =>
  points.map(({ series, atMs, value }) => sampleItem(String(series), atMs, String(value)));

function seriesOf(tenant: CrashTenant, points: readonly Point[]): readonly PushedSeries[] {
  return SERIES.map((series) => ({
    labels: new Map([
      ['__name__', 'crash_write'],
      ['secret', wordOf(tenant)],
      ['series', String(series)],
    ]),
    samples: points
      .filter((point) => point.series === series)
      .map(({ value, atMs }) => [value, atMs] as const),
  })).filter(({ samples }) => samples.length > 0);
}

function remoteWrite(from: number): CrashProtocol {
  return {
    name: 'remote write',
    holds: 'samples',
    selector: 'crash_write',
    inOrder: (_, n) => itemsOf(inOrderPoints(from, n)),
    late: (_, n) => itemsOf(latePoints(from, n)),
    push: (tenant, n) => {
      const all = [...latePoints(from, n), ...inOrderPoints(from, n)];
      const series = seriesOf(tenant, all);
      const isV2 = n % 2 === 1;
      return {
        path: 'prometheus/api/v1/write',
        body: compressSnappy(isV2 ? encodeAsV2(series) : encodeV1(series)),
        headers: {
          'content-encoding': 'snappy',
          'content-type': `application/x-protobuf${isV2 ? ';proto=io.prometheus.write.v2.Request' : ''}`,
          'x-prometheus-remote-write-version': isV2 ? '2.0.0' : '0.1.0',
        },
      };
    },
  };
}

const attributesOf = (texts: Readonly<Record<string, string>>) =>
  Object.entries(texts).map(([key, stringValue]) => ({ key, value: { stringValue } }));

/** JSON and protobuf in turns, of it every second one compressed. */
function otlpPush(path: string, n: number, message: object, schema: typeof logsRequest): CrashPush {
  const isJson = n % 2 === 0;
  const plain = isJson ? Buffer.from(JSON.stringify(message)) : encodeOtlp(message, schema);
  const isZipped = n % 4 < 2;
  return {
    path,
    body: isZipped ? gzipSync(plain) : plain,
    headers: {
      'content-type': isJson ? 'application/json' : 'application/x-protobuf',
      ...(isZipped ? { 'content-encoding': 'gzip' } : {}),
    },
  };
}

const resource = { attributes: attributesOf({ 'service.name': 'crash-otlp' }) };

function otlpMetrics(from: number): CrashProtocol {
  return {
    name: 'OTLP metrics',
    holds: 'samples',
    selector: 'crash_otlp',
    inOrder: (_, n) => itemsOf(inOrderPoints(from, n)),
    late: (_, n) => itemsOf(latePoints(from, n)),
    push: (tenant, n) => {
      const all = [...latePoints(from, n), ...inOrderPoints(from, n)];
      const dataPoints = all.map(({ series, atMs, value }) => ({
        timeUnixNano: `${atMs}000000`,
        asDouble: value,
        attributes: attributesOf({ secret: wordOf(tenant), series: String(series) }),
      }));
      const metrics = [{ name: 'crash_otlp', gauge: { dataPoints } }];
      const message = { resourceMetrics: [{ resource, scopeMetrics: [{ metrics }] }] };
      return otlpPush('otlp/v1/metrics', n, message, metricsRequest);
    },
  };
}

interface Line {
  readonly stream: string;
  readonly ns: bigint;
  readonly line: string;
}

/** Long enough for blocks to fill, the same for the same number, and hard to compress. */
function fill(n: number, length: number): string {
  let state = n * 2_654_435_761 + 1;
  let text = '';
  while (text.length < length) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    text += state.toString(36);
  }
  return text;
}

/** Instants that only whole nanoseconds tell apart, and some that several lines share. */
function linesOf(tenant: CrashTenant, from: number, n: number, kind: 'late' | 'inOrder') {
  const isLate = kind === 'late';
  if (isLate && n < LATE_BY) return [];
  const atMs = from + (isLate ? n - LATE_BY : n) * SLOT_MS + (isLate ? SLOT_MS / 2 : 0);
  return STREAMS.flatMap((stream) =>
    [0, 1, 2].map((index): Line => {
      const ns = BigInt(atMs) * 1_000_000n + BigInt(Math.floor(index / 2) * 7 + 1);
      const line = `${wordOf(tenant)} ${kind} ${n} ${stream}${index} 日志 ${fill(n * 3 + index, 300)}`;
      return { stream, ns, line };
    }),
  );
}

const lineItems = (lines: readonly Line[]): readonly CrashItem[] =>
  lines.map(({ stream, ns, line }) => lineItem(stream, ns, line));

function lokiPush(from: number): CrashProtocol {
  return {
    name: 'Loki push',
    holds: 'lines',
    selector: '{app="crash"}',
    inOrder: (tenant, n) => lineItems(linesOf(tenant, from, n, 'inOrder')),
    late: (tenant, n) => lineItems(linesOf(tenant, from, n, 'late')),
    push: (tenant, n) => {
      const lines = [...linesOf(tenant, from, n, 'late'), ...linesOf(tenant, from, n, 'inOrder')];
      const path = 'loki/loki/api/v1/push';
      const ofStream = (name: string) => lines.filter(({ stream }) => stream === name);
      const labelsOf = (stream: string) => ({ app: 'crash', secret: wordOf(tenant), stream });
      if (n % 2 === 0) {
        const streams = STREAMS.map((name) => ({
          stream: labelsOf(name),
          values: ofStream(name).map(({ ns, line }) => [String(ns), line]),
        }));
        const body = Buffer.from(JSON.stringify({ streams }));
        return { path, body, headers: { 'content-type': 'application/json' } };
      }
      const messages = STREAMS.map((name) =>
        lokiProtobuf(
          labelsOf(name),
          ofStream(name).map(({ ns, line }) => [ns, line, {}] as const),
        ),
      );
      const headers = { 'content-type': 'application/x-protobuf' };
      return { path, body: compressSnappy(Buffer.concat(messages)), headers };
    },
  };
}

function otlpLogs(from: number): CrashProtocol {
  return {
    name: 'OTLP logs',
    holds: 'lines',
    selector: '{service_name="crash-otlp"}',
    inOrder: (tenant, n) => lineItems(otlpLines(tenant, from, n, 'inOrder')),
    late: (tenant, n) => lineItems(otlpLines(tenant, from, n, 'late')),
    push: (tenant, n) => {
      const all = [...otlpLines(tenant, from, n, 'late'), ...otlpLines(tenant, from, n, 'inOrder')];
      const logRecords = all.map(({ ns, line }) => ({
        timeUnixNano: String(ns),
        body: { stringValue: line },
        attributes: attributesOf({ secret: wordOf(tenant) }),
      }));
      const message = { resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] };
      return otlpPush('otlp/v1/logs', n, message, logsRequest);
    },
  };
}

/** All in one stream, which has no label of ours. */
const otlpLines = (
  tenant: CrashTenant,
  from: number,
  n: number,
  kind: 'late' | 'inOrder',
): readonly Line[] => linesOf(tenant, from, n, kind).map((one) => ({ ...one, stream: '' }));
