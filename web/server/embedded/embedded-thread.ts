import type { Worker } from 'node:worker_threads';
import type { OutputQueueStatus } from '../../../collector/flows/delivery/log-spec-status.ts';
import type { FlowProgram } from '../../../collector/flows/runtime/flow-program.ts';
import type { EntryBatch } from '../../../collector/model/entry-batch.ts';
import type { SampleBatch } from '../../../collector/model/sample-batch.ts';
import { AppError, asError } from '../../../platform/errors/app-error.ts';
import type { Service } from '../../../platform/lifecycle/service.ts';
import { spawnThread } from '../../../platform/lifecycle/spawn-thread.ts';
import type { Logger } from '../../../platform/observe/logger.ts';
import type { CollectionAsker, CollectionStatus } from './collection-status.ts';
import type {
  EmbeddedAnswer,
  EmbeddedJobs,
  EmbeddedPush,
  EmbeddedQuestion,
  EmbeddedWritten,
  FromEmbedded,
  LatestAsk,
  LatestFound,
  LatestSample,
  OwnExposition,
  ToEmbedded,
} from './embedded-messages.ts';
import type { EmbeddedSettings } from './embedded-settings.ts';

/** Who waits for something of the thread. After `lost` nothing comes. */
export interface EmbeddedListener {
  answered(answer: EmbeddedAnswer): void;
  /** Only of questions about the collection. */
  collected?(status: CollectionStatus): void;
  /** Only of tails. */
  tailed?(message: Uint8Array): void;
  /** The thread is not there, or no longer. */
  lost(cause: Error): void;
}

/** The way to the thread that holds the embedded stores and their evaluators. */
export interface EmbeddedLink {
  /** @returns the id to cancel it by */
  ask(question: EmbeddedQuestion, listener: EmbeddedListener): number;
  follow(question: EmbeddedQuestion, listener: EmbeddedListener): number;
  /** A push under way is not undone by `cancel`; only nobody hears of it. */
  push(push: EmbeddedPush, listener: EmbeddedListener): number;
  collection(asker: CollectionAsker, listener: EmbeddedListener): number;
  flow(id: number, isOpen: boolean): void;
  cancel(id: number): void;
}

export interface EmbeddedThreadOptions {
  readonly settings: EmbeddedSettings;
  readonly logger: Logger;
  /** The service's own metrics. */
  readonly expose: () => Promise<OwnExposition>;
  /** The thread died by itself: the process should end, and start anew from what is on disk. */
  readonly onFatal: (error: Error) => void;
}

/** Starts and stops the thread of the embedded stores, and talks to it. */
export class EmbeddedThread implements EmbeddedLink, Service {
  readonly name = 'embedded stores';
  readonly #options: EmbeddedThreadOptions;
  readonly #listeners = new Map<number, EmbeddedListener>();
  #worker: Worker | null = null;
  readonly #writes = new Map<number, Waiting<EmbeddedWritten>>();
  readonly #lookups = new Map<number, Waiting<LatestFound>>();
  #lastId = 0;
  #jobs: EmbeddedJobs | null = null;
  #flows: FlowProgram | null = null;
  #queues: ReadonlyMap<string, OutputQueueStatus> = new Map();
  #isStopping = false;
  #exited: Promise<void> = Promise.resolve();
  #spawned: { readonly worker: Worker; readonly opened: Promise<void> } | null = null;

  constructor(options: EmbeddedThreadOptions) {
    this.#options = options;
  }

  /**
   * Begins to open the stores while the rest is still being made. Until `start`, which says whether
   * they could be opened, it does not keep the process alive.
   */
  prepare(): void {
    this.#spawn().worker.unref();
  }

  /** Resolves when the stores are open and what was not written into them yet has been read. */
  start(): Promise<void> {
    const { worker, opened } = this.#spawn();
    worker.ref();
    return opened;
  }

