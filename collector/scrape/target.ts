import { parseDurationMs, printDurationMs } from '../../platform/model/duration.ts';
import { type Labels, labelsFrom, labelsKey } from '../../platform/model/labels.ts';
import type { Relabel } from '../relabel/relabel.ts';
import type { ScrapeJob } from './scrape-job.ts';
import { targetUrl } from './target-url.ts';

/** Something to scrape. */
export interface Target {
  /** Equal for targets that give the same series from the same place. */
  readonly key: string;
  readonly url: string;
  /** Those that its series carry, the labels of tenancy among them. */
  readonly labels: Labels;
  /** As they were before relabelling. */
  readonly discoveredLabels: Labels;
  readonly intervalMs: number;
  readonly timeoutMs: number;
}

export type TargetOutcome =
  | { readonly kind: 'target'; readonly target: Target }
  /** Relabelling does not want it. */
  | { readonly kind: 'dropped'; readonly discoveredLabels: Labels }
  /** It cannot be scraped. */
  | { readonly kind: 'refused'; readonly discoveredLabels: Labels; readonly message: string };

const MIN_INTERVAL_MS = 1_000;

/**
 * Makes a target as Prometheus 3.x does: the labels of its group and the `__…` of the job,
 * relabelled; `instance` is the address unless set; labels that begin with `__` are left out; the
 * labels of tenancy come last.
 */
export function buildTarget(
  job: ScrapeJob,
  relabel: Relabel,
  address: string,
  groupLabels: Labels,
): TargetOutcome {
  const labels = discovered(job, address, groupLabels);
  const discoveredLabels = labelsFrom(labels);
  if (!relabel(labels)) return { kind: 'dropped', discoveredLabels };
  const refused = (message: string): TargetOutcome => ({
    kind: 'refused',
    discoveredLabels,
    message,
  });
  const finalAddress = labels.get('__address__') ?? '';
  if (finalAddress === '') return refused('the target has no address');
  if (/[/\s?#@]/.test(finalAddress)) {
    return refused(`${JSON.stringify(finalAddress)} is not host:port`);
  }
  const times = readTimes(labels);
  if (typeof times === 'string') return refused(times);
  const url = targetUrl(labels, job.params);
  if (url === null) return refused(`no URL can be made of ${JSON.stringify(finalAddress)}`);
  const own = publicLabels(labels, finalAddress, job.ownLabels);
  const key = `${labelsKey(own)} ${url}`;
  return { kind: 'target', target: { key, url, labels: own, discoveredLabels, ...times } };
}

function discovered(job: ScrapeJob, address: string, groupLabels: Labels): Map<string, string> {
  const labels = new Map<string, string>(groupLabels);
  labels.set('__address__', address);
  const fromJob: readonly (readonly [string, string])[] = [
    ['job', job.name],
    ['__scrape_interval__', printDurationMs(job.intervalMs)],
    ['__scrape_timeout__', printDurationMs(job.timeoutMs)],
    ['__metrics_path__', job.metricsPath],
    ['__scheme__', job.scheme],
    ...Object.entries(job.params).map(
      ([name, values]) => [`__param_${name}`, values[0] ?? ''] as const,
    ),
  ];
  for (const [name, value] of fromJob) {
    if ((labels.get(name) ?? '') === '' && value !== '') labels.set(name, value);
  }
  return labels;
}

type Times = Pick<Target, 'intervalMs' | 'timeoutMs'>;

function readTimes(labels: ReadonlyMap<string, string>): Times | string {
  const intervalText = labels.get('__scrape_interval__') ?? '';
  const timeoutText = labels.get('__scrape_timeout__') ?? '';
  const intervalMs = parseDurationMs(intervalText);
  const timeoutMs = parseDurationMs(timeoutText);
  if (intervalMs === undefined || intervalMs < MIN_INTERVAL_MS) {
    return `the scrape interval ${JSON.stringify(intervalText)} is no duration of at least 1s`;
  }
  if (timeoutMs === undefined || timeoutMs === 0) {
    return `the scrape timeout ${JSON.stringify(timeoutText)} is no duration above 0`;
  }
  if (timeoutMs > intervalMs) {
    return `the scrape timeout ${timeoutText} is longer than the interval ${intervalText}`;
  }
  return { intervalMs, timeoutMs };
}

function publicLabels(
  labels: ReadonlyMap<string, string>,
  address: string,
  ownLabels: Labels,
): Labels {
  const shown = [...labels].filter(([name]) => !name.startsWith('__'));
  const instance = labels.get('instance') || address;
  return labelsFrom([...shown, ['instance', instance], ...ownLabels]);
}
