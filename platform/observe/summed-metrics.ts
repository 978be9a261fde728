import { AggregatorRegistry } from 'prom-client';
import type { Exposition, MetricsSnapshot } from './metrics.ts';

/** Types whose values only grow, so that those of an ended process still count. */
const GROWING: ReadonlySet<string> = new Set(['counter', 'histogram']);

/**
 * The exposition of several processes as if they were one: counters, histograms and most gauges are
 * added up. What makes no sense added up (when a process began) is that of the first.
 */
export async function exposeSum(
  first: MetricsSnapshot,
  others: readonly MetricsSnapshot[],
): Promise<Exposition> {
  const shown = first.map((metric) =>
    metric.aggregator === 'omit' ? { ...metric, aggregator: 'first' } : metric,
  );
  const sum = AggregatorRegistry.aggregate([shown, ...others]);
  return { contentType: sum.contentType, text: await sum.metrics() };
}

/** What several processes leave behind when they end: the sum of what only grows. */
export async function growingSum(snapshots: readonly MetricsSnapshot[]): Promise<MetricsSnapshot> {
  const growing = snapshots.map((metrics) =>
    metrics.filter(({ type }) => GROWING.has(String(type))),
  );
  return await AggregatorRegistry.aggregate(growing).getMetricsAsJSON();
}
