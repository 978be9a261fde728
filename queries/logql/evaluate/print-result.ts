import { assertNever } from '../../../platform/model/assert-never.ts';
import type { Labels } from '../../../platform/model/labels.ts';
import type { ResultEntry } from './entry-selection.ts';
import type { LogqlResult } from './evaluate.ts';
import { compareLabelSets, type LabelSet } from './label-set.ts';
import type { QueryStats } from './query-context.ts';
import type { Series } from './series.ts';
import { instantOf, type StepGrid } from './step-grid.ts';

export interface PrintOptions {
  /** What was read, and how long it took, in seconds. */
  readonly stats: QueryStats;
  readonly execSeconds: number;
  /** Whether lines tell the categories of their labels apart (`categorize-labels`). */
  readonly isCategorised: boolean;
}

/**
 * The body of an answer in Loki's shape: `{"status":"success","data":{"resultType":"vector",…}}`, the
 * keys in the order that Grafana reads them.
 */
export function printLokiResult(result: LogqlResult, options: PrintOptions): string {
  const flags =
    result.kind === 'streams' && options.isCategorised
      ? '"encodingFlags":["categorize-labels"],'
      : '';
  return (
    `{"status":"success","data":{"resultType":"${result.kind}",${flags}` +
    `"result":${printData(result, options)},"stats":${printStats(result, options)}}}`
  );
}

function printData(result: LogqlResult, { isCategorised }: PrintOptions): string {
  switch (result.kind) {
    case 'streams':
      return printStreams(result.entries, isCategorised);
    case 'scalar':
      return printPoint(result.timeNs, result.value);
    case 'vector':
      return `[${result.samples
        .map(({ labels, value }) => {
          const metric = printLabels(labels.labels);
          return `{"metric":${metric},"value":${printPoint(result.timeNs, value)}}`;
        })
        .join(',')}]`;
    case 'matrix':
      return `[${result.series.map((series) => printSeries(series, result.grid)).join(',')}]`;
    default:
      return assertNever(result);
  }
}

function printSeries({ labels, values, has }: Series, grid: StepGrid): string {
  const points: string[] = [];
  for (let k = 0; k < values.length; k++) {
    if (has[k] === 1) points.push(printPoint(instantOf(grid, k), values[k] ?? 0));
  }
  return `{"metric":${printLabels(labels.labels)},"values":[${points.join(',')}]}`;
}

/** Lines by their labels, streams sorted by them, lines in the order of the query. */
export function printStreams(entries: readonly ResultEntry[], isCategorised: boolean): string {
  const streams = new Map<string, { labels: LabelSet; values: string[] }>();
  for (const entry of entries) {
    const labels = isCategorised ? entry.stream : entry.labels;
    const stream = streams.get(labels.key) ?? { labels, values: [] };
    streams.set(labels.key, stream);
    stream.values.push(printEntry(entry, isCategorised));
  }
  return `[${[...streams.values()]
    .sort((a, b) => compareLabelSets(a.labels, b.labels))
    .map(({ labels, values }) => {
      return `{"stream":${printLabels(labels.labels)},"values":[${values.join(',')}]}`;
    })
    .join(',')}]`;
}

function printEntry(
  { timeNs, line, metadata, parsed }: ResultEntry,
  isCategorised: boolean,
): string {
  const head = `"${timeNs}",${JSON.stringify(line)}`;
  if (!isCategorised) return `[${head}]`;
  const found = [
    metadata.labels.size === 0 ? '' : `"structuredMetadata":${printLabels(metadata.labels)}`,
    parsed.labels.size === 0 ? '' : `"parsed":${printLabels(parsed.labels)}`,
  ];
  return `[${head},{${found.filter((text) => text !== '').join(',')}}]`;
}

/** `{"app":"shop"}`, sorted by name. */
export function printLabels(labels: Labels): string {
  const texts = [...labels].map(
    ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`,
  );
  return `{${texts.join(',')}}`;
}

/** `[1700000000.5,"0.1"]`. */
function printPoint(timeNs: bigint, value: number): string {
  return `[${Number(timeNs / 1_000_000n) / 1_000},"${printValue(value)}"]`;
}

/** Shortest text without an exponent, as Go's `FormatFloat(v, 'f', -1, 64)`. */
export function printValue(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (Object.is(value, -0)) return '-0';
  const text = String(value);
  const [, sign = '', whole = '', fraction = '', exponent] =
    /^(-?)([0-9]+)(?:\.([0-9]+))?e([+-][0-9]+)$/.exec(text) ?? [];
  if (exponent === undefined) return text;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return sign + digits.padEnd(point, '0');
}

function printStats(result: LogqlResult, { stats, execSeconds }: PrintOptions): string {
  const perSecond = (count: number): number =>
    execSeconds > 0 ? Math.round(count / execSeconds) : 0;
  return JSON.stringify({
    summary: {
      bytesProcessedPerSecond: perSecond(stats.bytes),
      linesProcessedPerSecond: perSecond(stats.lines),
      totalBytesProcessed: stats.bytes,
      totalLinesProcessed: stats.lines,
      execTime: execSeconds,
      queueTime: 0,
      subqueries: 0,
      totalEntriesReturned: entriesOf(result),
      splits: 0,
      shards: 0,
      totalPostFilterLines: stats.postFilterLines,
      totalStructuredMetadataBytesProcessed: 0,
    },
    querier: {
      store: {
        totalChunksRef: stats.blocks,
        totalChunksDownloaded: stats.blocks,
        chunk: { decompressedBytes: stats.bytes, decompressedLines: stats.lines },
      },
    },
    ingester: { totalReached: 0, totalChunksMatched: 0, totalBatches: 0, totalLinesSent: 0 },
  });
}

function entriesOf(result: LogqlResult): number {
  switch (result.kind) {
    case 'streams':
      return result.entries.length;
    case 'scalar':
      return 1;
    case 'vector':
      return result.samples.length;
    case 'matrix':
      return result.series.length;
    default:
      return assertNever(result);
  }
}
