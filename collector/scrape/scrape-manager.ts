import { isDeepStrictEqual } from 'node:util';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Service } from '../../platform/lifecycle/service.ts';
import type { DiscoveryStatus } from '../discovery/target-group.ts';
import type { ScrapeJob } from './scrape-job.ts';
import { ScrapePool, type ScrapePoolTools } from './scrape-pool.ts';
import type { Target } from './target.ts';
import type { ScrapeState } from './target-scraper.ts';
import {
  type TargetMetadata,
  type TargetsAnswer,
  targetsAnswer,
  targetsMetadata,
} from './targets-answer.ts';

export interface ScrapeManagerOptions extends ScrapePoolTools {
  readonly jobs: readonly ScrapeJob[];
  /** How this machine is reached from elsewhere, for `globalUrl`; its name when not given. */
  readonly externalHost?: string;
}

/** Which jobs a question is about: those whose data the asker may see. */
export type JobFilter = (job: ScrapeJob) => boolean;

/** One target, and how its last scrape went. */
export interface TargetStatus extends ScrapeState {
  readonly target: Target;
}

/** The pool of one job. */
export interface PoolStatus {
  readonly job: ScrapeJob;
  readonly active: readonly TargetStatus[];
  readonly dropped: number;
  readonly discoveries: readonly DiscoveryStatus[];
  /** Why some targets cannot be scraped. */
  readonly errors: readonly string[];
}

/**
 * Scrapes the targets of all jobs. Its jobs can be exchanged while it runs: jobs and targets that
 * are the same go on untouched, and those whose settings change keep their series. When it stops,
 * all series are ended with staleness markers, so stores stop after it.
 */
export interface ScrapeManager extends Service {
  /** Resolves when the new jobs are at work. @throws AppError `invalid`; then nothing has changed */
  reload(jobs: readonly ScrapeJob[]): Promise<void>;
  targets(filter: JobFilter): TargetsAnswer;
  metadata(filter: JobFilter): readonly TargetMetadata[];
  pools(filter: JobFilter): readonly PoolStatus[];
}

/** @throws AppError `invalid` for a job that cannot be carried out */
export function createScrapeManager(options: ScrapeManagerOptions): ScrapeManager {
  return new Manager(options);
}

class Manager implements ScrapeManager {
  readonly name = 'scrape';
  readonly #options: ScrapeManagerOptions;
  #pools: ReadonlyMap<string, ScrapePool>;
  #phase: 'new' | 'open' | 'closed' = 'new';
  #changing: Promise<void> = Promise.resolve();

  constructor(options: ScrapeManagerOptions) {
    this.#options = options;
    this.#pools = this.#poolsOf(options.jobs, new Map());
  }

  async start(): Promise<void> {
    this.#phase = 'open';
    // A discovery that does not answer must not keep the process from starting.
    for (const pool of this.#pools.values()) this.#begin(pool.start(), pool.job);
  }

  reload(jobs: readonly ScrapeJob[]): Promise<void> {
    const change = this.#changing.then(() => this.#exchange(jobs));
    // Whoever asked for it hears of its failure; the next change begins all the same.
    this.#changing = change.catch(() => undefined);
    return change;
  }

  targets(filter: JobFilter): TargetsAnswer {
    return targetsAnswer(this.#visible(filter), this.#options.externalHost);
  }

  metadata(filter: JobFilter): readonly TargetMetadata[] {
    return targetsMetadata(this.#visible(filter));
  }

  pools(filter: JobFilter): readonly PoolStatus[] {
    return this.#visible(filter).map((pool) => ({
      job: pool.job,
      active: pool.loops.map(({ target, scraper }) => ({ target, ...scraper.state() })),
      dropped: pool.targets.droppedCount,
      discoveries: pool.discoveries(),
      errors: pool.targets.errors,
    }));
  }

  async drain(signal: AbortSignal): Promise<void> {
    this.#phase = 'closed';
    const drained = Promise.all([...this.#pools.values()].map((pool) => pool.drain()));
    await Promise.race([drained, onceAborted(signal)]);
  }

  async stop(): Promise<void> {
    this.#phase = 'closed';
    await this.#stopPools();
    await this.#changing;
    // A change that was under way may have left more.
    await this.#stopPools();
    await this.#options.client.close();
  }

  async #stopPools(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.stop()));
  }

  #visible(filter: JobFilter): readonly ScrapePool[] {
    return [...this.#pools.values()].filter(({ job }) => filter(job));
  }

  async #exchange(jobs: readonly ScrapeJob[]): Promise<void> {
    const before = this.#pools;
    const after = this.#poolsOf(jobs, before);
    if (this.#phase === 'closed') return;
    this.#pools = after;
    if (this.#phase === 'new') return;
    const work: Promise<void>[] = [];
    for (const [id, pool] of after) {
      const old = before.get(id);
      if (old === pool) continue;
      work.push(old === undefined ? pool.start() : pool.startInPlaceOf(old));
    }
    for (const [id, pool] of before) if (!after.has(id)) work.push(pool.stop());
    await Promise.all(work);
  }

  /** The pools of jobs that have not changed are those of before. */
  #poolsOf(
    jobs: readonly ScrapeJob[],
    before: ReadonlyMap<string, ScrapePool>,
  ): ReadonlyMap<string, ScrapePool> {
    const pools = new Map<string, ScrapePool>();
    for (const job of jobs) {
      if (pools.has(job.id)) throw new AppError('invalid', `two scrape jobs are called ${job.id}`);
      checkJob(job);
      const known = before.get(job.id);
      const isSame = known !== undefined && isDeepStrictEqual(known.job, job);
      pools.set(job.id, isSame ? known : new ScrapePool(job, this.#options));
    }
    return pools;
  }

  #begin(started: Promise<void>, job: ScrapeJob): void {
    started.catch((thrown: unknown) => {
      this.#options.logger.error({ job: job.id, err: thrown }, 'scrape job did not start');
    });
  }
}

/** @throws AppError `invalid` */
function checkJob({ id, intervalMs, timeoutMs, limits }: ScrapeJob): void {
  if (intervalMs < 1_000) throw new AppError('invalid', `${id}: the interval is at least 1s`);
  if (timeoutMs <= 0 || timeoutMs > intervalMs) {
    throw new AppError('invalid', `${id}: the timeout is above 0 and at most the interval`);
  }
  if (limits.bodyBytes <= 0) throw new AppError('invalid', `${id}: bodies need a size limit`);
}

function onceAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
