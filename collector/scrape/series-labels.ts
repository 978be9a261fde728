import { type Labels, labelsFrom } from '../../platform/model/labels.ts';
import type { Relabel } from '../relabel/relabel.ts';
import { ScrapeFault } from './scrape-fault.ts';
import type { ScrapeLimits } from './scrape-job.ts';

export interface SeriesLabelsOptions {
  /** Of the target, with those of tenancy. */
  readonly targetLabels: Labels;
  readonly ownLabels: Labels;
  readonly honorLabels: boolean;
  readonly metricRelabel: Relabel;
  readonly limits: ScrapeLimits;
}

/**
 * The labels that a series is stored under, from those that the target exposes; null when
 * relabelling drops it. The labels of tenancy are set last and cannot be taken from elsewhere:
 * what a target exposes under their names is found under `exported_<name>`.
 * @throws ScrapeFault over a limit, or without a name
 */
export function seriesLabels(exposed: Labels, options: SeriesLabelsOptions): Labels | null {
  const labels = withTargetLabels(exposed, options);
  if (!options.metricRelabel(labels) || labels.size === 0) return null;
  for (const [name, value] of options.ownLabels) labels.set(name, value);
  if ((labels.get('__name__') ?? '') === '') {
    throw new ScrapeFault('missing metric name (__name__ label)');
  }
  checkLimits(labels, options.limits);
  return labelsFrom(labels);
}

function withTargetLabels(
  exposed: Labels,
  { targetLabels, ownLabels, honorLabels }: SeriesLabelsOptions,
): Map<string, string> {
  const labels = new Map(exposed);
  const pushedAside: [string, string][] = [];
  for (const [name, value] of targetLabels) {
    const exposedValue = labels.get(name);
    if (exposedValue !== undefined) {
      if (honorLabels && !ownLabels.has(name)) continue;
      pushedAside.push([name, exposedValue]);
    }
    labels.set(name, value);
  }
  // The shortest first, so that `exported_a` gives way to the one of `a` as in Prometheus.
  pushedAside.sort(([a], [b]) => a.length - b.length);
  for (const [name, value] of pushedAside) labels.set(freeName(name, labels), value);
  return labels;
}

function freeName(name: string, labels: ReadonlyMap<string, string>): string {
  let free = `exported_${name}`;
  while (labels.has(free)) free = `exported_${free}`;
  return free;
}

function checkLimits(labels: ReadonlyMap<string, string>, limits: ScrapeLimits): void {
  const { labels: most, labelNameBytes, labelValueBytes } = limits;
  const metric = () => (labels.get('__name__') ?? '').slice(0, 50);
  if (most > 0 && labels.size > most) {
    throw new ScrapeFault(
      `label_limit exceeded (metric: ${metric()}, number of labels: ${labels.size}, limit: ${most})`,
    );
  }
  if (labelNameBytes === 0 && labelValueBytes === 0) return;
  for (const [name, value] of labels) {
    const of = `metric: ${metric()}, label name: ${name.slice(0, 50)}`;
    checkLength('label_name_length_limit', of, name, labelNameBytes);
    checkLength('label_value_length_limit', of, value, labelValueBytes);
  }
}

function checkLength(limit: string, of: string, text: string, most: number): void {
  const length = most === 0 ? 0 : Buffer.byteLength(text);
  if (length <= most) return;
  throw new ScrapeFault(`${limit} exceeded (${of}, length: ${length}, limit: ${most})`);
}
