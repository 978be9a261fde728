import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../platform/clock/clock.ts';
import { asError } from '../../platform/errors/app-error.ts';
import type { Labels } from '../../platform/model/labels.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import { ExpositionError } from '../exposition/exposition-error.ts';
import { type ExpositionFormat, expositionFormat } from '../exposition/exposition-format.ts';
import { ExpositionParser, type ParsedExposition } from '../exposition/exposition-parser.ts';
import type { MetricMetadata } from '../exposition/metric-metadata.ts';
import type { SampleOutcome, SampleSink } from '../model/sample-batch.ts';
import type { Relabel } from '../relabel/relabel.ts';
import { BatchBuilder } from './batch-builder.ts';
import { type LiveSeries, LiveSeriesSet } from './live-series.ts';
import { type Report, type ReportSeries, reportSeries } from './report-series.ts';
import { ScrapeFault } from './scrape-fault.ts';
import type { ScrapeJob } from './scrape-job.ts';
import { seriesLabels } from './series-labels.ts';
import type { Target } from './target.ts';
import type { TargetReader } from './target-reader.ts';

export interface TargetScraperOptions {
  readonly job: ScrapeJob;
  readonly target: Target;
  readonly metricRelabel: Relabel;
  readonly read: TargetReader;
  readonly sink: SampleSink;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Why it is not to be read at all; empty otherwise. Each scrape then fails with it. */
  readonly refusal: string;
}

/** How the last scrape went. */
export interface ScrapeState {
  readonly health: 'unknown' | 'up' | 'down';
  /** Empty when there is nothing to tell. */
  readonly lastError: string;
  /** Unix milliseconds; null before the first. */
  readonly lastScrapeMs: number | null;
  readonly lastDurationSeconds: number;
  /** Samples of the last scrape, after relabelling. */
  readonly samples: number;
  /** Samples of the last scrape that the store did not take. */
  readonly refusedSamples: number;
}

/** Parsing holds the thread for no longer. */
const MAX_HOLD_MS = 8;

/** What became of reading and parsing. */
interface Scraped {
  readonly error: string;
  readonly samples: ParsedExposition<LiveSeries | null> | null;
  readonly scraped: number;
  readonly kept: number;
  readonly sizeBytes: number;
}

