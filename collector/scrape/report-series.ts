import { type Labels, labelsFrom } from '../../platform/model/labels.ts';

const ALWAYS = [
  'up',
  'scrape_duration_seconds',
  'scrape_samples_scraped',
  'scrape_samples_post_metric_relabeling',
  'scrape_series_added',
] as const;
const EXTRA = ['scrape_timeout_seconds', 'scrape_sample_limit', 'scrape_body_size_bytes'] as const;

type ReportName = (typeof ALWAYS)[number] | (typeof EXTRA)[number];

/** What is stored about each scrape, in Prometheus's names. */
export type Report = Readonly<Record<ReportName, number>>;

/** The series of the reports of one target. */
export interface ReportSeries {
  readonly name: ReportName;
  readonly labels: Labels;
}

/** @param withExtra also limits and sizes */
export function reportSeries(targetLabels: Labels, withExtra: boolean): readonly ReportSeries[] {
  const names: readonly ReportName[] = withExtra ? [...ALWAYS, ...EXTRA] : ALWAYS;
  return names.map((name) => ({ name, labels: labelsFrom([...targetLabels, ['__name__', name]]) }));
}
