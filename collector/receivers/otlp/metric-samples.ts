import type { MetricMetadata, MetricType } from '../metadata-sink.ts';
import { SampleColumns } from '../sample-columns.ts';
import { checkSeriesLabels, type LabelsCache, type SeriesLimits } from '../series-labels.ts';
import type { LabelStamp } from '../stamp-labels.ts';
import type {
  HistogramPoint,
  KeyValue,
  Metric,
  NumberPoint,
  Points,
  ResourceMetrics,
  ScopeMetrics,
  SummaryPoint,
} from './otlp-request.ts';
import { type NamedType, plainDecimal, prometheusName } from './prometheus-name.ts';
import { type LabelPair, ResourceLabels, type ResourceOptions } from './resource-labels.ts';

export interface TranslationPlace {
  readonly stamp: LabelStamp;
  /** Of this stamp only. */
  readonly cache: LabelsCache;
  readonly limits: SeriesLimits;
  readonly resources: ResourceOptions;
}

const CUMULATIVE = 2;
const NO_RECORDED_VALUE = 1;
const NS_PER_MS = 1_000_000n;
/** `target_info` is repeated so often over the time that a request spans, at most so many times. */
const TARGET_INFO_STEP_MS = 150_000;
const MAX_TARGET_INFO = 100;
const MAX_KEY_LENGTH = 4_096;

/** Samples of a request, as Prometheus 3 makes them of OTLP's data points. */
export class MetricSamples {
  readonly columns = new SampleColumns();
  readonly metadata: MetricMetadata[] = [];
  /** Data points that are not in the columns, or only in part. */
  rejected = 0;
  /** Why the first of them is not. */
  firstFault: string | null = null;
  readonly #place: TranslationPlace;
  /** Which data point each sample is of; -1 for `target_info`. */
  readonly #pointOf: number[] = [];
  #points = -1;
  #earliestMs = Infinity;
  #latestMs = -Infinity;

  constructor(place: TranslationPlace) {
    this.#place = place;
  }

