import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../platform/clock/clock.ts';
import { asError } from '../../platform/errors/app-error.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { ClusterMirror } from '../discovery/kubernetes/cluster-mirror.ts';
import type { Discovery, DiscoveryStatus, TargetGroup } from '../discovery/target-group.ts';
import type { SampleSink } from '../model/sample-batch.ts';
import { compileRelabel, type Relabel } from '../relabel/relabel.ts';
import { discoveryOf } from './discovery-of.ts';
import { type PoolTargets, poolTargets } from './pool-targets.ts';
import type { ScrapeClient } from './scrape-client.ts';
import type { DiscoverySpec, ScrapeJob } from './scrape-job.ts';
import { ScrapeLoop } from './scrape-loop.ts';
import type { Target } from './target.ts';
import { targetReader } from './target-reader.ts';
import { TargetScraper } from './target-scraper.ts';

export interface ScrapePoolTools {
  /** The store of a tenant. */
  readonly sinkOf: (tenant: string) => SampleSink;
  readonly client: ScrapeClient;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Clusters whose objects are watched; none without it. */
  readonly mirrorOf?: (cluster: string) => ClusterMirror | undefined;
}

const NO_TARGETS: PoolTargets = { targets: [], dropped: [], droppedCount: 0, errors: [] };

/** The targets of one job, from its discoveries to their loops. */
export class ScrapePool {
  readonly job: ScrapeJob;
  readonly #tools: ScrapePoolTools;
  readonly #relabel: Relabel;
  readonly #metricRelabel: Relabel;
  readonly #specs: readonly DiscoverySpec[];
  readonly #discoveries: readonly Discovery[];
  readonly #groups: (readonly TargetGroup[])[];
  readonly #loops = new Map<string, ScrapeLoop>();
  readonly #refusals = new Map<string, string>();
  readonly #pending = new Set<Promise<void>>();
  #heirTo: ScrapePool | null = null;
  #found: PoolTargets = NO_TARGETS;
  #isOpen = true;

  /** @throws AppError `invalid` for relabelling that cannot be carried out */
  constructor(job: ScrapeJob, tools: ScrapePoolTools) {
    this.job = job;
    this.#tools = tools;
    this.#relabel = compileRelabel(job.relabel);
    this.#metricRelabel = compileRelabel(job.metricRelabel);
    this.#specs = job.source.kind === 'discovered' ? job.source.discoveries : [];
    this.#discoveries = this.#specs.map((spec) => discoveryOf(spec, tools));
    this.#groups = this.#specs.map(() => []);
  }

  get targets(): PoolTargets {
    return this.#found;
  }

  get loops(): readonly ScrapeLoop[] {
    return [...this.#loops.values()];
  }

  discoveries(): readonly DiscoveryStatus[] {
    return this.#discoveries.map((one) => one.status());
  }

  /** Resolves when every discovery has looked once and what they found is scraped. */
  async start(): Promise<void> {
    const { source } = this.job;
    if (source.kind === 'read') {
      const { address, labels } = source;
      this.#shutPredecessor();
      this.#sync([{ source: 'process', addresses: [address], labels }]);
      return;
    }
    let isFirst = true;
    const started = this.#discoveries.map((discovery, index) =>
      discovery.start((groups) => {
        this.#groups[index] = groups;
        if (!isFirst) this.#sync(this.#groups.flat());
      }),
    );
    await Promise.all(started);
    isFirst = false;
    this.#shutPredecessor();
    if (this.#isOpen) this.#sync(this.#groups.flat());
  }

  /** Starts in the place of another pool of the same job: targets that both have go on. */
  async startInPlaceOf(before: ScrapePool): Promise<void> {
    this.#heirTo = before;
    this.#keepGroupsOf(before);
    await this.start();
    this.#heirTo = null;
    await before.#close();
    await Promise.all(before.loops.map((loop) => loop.end()));
    before.#loops.clear();
  }

  /** No new scrapes; resolves when those under way are stored. */
  async drain(): Promise<void> {
    await this.#close();
    await Promise.all(this.loops.map((loop) => loop.drain()));
  }

  /** Breaks off, and ends all series. */
  async stop(): Promise<void> {
    await this.#close();
    await Promise.all(this.loops.map((loop) => loop.end()));
    this.#loops.clear();
  }

  /** What the same discovery found before is its last good until it has found more. */
  #keepGroupsOf(before: ScrapePool): void {
    for (const [index, spec] of this.#specs.entries()) {
      const same = before.#specs.findIndex((one) => findsTheSame(one, spec));
      this.#groups[index] = before.#groups[same] ?? [];
    }
  }

