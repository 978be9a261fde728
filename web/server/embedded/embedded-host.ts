import { join } from 'node:path';
import { FlowRunner } from '../../../collector/flows/runtime/flow-runner.ts';
import { createLineSpool } from '../../../collector/flows/runtime/line-spool.ts';
import type { EntryBatch } from '../../../collector/model/entry-batch.ts';
import { ReceiveRates } from '../../../collector/receivers/receive-rates.ts';
import { createReceiverMetrics } from '../../../collector/receivers/receiver-metrics.ts';
import type { ReadExposition } from '../../../collector/scrape/scrape-job.ts';
import type { Clock } from '../../../platform/clock/clock.ts';
import { asError } from '../../../platform/errors/app-error.ts';
import type { CredentialFiles } from '../../../platform/kubernetes/connection/credentials.ts';
import { kubernetesMetrics } from '../../../platform/kubernetes/kubernetes-metrics.ts';
import type { Logger } from '../../../platform/observe/logger.ts';
import type { Metrics } from '../../../platform/observe/metrics.ts';
import type { OutboundMetrics } from '../../../platform/outbound/outbound-metrics.ts';
import type { ApiAnswer } from '../../../queries/embedded/api-answer.ts';
import { lokiFailure } from '../../../queries/embedded/loki-failure.ts';
import { countOf, instantOf, logQueryOf } from '../../../queries/embedded/loki-parameters.ts';
import { streamsWithin } from '../../../queries/embedded/narrow-source.ts';
import { QueryStats } from '../../../queries/logql/evaluate/query-context.ts';
import type { CompileTemplate } from '../../../queries/logql/evaluate/template-port.ts';
import { compileLineTemplate } from '../../../queries/logql/template/line-template.ts';
import { EmbeddedQuestions, formOf, isFlagged, sees } from './answer-questions.ts';
import { type CollectionAsker, collectionStatus } from './collection-status.ts';
import type {
  EmbeddedJobs,
  EmbeddedPush,
  EmbeddedQuestion,
  EmbeddedWrite,
  FromEmbedded,
  LatestAsk,
  OwnExposition,
  ToEmbedded,
} from './embedded-messages.ts';
import { EmbeddedMonitors } from './embedded-monitors.ts';
import { ingestQuotas, proxiedPushes } from './embedded-pushes.ts';
import { composeReceivers, type EmbeddedReceivers } from './embedded-receivers.ts';
import { composeScrapes, type EmbeddedScrapes } from './embedded-scrapes.ts';
import type { EmbeddedSettings } from './embedded-settings.ts';
import { type EmbeddedStores, openEmbeddedStores } from './embedded-stores.ts';
import { EmbeddedTail } from './embedded-tail.ts';
import { latestSamples } from './latest-samples.ts';
import { TailedFiles } from './tailed-files.ts';

export interface HostOptions {
  readonly settings: EmbeddedSettings;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Registered once, for all that connects from here. */
  readonly outboundMetrics: OutboundMetrics;
  readonly random: () => number;
  /** What connections to clusters read their credentials from. */
  readonly files: CredentialFiles;
  /** To the main thread; the buffers are handed over. */
  readonly post: (message: FromEmbedded, transfer?: readonly ArrayBuffer[]) => void;
}

const HOUR_NS = 3_600_000_000_000n;
const TAIL_LINES = 100;

/**
 * The thread of the embedded stores: stores, evaluators, receivers and scraping together, behind
 * messages. To the rest of the service it looks like a Prometheus and a Loki.
 */
export class EmbeddedHost {
  readonly #options: HostOptions;
  readonly #stores: EmbeddedStores;
  readonly #questions: EmbeddedQuestions;
  readonly #scrapes: EmbeddedScrapes;
  readonly #monitors: EmbeddedMonitors;
  readonly #receivers: EmbeddedReceivers;
  readonly #files: TailedFiles;
  readonly #rates: ReceiveRates;
  readonly #flows: FlowRunner;
  readonly #tails = new Map<number, EmbeddedTail>();
  readonly #exposing = new Map<number, (exposition: OwnExposition | null) => void>();
  readonly #compileTemplate: CompileTemplate;
  #lastExposed = 0;
  #jobs: EmbeddedJobs | null = null;