  /** @throws AppError `invalid` for a namespace that the token may not write to */
  addResource(resource: ResourceMetrics): void {
    const labels = new ResourceLabels(resource, this.#place.resources, this.#place.stamp);
    this.#earliestMs = Infinity;
    this.#latestMs = -Infinity;
    for (const scope of resource.scopeMetrics ?? []) {
      for (const metric of scope.metrics ?? []) this.#addMetric(metric, labels, scope);
    }
    this.#addTargetInfo(labels);
  }

  get dataPoints(): number {
    return this.#points + 1;
  }

  /** How many data points these samples of the columns are of. */
  pointsOf(samples: readonly number[]): number {
    const points = new Set(samples.map((sample) => this.#pointOf[sample] ?? -1));
    points.delete(-1);
    return points.size;
  }

  reject(points: number, message: string): void {
    this.rejected += points;
    this.firstFault ??= message;
  }

  #addMetric(metric: Metric, labels: ResourceLabels, scope: ScopeMetrics): void {
    const { name: given = '', gauge, sum, histogram, summary, exponentialHistogram } = metric;
    const refused = refusalOf(metric);
    const all = gauge ?? sum ?? histogram ?? summary ?? exponentialHistogram;
    if (refused !== null) {
      const points = all?.dataPoints?.length ?? 0;
      this.#points += points;
      this.reject(points, refused);
      return;
    }
    const type = typeOf(metric);
    const name = prometheusName(given, metric.unit ?? '', type);
    const series = new SeriesWriter(this, labels, scope, name);
    if (gauge !== undefined || sum !== undefined) series.addNumbers(gauge ?? sum ?? {});
    else if (histogram !== undefined) series.addHistograms(histogram);
    else if (summary !== undefined) series.addSummaries(summary);
    const { description: help = '', unit = '' } = metric;
    this.metadata.push({ name, type: METADATA_TYPES[type], help, unit });
  }

  #addTargetInfo(labels: ResourceLabels): void {
    const info = labels.targetInfo();
    if (info === null || this.#latestMs === -Infinity) return;
    let at = this.#earliestMs;
    for (let count = 0; at < this.#latestMs && count < MAX_TARGET_INFO; count++) {
      this.add(info, at, 1, false, -1);
      at += TARGET_INFO_STEP_MS;
    }
    this.add(info, this.#latestMs, 1, false, -1);
  }

  /** Begins a data point. @returns its instant in Unix milliseconds, and its number */
  openPoint(timeUnixNano: bigint | undefined): { timeMs: number; point: number } {
    this.#points += 1;
    const timeMs = Number((timeUnixNano ?? 0n) / NS_PER_MS);
    this.#earliestMs = Math.min(this.#earliestMs, timeMs);
    this.#latestMs = Math.max(this.#latestMs, timeMs);
    return { timeMs, point: this.#points };
  }

  /** @returns why the sample is not added, null when it is */
  add(
    pairs: readonly LabelPair[],
    timeMs: number,
    value: number,
    isStale: boolean,
    point: number,
  ): string | null {
    const { cache, stamp, limits } = this.#place;
    let key = '';
    for (const [name, text] of pairs) key += `${name.length}:${name}${text.length}:${text}`;
    let labels = cache.get(key);
    if (labels === undefined) {
      const checked = checkSeriesLabels(pairs, stamp, limits);
      if (checked.kind === 'fault') return checked.message;
      labels = checked.labels;
      if (key.length <= MAX_KEY_LENGTH) cache.set(key, labels);
    }
    this.columns.add(timeMs, value, isStale);
    this.columns.closeSeries(labels);
    this.#pointOf.push(point);
    return null;
  }
}

/** The series of one metric. */
class SeriesWriter {
  readonly #samples: MetricSamples;
  readonly #labels: ResourceLabels;
  readonly #scope: ScopeMetrics;
  readonly #name: string;

  constructor(samples: MetricSamples, labels: ResourceLabels, scope: ScopeMetrics, name: string) {
    this.#samples = samples;
    this.#labels = labels;
    this.#scope = scope;
    this.#name = name;
  }

  addNumbers({ dataPoints = [] }: Points<NumberPoint>): void {
    for (const point of dataPoints) {
      const value = point.asDouble ?? point.asInt ?? 0;
      this.#addPoint(point, [['', null, value]]);
    }
  }

  addHistograms({ dataPoints = [] }: Points<HistogramPoint>): void {
    for (const point of dataPoints) {
      const { bucketCounts = [], explicitBounds = [], count = 0, sum } = point;
      const parts: SeriesPart[] = [];
      if (sum !== undefined) parts.push(['_sum', null, sum]);
      parts.push(['_count', null, count]);
      let below = 0;
      for (let at = 0; at < explicitBounds.length && at < bucketCounts.length; at++) {
        below += bucketCounts[at] ?? 0;
        const bound = explicitBounds[at] ?? 0;
        if (bound !== Infinity) parts.push(['_bucket', ['le', plainDecimal(bound)], below]);
      }
      parts.push(['_bucket', ['le', '+Inf'], count]);
      this.#addPoint(point, parts);
    }
  }

  addSummaries({ dataPoints = [] }: Points<SummaryPoint>): void {
    for (const point of dataPoints) {
      const { quantileValues = [], count = 0, sum = 0 } = point;
      const quantiles = quantileValues.map(({ quantile = 0, value = 0 }): SeriesPart => {
        return ['', ['quantile', plainDecimal(quantile)], value];
      });
      this.#addPoint(point, [['_sum', null, sum], ['_count', null, count], ...quantiles]);
    }
  }

  #addPoint(given: AnyPoint, parts: readonly SeriesPart[]): void {
    const { timeMs, point } = this.#samples.openPoint(given.timeUnixNano);
    const isStale = ((given.flags ?? 0) & NO_RECORDED_VALUE) !== 0;
    let fault: string | null = null;
    const shared = this.#labels.pointLabels(given.attributes ?? [], this.#scope);
    for (const [suffix, extra, value] of parts) {
      const labels = new Map(shared);
      if (extra !== null) labels.set(...extra);
      labels.set('__name__', this.#name + suffix);
      fault ??= this.#samples.add([...labels], timeMs, value, isStale, point);
    }
    if (fault !== null) this.#samples.reject(1, fault);
  }
}

/** Suffix of the name, one more label, value. */
type SeriesPart = readonly [suffix: string, extra: LabelPair | null, value: number];

interface AnyPoint {
  readonly timeUnixNano?: bigint;
  readonly flags?: number;
  readonly attributes?: readonly KeyValue[];
}

const METADATA_TYPES: Readonly<Record<NamedType, MetricType>> = {
  gauge: 'gauge',
  counter: 'counter',
  'up-down-counter': 'gauge',
  histogram: 'histogram',
  summary: 'summary',
};

function typeOf({ sum, histogram, summary }: Metric): NamedType {
  if (sum !== undefined) return sum.isMonotonic === true ? 'counter' : 'up-down-counter';
  if (histogram !== undefined) return 'histogram';
  return summary === undefined ? 'gauge' : 'summary';
}

/** Why no point of a metric can be stored; null when they can. */
function refusalOf(metric: Metric): string | null {
  const { name = '', unit = '', sum, histogram, exponentialHistogram } = metric;
  const quoted = JSON.stringify(name.slice(0, 200));
  if (exponentialHistogram !== undefined) {
    return `metric ${quoted} is an exponential histogram, which is not supported; send explicit buckets`;
  }
  const accumulated = sum ?? histogram;
  if (accumulated !== undefined && accumulated.aggregationTemporality !== CUMULATIVE) {
    return `metric ${quoted} is not cumulative (invalid temporality and type combination); set the exporter's temporality preference to cumulative`;
  }
  if (prometheusName(name, unit, typeOf(metric)) === '') {
    return `metric ${quoted} has no letter or digit in its name`;
  }
  return null;
}
