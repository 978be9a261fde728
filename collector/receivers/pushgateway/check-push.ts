import { AppError } from '../../../platform/errors/app-error.ts';
import { type Labels, labelsKey } from '../../../platform/model/labels.ts';
import type { MetricMetadata } from '../metadata-sink.ts';
import { printSeries } from '../print-series.ts';
import { checkSeriesLabels, type SeriesLimits } from '../series-labels.ts';
import type { LabelStamp } from '../stamp-labels.ts';
import type { PushedFamily, PushedGroup, PushedSeries } from './pushed-group.ts';
import type { ParsedSample, ParsedText } from './pushed-text.ts';

export interface PushCheck {
  /** The grouping key as it came. */
  readonly grouping: Labels;
  readonly stamp: LabelStamp;
  readonly limits: SeriesLimits;
  readonly maxSeries: number;
}

/** Made here; what a push says about them is passed over, as Pushgateway does. */
export const PUSH_TIME = 'push_time_seconds';
export const PUSH_FAILURE_TIME = 'push_failure_time_seconds';

/**
 * The families of a push, under the grouping key and stamped.
 * @throws AppError `invalid` for timestamps, labels that contradict the grouping key, a series twice,
 *   labels that are none, and a namespace that the token may not write to
 */
export function pushedFamilies(
  parsed: Extract<ParsedText, { kind: 'parsed' }>,
  check: PushCheck,
): ReadonlyMap<string, PushedFamily> {
  const said = new Map(parsed.metadata.map((metadata) => [metadata.name, metadata]));
  const families = new Map<string, { metadata: MetricMetadata; series: PushedSeries[] }>();
  const seen = new Set<string>();
  for (const sample of parsed.samples) {
    const name = sample.labels.get('__name__') ?? '';
    const metadata = familyOf(name, said);
    if (metadata.name === PUSH_TIME || metadata.name === PUSH_FAILURE_TIME) continue;
    const series = checkSample(sample, check);
    const key = labelsKey(series.labels);
    if (seen.has(key)) throw twice(series.labels);
    seen.add(key);
    if (seen.size > check.maxSeries)
      throw invalid(`more than ${check.maxSeries} series in a group`);
    const known = families.get(metadata.name) ?? { metadata, series: [] };
    known.series.push(series);
    families.set(metadata.name, known);
  }
  return new Map(
    [...families].map(([name, { metadata, series }]) => [name, { ...metadata, series }]),
  );
}

function checkSample({ labels, value, timeMs }: ParsedSample, check: PushCheck): PushedSeries {
  if (timeMs !== null) throw inconsistent('pushed metrics must not have timestamps');
  for (const [name, grouped] of check.grouping) {
    const own = labels.get(name) ?? grouped;
    if (own !== grouped) {
      throw inconsistent(
        `pushed metric ${printSeries(labels)} already contains grouping label ${JSON.stringify(name)} with another value`,
      );
    }
  }
  const pairs = [...new Map([...labels, ...check.grouping])];
  const checked = checkSeriesLabels(pairs, check.stamp, check.limits);
  if (checked.kind === 'fault') throw invalid(checked.message);
  return { labels: checked.labels, value };
}

const PARTS = /_(?:bucket|sum|count|total|created|info)$/;

/** What was said of the family that a series is of. */
function familyOf(name: string, said: ReadonlyMap<string, MetricMetadata>): MetricMetadata {
  const family = said.get(name) ?? said.get(name.replace(PARTS, ''));
  return family ?? { name, type: 'unknown', help: '', unit: '' };
}

/**
 * @param others groups of the same place, without the one that is pushed
 * @throws AppError `invalid` where a type or a series contradicts them
 */
export function checkConsistency(
  families: ReadonlyMap<string, PushedFamily>,
  others: Iterable<PushedGroup>,
): void {
  const keys = new Map<string, Labels>();
  for (const { series } of families.values()) {
    for (const { labels } of series) keys.set(labelsKey(labels), labels);
  }
  for (const group of others) {
    for (const [name, { type, series }] of group.families) {
      const pushed = families.get(name);
      if (pushed === undefined) continue;
      if (pushed.type !== type) {
        throw inconsistent(
          `collected metric ${JSON.stringify(name)} is a ${pushed.type} and not a ${type} as in group ${printSeries(group.labels)}`,
        );
      }
      const same = series.find(({ labels }) => keys.has(labelsKey(labels)));
      if (same !== undefined) throw twice(same.labels);
    }
  }
}

function twice(labels: Labels): AppError {
  return inconsistent(
    `collected metric ${printSeries(labels)} was collected before with the same name and label values`,
  );
}

function inconsistent(message: string): AppError {
  return invalid(`pushed metrics are invalid or inconsistent with existing metrics: ${message}`);
}

function invalid(message: string): AppError {
  return new AppError('invalid', message);
}