  private constructor(options: HostOptions, stores: EmbeddedStores, flows: FlowRunner) {
    this.#options = options;
    this.#stores = stores;
    this.#flows = flows;
    const { settings, clock, logger, metrics } = options;
    const nowNs = () => BigInt(clock.nowMs()) * 1_000_000n;
    this.#compileTemplate = (text, name) => compileLineTemplate(text, name, nowNs);
    this.#rates = new ReceiveRates(clock);
    const shared = {
      settings,
      stores,
      rates: this.#rates,
      metrics: createReceiverMetrics(metrics),
      ...ingestQuotas(clock, settings),
    };
    this.#receivers = composeReceivers({ ...shared, clock, logger, random: options.random });
    this.#files = new TailedFiles({ settings, stores, clock, logger, random: options.random });
    this.#monitors = new EmbeddedMonitors({
      ...options,
      metrics: kubernetesMetrics(metrics),
      onChange: () => void this.#reload(),
    });
    this.#scrapes = composeScrapes({
      settings,
      stores,
      readSelf: () => this.#readSelf(),
      mirrorOf: (cluster) => this.#monitors.mirrorOf(cluster),
      clock,
      logger,
    });
    this.#questions = new EmbeddedQuestions({
      settings,
      stores,
      targetsOf: (tenant) => this.#scrapes.manager.targets((job) => sees(tenant, job.tenant)),
      scrapedMetadata: (tenant) => {
        const said = this.#scrapes.manager.metadata((job) => sees(tenant, job.tenant));
        return new Map(said.map(({ metric, ...metadata }) => [metric, metadata]));
      },
      pushes: proxiedPushes(shared),
      compileTemplate: this.#compileTemplate,
      clock,
      logger,
    });
  }

  /** Opens the stores. @throws Error when one cannot be opened */
  static async open(options: HostOptions): Promise<EmbeddedHost> {
    const flows = new FlowRunner({
      ...options,
      spool: createLineSpool(join(options.settings.folder, 'flow-lines.jsonl')),
      onStatus: (queues) => options.post({ kind: 'queues', queues }),
    });
    const host = new EmbeddedHost(options, await openEmbeddedStores({ ...options, flows }), flows);
    await host.#receivers.loop.start();
    await host.#scrapes.manager.start();
    return host;
  }

  receive(message: Exclude<ToEmbedded, { kind: 'stop' }>): void {
    switch (message.kind) {
      case 'ask':
        void this.#answer(message.id, message.question);
        return;
      case 'follow':
        void this.#follow(message.id, message.question);
        return;
      case 'flow':
        this.#tails.get(message.id)?.flow(message.isOpen);
        return;
      case 'push':
        void this.#push(message.id, message.push);
        return;
      case 'store':
        void this.#store(message.id, message.write);
        return;
      case 'lines':
        void this.#storeLines(message.id, message.tenant, message.batch);
        return;
      case 'latest':
        void this.#latest(message.id, message.ask);
        return;
      case 'collection':
        this.#collected(message.id, message.asker);
        return;
      case 'cancel':
        this.#cancel(message.id);
        return;
      case 'jobs':
        void this.#exchange(message.jobs);
        return;
      case 'flows':
        this.#flows.use(message.program);
        return;
      case 'exposition':
        this.#exposed(message.id, message.exposition);
        return;
      default:
        message satisfies never;
    }
  }

  /** Ends everything; resolves when all is on disk. */
  async stop(): Promise<void> {
    for (const tail of this.#tails.values()) tail.close();
    const { manager } = this.#scrapes;
    await manager.drain(AbortSignal.timeout(5_000));
    await manager.stop();
    await this.#monitors.stop();
    await this.#files.stop();
    await this.#receivers.loop.stop();
    await this.#flows.stop();
    await this.#stores.close();
  }

  async #answer(id: number, question: EmbeddedQuestion): Promise<void> {
    this.#post(id, await this.#questions.answer(id, question));
  }

  async #push(id: number, push: EmbeddedPush): Promise<void> {
    try {
      this.#post(id, await this.#receivers.answer(push));
    } catch (thrown) {
      this.#options.logger.error(
        { err: asError(thrown), receiver: push.receiver },
        'a push failed',
      );
      this.#post(id, { status: 500, headers: {}, chunks: [] });
    }
  }

  async #store(id: number, { tenant, batch }: EmbeddedWrite): Promise<void> {
    const { post } = this.#options;
    try {
      const { refused } = await this.#stores.metrics.store(tenant).append(batch);
      post({ kind: 'stored', id, written: { kind: 'written', refused } });
    } catch (thrown) {
      post({ kind: 'stored', id, written: { kind: 'failed', message: asError(thrown).message } });
    }
  }

  async #storeLines(id: number, tenant: string, batch: EntryBatch): Promise<void> {
    const { post } = this.#options;
    try {
      await this.#stores.entriesOf(tenant).append(batch);
      post({ kind: 'stored', id, written: { kind: 'written', refused: [] } });
    } catch (thrown) {
      post({ kind: 'stored', id, written: { kind: 'failed', message: asError(thrown).message } });
    }
  }

  async #latest(id: number, ask: LatestAsk): Promise<void> {
    const { post } = this.#options;
    try {
      const turn = this.#questions.turnOf({ timeoutMs: 30_000 });
      const found = await latestSamples(this.#stores.seriesOf(ask.tenant), ask, turn);
      post({ kind: 'found', id, found });
    } catch (thrown) {
      post({ kind: 'found', id, found: asError(thrown).message });
    }
  }

  #collected(id: number, asker: CollectionAsker): void {
    const { settings, logger, post } = this.#options;
    const stores = this.#stores;
    const { manager } = this.#scrapes;
    try {
      const monitors = this.#monitors;
      const parts = { settings, stores, manager, monitors, rates: this.#rates };
      const status = collectionStatus(asker, parts);
      post({ kind: 'collected', id, status });
    } catch (thrown) {
      logger.error({ err: asError(thrown) }, 'the state of the collection cannot be told');
      this.#post(id, { status: 500, headers: {}, chunks: [] });
    }
  }

  #post(id: number, answer: ApiAnswer): void {
    const transfer = answer.chunks.flatMap(({ buffer }) =>
      buffer instanceof ArrayBuffer ? [buffer] : [],
    );
    this.#options.post({ kind: 'answered', id, answer }, transfer);
  }

  async #follow(id: number, question: EmbeddedQuestion): Promise<void> {
    try {
      const tail = this.#openTail(id, question);
      this.#tails.set(id, tail);
      await tail.begin();
    } catch (thrown) {
      this.#tails.get(id)?.close();
      this.#tails.delete(id);
      const failure = lokiFailure(thrown);
      if (failure === null) {
        this.#options.logger.error({ err: asError(thrown) }, 'a tail of the embedded store failed');
      }
      this.#post(id, failure ?? { status: 500, headers: {}, chunks: [] });
    }
  }

  #openTail(id: number, question: EmbeddedQuestion): EmbeddedTail {
    const { clock, settings, post } = this.#options;
    const form = formOf(question);
    const nowNs = BigInt(clock.nowMs()) * 1_000_000n;
    const context = {
      source: streamsWithin(this.#stores.streamsOf(question.tenant), question.within),
      turn: this.#questions.turnOf({ timeoutMs: 60_000 }),
      compileTemplate: this.#compileTemplate,
      stats: new QueryStats(),
      maxSeries: settings.config.query.maxLogSeries,
    };
    return new EmbeddedTail({
      expr: logQueryOf(form),
      context,
      startNs: instantOf(form, 'start', nowNs - HOUR_NS),
      nowNs,
      limit: countOf(form, 'limit', TAIL_LINES),
      isCategorised: isFlagged(question.headers),
      send: (message) => {
        const { buffer } = message;
        const transfer = buffer instanceof ArrayBuffer ? [buffer] : [];
        post({ kind: 'tailed', id, message }, transfer);
      },
    });
  }

  #cancel(id: number): void {
    this.#questions.cancel(id);
    this.#tails.get(id)?.close();
    this.#tails.delete(id);
  }

  /** What goes wrong with files does not keep the scrapes from what they are to do. */
  async #exchange(jobs: EmbeddedJobs): Promise<void> {
    const { logger } = this.#options;
    try {
      await this.#files.exchange(jobs.tails);
    } catch (thrown) {
      logger.error({ err: asError(thrown) }, 'files cannot be followed');
    }
    await this.#monitors.exchange(jobs.clusters, jobs.monitors);
    this.#jobs = jobs;
    await this.#reload();
  }

  /** What clusters say about themselves changes the jobs as well. */
  async #reload(): Promise<void> {
    if (this.#jobs === null) return;
    const jobs = [...this.#scrapes.jobsOf(this.#jobs), ...this.#monitors.jobs()];
    try {
      await this.#scrapes.manager.reload(jobs);
    } catch (thrown) {
      this.#options.logger.error({ err: asError(thrown) }, 'scrape jobs cannot be carried out');
    }
  }

  #readSelf(): Promise<ReadExposition> {
    this.#lastExposed += 1;
    const id = this.#lastExposed;
    return new Promise((resolve, reject) => {
      this.#exposing.set(id, (exposition) => {
        if (exposition === null) {
          reject(new Error('the log of the service says why'));
          return;
        }
        const { contentType, text } = exposition;
        resolve({ contentType, body: Buffer.from(text) });
      });
      this.#options.post({ kind: 'expose', id });
    });
  }

  #exposed(id: number, exposition: OwnExposition | null): void {
    const settle = this.#exposing.get(id);
    this.#exposing.delete(id);
    settle?.(exposition);
  }
}