/** Scrapes one target, one scrape after the other, and stores what it finds. */
export class TargetScraper {
  readonly #options: TargetScraperOptions;
  readonly #parser: ExpositionParser<LiveSeries | null>;
  readonly #live = new LiveSeriesSet();
  readonly #reports: readonly ReportSeries[];
  #scrapes = 0;
  #added = 0;
  #hasReported = false;
  #state: ScrapeState = {
    health: 'unknown',
    lastError: '',
    lastScrapeMs: null,
    lastDurationSeconds: 0,
    samples: 0,
    refusedSamples: 0,
  };

  constructor(options: TargetScraperOptions) {
    this.#options = options;
    const { job, target } = options;
    this.#reports = reportSeries(target.labels, job.extraMetrics);
    this.#parser = new ExpositionParser((exposed) => this.#resolve(exposed));
  }

  state(): ScrapeState {
    return this.#state;
  }

  metadata(): readonly MetricMetadata[] {
    return this.#parser.metadata();
  }

  /** Takes the place of another one: its series are to be ended here, unless they go on. */
  inherit(before: TargetScraper): void {
    this.#live.inherit(before.#live.labels);
    this.#state = before.#state;
    this.#hasReported = before.#hasReported;
  }

  /**
   * One scrape. Rejects never: what goes wrong is in the state, and in `up`.
   * @param atMs the instant that its samples are stored under
   * @param signal when it aborts, nothing is stored
   */
  async scrape(atMs: number, signal: AbortSignal): Promise<void> {
    try {
      await this.#scrapeOnce(atMs, signal);
    } catch (thrown) {
      const { logger, job, target } = this.#options;
      logger.error({ err: thrown, job: job.id, url: target.url }, 'scrape broke off');
      const lastError = asError(thrown).message;
      this.#state = { ...this.#state, health: 'down', lastError, lastScrapeMs: atMs };
    }
  }

  async #scrapeOnce(atMs: number, signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    const startMs = clock.monotonicMs();
    this.#scrapes += 1;
    this.#added = 0;
    const scraped = await this.#read(signal);
    if (signal.aborted) return;
    const batch = new BatchBuilder();
    if (scraped.samples !== null) this.#addSamples(batch, scraped.samples, atMs);
    const vanished = this.#live.vanished(this.#scrapes);
    for (const { labels } of vanished) batch.addStale(labels, atMs);
    const seconds = (clock.monotonicMs() - startMs) / 1_000;
    const report = this.#report(scraped, seconds);
    for (const { name, labels } of this.#reports) batch.add(labels, atMs, report[name]);
    const stored = await this.#store(batch, vanished);
    this.#state = {
      health: scraped.error === '' ? 'up' : 'down',
      lastError: scraped.error === '' ? stored.error : scraped.error,
      lastScrapeMs: atMs,
      lastDurationSeconds: seconds,
      samples: scraped.samples === null ? 0 : scraped.kept,
      refusedSamples: stored.refused,
    };
  }

  /** Ends all its series: it is scraped no more. */
  async end(atMs: number): Promise<void> {
    const batch = new BatchBuilder();
    const vanished = this.#live.vanished(this.#scrapes + 1);
    for (const { labels } of vanished) batch.addStale(labels, atMs);
    if (this.#hasReported) for (const { labels } of this.#reports) batch.addStale(labels, atMs);
    if (batch.size > 0) await this.#store(batch, vanished);
  }

  async #read(signal: AbortSignal): Promise<Scraped> {
    const { refusal, read, job } = this.#options;
    if (refusal !== '') return failedScrape(refusal, 0);
    const answer = await read(signal);
    if (answer.kind === 'too_large') return failedScrape(answer.message, -1);
    if (answer.kind === 'failed') return failedScrape(answer.message, 0);
    const choice = expositionFormat(answer.contentType, job.fallbackProtocol);
    if (choice.kind === 'refused') return failedScrape(choice.message, answer.body.length);
    return this.#parse(answer.body, choice.format);
  }

  async #parse(body: Buffer, format: ExpositionFormat): Promise<Scraped> {
    const sizeBytes = body.length;
    try {
      const samples = await this.#parser.parseInTurns(body, format, this.#restWhenDue());
      const counts = countsOf(samples.series);
      const { samples: limit } = this.#options.job.limits;
      if (limit > 0 && counts.kept > limit) {
        const error = `sample limit exceeded (${counts.kept} samples, ${limit} at most)`;
        return { ...counts, error, samples: null, sizeBytes };
      }
      return { ...counts, error: '', samples, sizeBytes };
    } catch (thrown) {
      if (!(thrown instanceof ExpositionError || thrown instanceof ScrapeFault)) throw thrown;
      const counts = countsOf(this.#parser.readSoFar);
      return { ...counts, error: thrown.message, samples: null, sizeBytes };
    }
  }

  /** Others share the thread. */
  #restWhenDue(): () => Promise<void> {
    const { clock } = this.#options;
    let sinceMs = clock.monotonicMs();
    return async () => {
      if (clock.monotonicMs() - sinceMs < MAX_HOLD_MS) return;
      await setImmediate();
      sinceMs = clock.monotonicMs();
    };
  }

  #resolve(exposed: Labels): LiveSeries | null {
    const { job, target, metricRelabel } = this.#options;
    const labels = seriesLabels(exposed, {
      targetLabels: target.labels,
      ownLabels: job.ownLabels,
      honorLabels: job.honorLabels,
      metricRelabel,
      limits: job.limits,
    });
    if (labels === null) return null;
    this.#added += 1;
    return this.#live.of(labels);
  }

  #addSamples(
    batch: BatchBuilder,
    { series, values, times }: ParsedExposition<LiveSeries | null>,
    atMs: number,
  ): void {
    const { honorTimestamps, trackTimestampsStaleness } = this.#options.job;
    for (const [index, one] of series.entries()) {
      if (one === null) continue;
      const given = honorTimestamps ? (times[index] ?? Number.NaN) : Number.NaN;
      const hasOwnTime = !Number.isNaN(given);
      if (!hasOwnTime || trackTimestampsStaleness) this.#live.saw(one, this.#scrapes);
      batch.add(one.labels, hasOwnTime ? given : atMs, values[index] ?? Number.NaN);
    }
  }

  #report({ error, scraped, kept, sizeBytes }: Scraped, seconds: number): Report {
    const { job, target } = this.#options;
    return {
      up: error === '' ? 1 : 0,
      scrape_duration_seconds: seconds,
      scrape_samples_scraped: scraped,
      scrape_samples_post_metric_relabeling: kept,
      scrape_series_added: this.#added,
      scrape_timeout_seconds: target.timeoutMs / 1_000,
      scrape_sample_limit: job.limits.samples,
      scrape_body_size_bytes: sizeBytes,
    };
  }

  /** A store that takes nothing now is told of, and owes the markers to the next scrape. */
  async #store(
    batch: BatchBuilder,
    vanished: readonly LiveSeries[],
  ): Promise<{ readonly error: string; readonly refused: number }> {
    const { sink, logger, job, target } = this.#options;
    const about = { job: job.id, url: target.url };
    try {
      const outcome = await sink.append(batch.build());
      this.#live.end(vanished);
      this.#hasReported = true;
      if (this.#state.refusedSamples === 0 && outcome.refused.length > 0) {
        logger.warn({ ...about, refused: refusedByKind(outcome) }, 'scraped samples refused');
      }
      return { error: '', refused: outcome.refused.length };
    } catch (thrown) {
      const error = `the store took nothing: ${asError(thrown).message}`;
      if (this.#state.lastError !== error)
        logger.warn({ ...about, err: thrown }, 'scrape not stored');
      return { error, refused: 0 };
    }
  }
}

function failedScrape(error: string, sizeBytes: number): Scraped {
  return { error, samples: null, scraped: 0, kept: 0, sizeBytes };
}

function countsOf(series: readonly (LiveSeries | null)[]): { scraped: number; kept: number } {
  let kept = 0;
  for (const one of series) if (one !== null) kept++;
  return { scraped: series.length, kept };
}

function refusedByKind({ refused }: SampleOutcome): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { kind } of refused) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