  #spawn() {
    if (this.#spawned !== null) return this.#spawned;
    const worker = spawnThread(import.meta.url, './embedded-worker', {
      name: 'embedded-stores',
      workerData: this.#options.settings,
    });
    this.#exited = new Promise((resolve) => {
      worker.once('exit', () => resolve());
    });
    const opened = this.#open(worker);
    // Who called `start` hears of it.
    opened.catch(() => undefined);
    this.#spawned = { worker, opened };
    return this.#spawned;
  }

  async #open(worker: Worker): Promise<void> {
    await ready(worker);
    this.#worker = worker;
    worker.on('message', (message: FromEmbedded) => this.#receive(message));
    worker.on('error', (error) => this.#died(error));
    worker.on('exit', (code) => this.#died(new Error(`the embedded stores ended, code ${code}`)));
    if (this.#flows) this.#post({ kind: 'flows', program: this.#flows });
    if (this.#jobs) this.#post({ kind: 'jobs', jobs: this.#jobs });
  }

  drain(): Promise<void> {
    return Promise.resolve();
  }

  /** Resolves when everything is on disk. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#post({ kind: 'stop' });
    await this.#exited;
  }

  ask(question: EmbeddedQuestion, listener: EmbeddedListener): number {
    const own = handedOver(question);
    return this.#begin((id) => ({ kind: 'ask', id, question: own }), listener, buffersOf(own));
  }

  follow(question: EmbeddedQuestion, listener: EmbeddedListener): number {
    return this.#begin((id) => ({ kind: 'follow', id, question }), listener);
  }

  push(push: EmbeddedPush, listener: EmbeddedListener): number {
    const own = handedOver(push);
    return this.#begin((id) => ({ kind: 'push', id, push: own }), listener, buffersOf(own));
  }

  collection(asker: CollectionAsker, listener: EmbeddedListener): number {
    return this.#begin((id) => ({ kind: 'collection', id, asker }), listener);
  }

  flow(id: number, isOpen: boolean): void {
    if (this.#listeners.has(id)) this.#post({ kind: 'flow', id, isOpen });
  }

  /** What is scraped from now on; before the start as well. */
  setJobs(jobs: EmbeddedJobs): void {
    this.#jobs = jobs;
    this.#post({ kind: 'jobs', jobs });
  }

  /** What flows and outputs carry out from now on; before the start as well. */
  setFlows(program: FlowProgram): void {
    this.#flows = program;
    this.#post({ kind: 'flows', program });
  }

  /** How outputs of flows do, by their ids. */
  queues(): ReadonlyMap<string, OutputQueueStatus> {
    return this.#queues;
  }

  /** Resolves when they survive the end of the process. Never rejects. */
  store(tenant: string, batch: SampleBatch): Promise<EmbeddedWritten> {
    return this.#reply((id) => ({ kind: 'store', id, write: { tenant, batch } }), this.#writes, {
      kind: 'failed',
      message: NOT_OPEN,
    });
  }

  /** Stores lines of the service itself. @throws AppError `unavailable` when nothing was stored */
  async storeLines(tenant: string, batch: EntryBatch): Promise<void> {
    const written = await this.#reply(
      (id) => ({ kind: 'lines', id, tenant, batch }),
      this.#writes,
      { kind: 'failed', message: NOT_OPEN },
    );
    if (written.kind === 'failed') throw new AppError('unavailable', written.message);
  }

  /** The newest samples of series. @throws Error when they cannot be read now */
  async latest(ask: LatestAsk): Promise<readonly LatestSample[]> {
    const found = await this.#reply((id) => ({ kind: 'latest', id, ask }), this.#lookups, NOT_OPEN);
    if (typeof found === 'string') throw new Error(found);
    return found;
  }

  #reply<T>(
    message: (id: number) => ToEmbedded,
    waiting: Map<number, Waiting<T>>,
    lost: T,
  ): Promise<T> {
    if (this.#worker === null || this.#isStopping) return Promise.resolve(lost);
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve) => {
      waiting.set(id, { resolve, lost });
      this.#post(message(id));
    });
  }

  cancel(id: number): void {
    if (this.#listeners.delete(id)) this.#post({ kind: 'cancel', id });
  }

  #begin(
    messageOf: (id: number) => ToEmbedded,
    listener: EmbeddedListener,
    transfer: readonly ArrayBuffer[] = [],
  ): number {
    this.#lastId += 1;
    const id = this.#lastId;
    if (this.#worker === null || this.#isStopping) {
      const cause = new Error(NOT_OPEN);
      queueMicrotask(() => listener.lost(cause));
      return id;
    }
    this.#listeners.set(id, listener);
    this.#post(messageOf(id), transfer);
    return id;
  }

  #receive(message: FromEmbedded): void {
    if (message.kind === 'ready') return;
    if (message.kind === 'queues') {
      this.#queues = message.queues;
      return;
    }
    if (message.kind === 'expose') {
      void this.#expose(message.id);
      return;
    }
    if (message.kind === 'stored') {
      this.#writes.get(message.id)?.resolve(message.written);
      this.#writes.delete(message.id);
      return;
    }
    if (message.kind === 'found') {
      this.#lookups.get(message.id)?.resolve(message.found);
      this.#lookups.delete(message.id);
      return;
    }
    const listener = this.#listeners.get(message.id);
    if (message.kind === 'tailed') {
      listener?.tailed?.(message.message);
      return;
    }
    this.#listeners.delete(message.id);
    if (message.kind === 'collected') listener?.collected?.(message.status);
    else listener?.answered(message.answer);
  }

  async #expose(id: number): Promise<void> {
    let exposition: OwnExposition | null = null;
    try {
      exposition = await this.#options.expose();
    } catch (thrown) {
      this.#options.logger.error({ err: asError(thrown) }, 'own metrics cannot be read');
    }
    this.#post({ kind: 'exposition', id, exposition });
  }

  #post(message: ToEmbedded, transfer: readonly ArrayBuffer[] = []): void {
    this.#worker?.postMessage(message, [...transfer]);
  }

  #died(error: Error): void {
    if (this.#worker === null) return;
    this.#worker = null;
    const waiting = [...this.#listeners.values()];
    this.#listeners.clear();
    for (const listener of waiting) listener.lost(error);
    giveUp(this.#writes);
    giveUp(this.#lookups);
    if (this.#isStopping) return;
    this.#options.logger.error({ err: error }, 'the thread of the embedded stores died');
    this.#options.onFatal(error);
  }
}

/** With a body of its own: what it lies in may be far larger, or used again. */
function handedOver<Q extends { readonly body: Uint8Array | null }>(question: Q): Q {
  return question.body === null ? question : { ...question, body: new Uint8Array(question.body) };
}

function buffersOf({ body }: { readonly body: Uint8Array | null }): readonly ArrayBuffer[] {
  return body?.buffer instanceof ArrayBuffer ? [body.buffer] : [];
}

/** Whoever waits for a reply, and what it is told when none comes. */
interface Waiting<T> {
  readonly resolve: (reply: T) => void;
  readonly lost: T;
}

const NOT_OPEN = 'the embedded stores are not open';

function giveUp<T>(waiting: Map<number, Waiting<T>>): void {
  for (const { resolve, lost } of waiting.values()) resolve(lost);
  waiting.clear();
}

function ready(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new Error('the embedded stores ended before they were open'));
    worker.once('error', reject);
    worker.once('exit', onExit);
    worker.once('message', () => {
      worker.off('error', reject);
      worker.off('exit', onExit);
      resolve();
    });
  });
}