  #shutPredecessor(): void {
    if (this.#heirTo !== null) this.#heirTo.#shut();
  }

  #shut(): void {
    this.#isOpen = false;
    for (const discovery of this.#discoveries) discovery.stop();
  }

  async #close(): Promise<void> {
    this.#shut();
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  /** Makes the loops those of the groups. */
  #sync(groups: readonly TargetGroup[]): void {
    if (!this.#isOpen) return;
    const found = poolTargets(this.job, this.#relabel, groups);
    this.#reportErrors(found.errors);
    this.#found = found;
    const wanted = new Map(found.targets.map((target) => [target.key, target]));
    for (const [key, loop] of this.#loops) {
      if (wanted.has(key)) continue;
      this.#loops.delete(key);
      this.#refusals.delete(key);
      this.#follow(loop.end());
    }
    const refusal = this.#refusalOf(found.targets.length);
    for (const target of found.targets) this.#place(target, refusal);
  }

  #place(target: Target, refusal: string): void {
    const before = this.#loops.get(target.key);
    const isSame =
      before !== undefined &&
      before.target.intervalMs === target.intervalMs &&
      before.target.timeoutMs === target.timeoutMs &&
      this.#refusals.get(target.key) === refusal;
    if (isSame) return;
    const loop = this.#loopFor(target, refusal);
    this.#loops.set(target.key, loop);
    this.#refusals.set(target.key, refusal);
    const heritage = before ?? this.#takeFromPredecessor(target.key);
    if (heritage !== undefined) this.#follow(loop.takePlaceOf(heritage));
    else if (this.job.source.kind === 'read') loop.startAtOnce();
    else loop.start();
  }

  #takeFromPredecessor(key: string): ScrapeLoop | undefined {
    return this.#heirTo === null ? undefined : this.#heirTo.#takeOut(key);
  }

  #takeOut(key: string): ScrapeLoop | undefined {
    const loop = this.#loops.get(key);
    this.#loops.delete(key);
    return loop;
  }

  #loopFor(target: Target, refusal: string): ScrapeLoop {
    const { client, clock, logger, sinkOf } = this.#tools;
    const scraper = new TargetScraper({
      job: this.job,
      target,
      metricRelabel: this.#metricRelabel,
      read: targetReader(this.job, target, client, clock),
      sink: sinkOf(this.job.tenant),
      clock,
      logger,
      refusal,
    });
    return new ScrapeLoop(target, scraper, clock);
  }

  #refusalOf(count: number): string {
    const { targets: most } = this.job.limits;
    if (most === 0 || count <= most) return '';
    return `target_limit exceeded (number of targets: ${count}, limit: ${most})`;
  }

  #reportErrors(errors: readonly string[]): void {
    if (isDeepStrictEqual(errors, this.#found.errors) || errors.length === 0) return;
    this.#tools.logger.warn({ job: this.job.id, errors }, 'some targets cannot be scraped');
  }

  #follow(work: Promise<void>): void {
    const done = work
      .catch((thrown: unknown) => {
        const { logger } = this.#tools;
        logger.error({ job: this.job.id, err: asError(thrown) }, 'a scrape loop could not change');
      })
      .finally(() => this.#pending.delete(done));
    this.#pending.add(done);
  }
}

/** Another connection to a cluster finds what the former did. */
function findsTheSame(one: DiscoverySpec, other: DiscoverySpec): boolean {
  if (one.kind !== 'kubernetes') return isDeepStrictEqual(one, other);
  return isDeepStrictEqual({ ...one, generation: 0 }, { ...other, generation: 0 });
}
