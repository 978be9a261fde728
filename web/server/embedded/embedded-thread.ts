import type { Worker } from 'node:worker_threads';
import type { Service } from '../../../platform/lifecycle/service.ts';
import { spawnThread } from '../../../platform/lifecycle/spawn-thread.ts';
import type { Logger } from '../../../platform/observe/logger.ts';
import type {
  EmbeddedAnswer,
  EmbeddedJobs,
  EmbeddedQuestion,
  FromEmbedded,
  OwnExposition,
  ToEmbedded,
} from './embedded-messages.ts';
import type { EmbeddedSettings } from './embedded-settings.ts';

/** Who waits for something of the thread. After `lost` nothing comes. */
export interface EmbeddedListener {
  answered(answer: EmbeddedAnswer): void;
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
  #lastId = 0;
  #jobs: EmbeddedJobs | null = null;
  #isStopping = false;
  #exited: Promise<void> = Promise.resolve();

  constructor(options: EmbeddedThreadOptions) {
    this.#options = options;
  }

  /** Resolves when the stores are open and what was not written into them yet has been read. */
  async start(): Promise<void> {
    const worker = spawnThread(import.meta.url, './embedded-worker', {
      name: 'embedded-stores',
      workerData: this.#options.settings,
    });
    this.#exited = new Promise((resolve) => {
      worker.once('exit', () => resolve());
    });
    await ready(worker);
    this.#worker = worker;
    worker.on('message', (message: FromEmbedded) => this.#receive(message));
    worker.on('error', (error) => this.#died(error));
    worker.on('exit', (code) => this.#died(new Error(`the embedded stores ended, code ${code}`)));
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
    return this.#begin('ask', question, listener);
  }

  follow(question: EmbeddedQuestion, listener: EmbeddedListener): number {
    return this.#begin('follow', question, listener);
  }

  flow(id: number, isOpen: boolean): void {
    if (this.#listeners.has(id)) this.#post({ kind: 'flow', id, isOpen });
  }

  /** What is scraped from now on; before the start as well. */
  setJobs(jobs: EmbeddedJobs): void {
    this.#jobs = jobs;
    this.#post({ kind: 'jobs', jobs });
  }

  cancel(id: number): void {
    if (this.#listeners.delete(id)) this.#post({ kind: 'cancel', id });
  }

  #begin(kind: 'ask' | 'follow', question: EmbeddedQuestion, listener: EmbeddedListener): number {
    this.#lastId += 1;
    const id = this.#lastId;
    if (this.#worker === null || this.#isStopping) {
      const cause = new Error('the embedded stores are not open');
      queueMicrotask(() => listener.lost(cause));
      return id;
    }
    this.#listeners.set(id, listener);
    // A copy of its own, so that it is handed over: what it lies in may be far larger, or used again.
    const body = question.body && new Uint8Array(question.body);
    this.#post({ kind, id, question: { ...question, body } }, body ? [body.buffer] : []);
    return id;
  }

  #receive(message: FromEmbedded): void {
    if (message.kind === 'ready') return;
    if (message.kind === 'expose') {
      void this.#expose(message.id);
      return;
    }
    const listener = this.#listeners.get(message.id);
    if (message.kind === 'tailed') {
      listener?.tailed?.(message.message);
      return;
    }
    this.#listeners.delete(message.id);
    listener?.answered(message.answer);
  }

  async #expose(id: number): Promise<void> {
    const exposition = await this.#options.expose();
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
    if (this.#isStopping) return;
    this.#options.logger.error({ err: error }, 'the thread of the embedded stores died');
    this.#options.onFatal(error);
  }
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
