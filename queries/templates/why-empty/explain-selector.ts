import type { LabelMatcher, VectorSelector } from '../../promql/ast.ts';
import { printMatcher, printPromql } from '../../promql/print.ts';
import { exporterOf, KNOWN_METRICS } from '../exporter-metrics.data.ts';
import type { EmptyReason } from './empty-reason.ts';
import { bare, type Probe, withMatchers } from './probe.ts';
import type { Interval, ReadSelector } from './read-interval.ts';
import { similarNames } from './similar-names.ts';

const NAME = '__name__';
const MAX_VALUES = 5;

/** Names of the scope's metrics, for hints; may be empty. */
export type MetricNames = () => Promise<readonly string[]>;

/**
 * Why a selector finds nothing in its interval, or null when it does find series. Asks: is it
 * found, is the metric there at all, was it there before, and which matcher alone finds nothing.
 */
export async function explainSelector(
  { selector, interval }: ReadSelector,
  probe: Probe,
  metricNames: MetricNames,
): Promise<EmptyReason | null> {
  if (await probe.finds(selector, interval)) return null;
  const base = withMatchers(
    selector,
    selector.matchers.filter((matcher) => matcher.name === NAME),
  );
  const conditions = selector.matchers.filter((matcher) => matcher.name !== NAME);
  const isThere = base !== null && conditions.length > 0 && (await probe.finds(base, interval));
  const lastSeenMs = await probe.lastSeenMs(selector, interval.toMs);
  if (lastSeenMs !== null) return stopped(selector, lastSeenMs);
  if (isThere || base === null) return explainMatchers(selector, base, conditions, interval, probe);
  if (conditions.length > 0) {
    const metricSeenMs = await probe.lastSeenMs(base, interval.toMs);
    if (metricSeenMs !== null) return stopped(base, metricSeenMs);
  }
  return explainName(selector, probe.pastMs(interval.toMs), metricNames);
}

function stopped(selector: VectorSelector, lastSeenMs: number): EmptyReason {
  return { kind: 'stopped', selector: textOf(selector), lastSeenMs };
}

async function explainMatchers(
  selector: VectorSelector,
  base: VectorSelector | null,
  conditions: readonly LabelMatcher[],
  interval: Interval,
  probe: Probe,
): Promise<EmptyReason> {
  for (const matcher of conditions) {
    const alone = withMatchers(selector, [...(base?.matchers ?? []), matcher]);
    if (alone === null || (await probe.finds(alone, interval))) continue;
    const values =
      base === null ? [] : await probe.valuesOf(base, matcher.name, interval, MAX_VALUES);
    return {
      kind: 'matcher_matched_nothing',
      selector: textOf(base ?? selector),
      matcher: printMatcher(matcher),
      label: matcher.name,
      values,
    };
  }
  return { kind: 'matchers_exclude_each_other', selector: textOf(selector) };
}

async function explainName(
  selector: VectorSelector,
  lookBackMs: number,
  metricNames: MetricNames,
): Promise<EmptyReason> {
  const named = selector.matchers.find((matcher) => matcher.name === NAME);
  const metric = selector.name ?? named?.value ?? '';
  const text = textOf(selector);
  const exporter = exporterOf(metric);
  if (exporter !== undefined)
    return { kind: 'never_scraped', selector: text, metric, exporter, lookBackMs };
  const names = [...(await metricNames()), ...KNOWN_METRICS];
  return { kind: 'unknown_metric', selector: text, metric, similar: similarNames(metric, names) };
}

function textOf(selector: VectorSelector): string {
  return printPromql(bare(selector));
}
