import { exporterOf } from '../../../queries/templates/exporter-metrics.data.ts';
import { isCounterName } from '../../../queries/templates/rules/counter-names.data.ts';
import type { LintContext } from './lint-context.ts';

/** `like_gauge`: nobody knows, and the name is not that of a counter. */
export type MetricKind = 'counter' | 'gauge' | 'like_gauge' | 'histogram';

/** What OpenMetrics calls a quantity that goes up and down ends so. */
const GAUGE_NAME =
  /_(?:ratio|percent|percentage|celsius|fahrenheit|info|usage|current|limit|limits|size|capacity|available|free|used|utilization|temperature|timestamp_seconds)$|^up$/;

/** Told by metadata first, then by the exporters we know, then by its name. */
export function metricKind(metric: string, { metricType }: LintContext): MetricKind {
  // Metadata name the family; counts, sums and buckets of one are counters.
  switch (metricType(metric)) {
    case 'counter':
      return 'counter';
    case 'histogram':
      return 'histogram';
    case 'gauge':
    case 'info':
    case 'stateset':
      return 'gauge';
    default:
      break;
  }
  if (isCounterName(metric)) return 'counter';
  return exporterOf(metric) !== undefined || GAUGE_NAME.test(metric) ? 'gauge' : 'like_gauge';
}
