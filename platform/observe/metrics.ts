import {
  collectDefaultMetrics,
  Counter as PromCounter,
  Gauge as PromGauge,
  Histogram as PromHistogram,
  Registry,
} from 'prom-client';
import { type LabelGuard, type LabelSpecs, type LabelValues, labelGuard } from './metric-labels.ts';

/** What a metric is called and which labels it carries, e.g. `{ outcome: ['sent', 'dropped'] }`. */
export interface MetricSpec<L extends LabelSpecs> {
  readonly name: `tocsin_${string}`;
  readonly help: string;
  readonly labels?: L;
}

/** What `Metrics.snapshot` answers: the values of one process, fit to be sent to another. */
export type MetricsSnapshot = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;

export interface Exposition {
  readonly contentType: string;
  readonly text: string;
}

export interface HistogramSpec<L extends LabelSpecs> extends MetricSpec<L> {
  /** Upper bounds, ascending; seconds or bytes, never milliseconds. */
  readonly buckets: readonly number[];
}

export interface GaugeSpec<L extends LabelSpecs> extends MetricSpec<L> {
  /** Called at each scrape, for values that are read rather than counted. */
  readonly collect?: (gauge: Gauge<L>) => void;
  /** What the values of several processes make together; `sum` by default. */
  readonly acrossProcesses?: 'sum' | 'first' | 'max';
}

export interface Counter<L extends LabelSpecs> {
  inc(labels: LabelValues<L>, by?: number): void;
  /** One series of it, for where every microsecond counts. */
  series(labels: LabelValues<L>): { inc(): void };
}

export interface Gauge<L extends LabelSpecs> {
  set(labels: LabelValues<L>, value: number): void;
  inc(labels: LabelValues<L>, by?: number): void;
  dec(labels: LabelValues<L>, by?: number): void;
  /** Forgets one series, e.g. of a cluster that was removed. */
  remove(labels: LabelValues<L>): void;
}

export interface Histogram<L extends LabelSpecs> {
  observe(labels: LabelValues<L>, value: number): void;
}

/**
 * Makes the metrics of one process. Names are made once: a second metric of the same name throws,
 * and so does one whose labels could grow without bound (see `labelGuard`).
 */
export interface Metrics {
  counter<const L extends LabelSpecs>(spec: MetricSpec<L>): Counter<L>;
  gauge<const L extends LabelSpecs>(spec: GaugeSpec<L>): Gauge<L>;
  histogram<const L extends LabelSpecs>(spec: HistogramSpec<L>): Histogram<L>;
  /** The exposition text served at `/metrics`, with its content type. */
  expose(): Promise<Exposition>;
  /** Everything as it is now. */
  snapshot(): Promise<MetricsSnapshot>;
}

export interface MetricsOptions {
  /** Goes into `tocsin_build_info`. */
  readonly version: string;
  /** `process_*` and `nodejs_*` under their usual names. Tests leave them out: they watch the GC. */
  readonly withProcessMetrics: boolean;
}

/** A registry of its own; prom-client's global one is never touched. */
export function createMetrics(options: MetricsOptions): Metrics {
  const registry = new Registry();
  if (options.withProcessMetrics) collectDefaultMetrics({ register: registry });
  const metrics: Metrics = {
    counter: (spec) => counterOf(registry, spec),
    gauge: (spec) => gaugeOf(registry, spec),
    histogram: (spec) => histogramOf(registry, spec),
    expose: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
    snapshot: () => registry.getMetricsAsJSON(),
  };
  const build = metrics.gauge({
    name: 'tocsin_build_info',
    help: 'Always 1; the labels say what runs.',
    labels: { version: [options.version], node: [process.versions.node] },
    acrossProcesses: 'first',
  });
  build.set({ version: options.version, node: process.versions.node }, 1);
  return metrics;
}

function counterOf<L extends LabelSpecs>(registry: Registry, spec: MetricSpec<L>): Counter<L> {
  const guard: LabelGuard = labelGuard(spec.name, spec.labels);
  const pending: CountedSeries[] = [];
  const target: PromCounter = new PromCounter({
    name: spec.name,
    help: spec.help,
    labelNames: guard.names,
    registers: [registry],
    collect: () => {
      for (const series of pending) target.inc(series.labels, series.take());
    },
  });
  return {
    inc: (labels, by = 1) => target.inc(guard.check(labels), by),
    series: (labels) => {
      const series = new CountedSeries(guard.check(labels));
      pending.push(series);
      return series;
    },
  };
}

/** Counts by itself, and is asked at each scrape. */
class CountedSeries {
  readonly labels: Record<string, string>;
  #count = 0;

  constructor(labels: Record<string, string>) {
    this.labels = labels;
  }

  inc(): void {
    this.#count += 1;
  }

  take(): number {
    const count = this.#count;
    this.#count = 0;
    return count;
  }
}

function gaugeOf<L extends LabelSpecs>(registry: Registry, spec: GaugeSpec<L>): Gauge<L> {
  const guard = labelGuard(spec.name, spec.labels);
  const target: PromGauge = new PromGauge({
    name: spec.name,
    help: spec.help,
    labelNames: guard.names,
    registers: [registry],
    aggregator: spec.acrossProcesses ?? 'sum',
    ...(spec.collect ? { collect: () => spec.collect?.(gauge) } : {}),
  });
  const gauge: Gauge<L> = {
    set: (labels, value) => target.set(guard.check(labels), value),
    inc: (labels, by = 1) => target.inc(guard.check(labels), by),
    dec: (labels, by = 1) => target.dec(guard.check(labels), by),
    remove: (labels) => target.remove(guard.forget(labels)),
  };
  return gauge;
}

function histogramOf<L extends LabelSpecs>(
  registry: Registry,
  spec: HistogramSpec<L>,
): Histogram<L> {
  const guard = labelGuard(spec.name, spec.labels);
  const target = new PromHistogram({
    name: spec.name,
    help: spec.help,
    labelNames: guard.names,
    buckets: [...spec.buckets],
    registers: [registry],
  });
  return { observe: (labels, value) => target.observe(guard.check(labels), value) };
}
