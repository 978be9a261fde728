import type { Socket } from 'node:net';
import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { Authentication } from '../../../platform/identity/authentication.ts';
import type { Credentials } from '../../../platform/identity/credentials.ts';
import type { Logger } from '../../../platform/observe/logger.ts';
import type { Metrics, MetricsSnapshot } from '../../../platform/observe/metrics.ts';
import type { LoadedDirectory } from '../../../platform/tenancy/load-directory.ts';
import type { Revocation } from '../../../platform/tenancy/revocations.ts';
import type { Facts, FromWorker, ToWorker, WorkerSettings } from './messages.ts';
import { printAuthentication } from './wire-authentication.ts';
import { printTenancy } from './wire-tenancy.ts';
import { createFleetMetrics } from './worker-metrics.ts';
import type { StartWorker } from './worker-process.ts';
import { WorkerSlot } from './worker-slot.ts';

/** What the parent knows, and workers have to know. Filled by `DirectoryStore`. */
export interface FactsSource {
  /** @throws AppError `unavailable` */
  present(): LoadedDirectory;
}

export interface WorkerFleetOptions {
  readonly startWorker: StartWorker;
  readonly settingsOf: (slot: number) => WorkerSettings;
  readonly slots: number;
  readonly source: FactsSource;
  readonly authenticate: (credentials: Credentials) => Authentication | Promise<Authentication>;
  /** How long a worker may keep that a session is one: its use must be heard of here. */
  readonly sessionKeepMs: number;
  readonly onStranded: (socket: Socket, head: string) => void;
  /** Of this process. */
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
}

/** A start waits no longer for workers; their tenants are served here until they come. */
const START_MS = 15_000;

/** All workers of this process. What one has to know, all are told, and acknowledge. */
export class WorkerFleet {
  readonly #options: WorkerFleetOptions;
  readonly #slots: readonly WorkerSlot[];
  #sequence = 0;
  /** The tenancy that the workers have, with its text. */
  #told: { readonly loaded: LoadedDirectory; readonly text: string } | null = null;

  constructor(options: WorkerFleetOptions) {
    this.#options = options;
    const { startWorker, onStranded, clock, logger, random } = options;
    const counted = createFleetMetrics(options.metrics, () => this.#serving());
    const onLost = () => counted.ended();
    const shared = { startWorker, onStranded, onLost, clock, logger, random };
    this.#slots = Array.from(
      { length: options.slots },
      (_, slot) =>
        new WorkerSlot({
          ...shared,
          slot,
          greeting: () => ({
            kind: 'start',
            settings: options.settingsOf(slot),
            facts: this.#facts(false),
          }),
          authenticate: (question) => this.#authenticate(question),
        }),
    );
  }

  /** Resolves when all workers serve, or after a bounded time. */
  async start(): Promise<void> {
    const { clock } = this.#options;
    const limit = new AbortController();
    const timer = clock.after(START_MS, () => limit.abort());
    for (const slot of this.#slots) slot.start();
    await Promise.all(this.#slots.map((slot) => slot.untilServing(limit.signal)));
    timer.cancel();
  }

  #serving(): number {
    return this.#slots.filter((slot) => slot.isServing).length;
  }

  isServing(slot: number): boolean {
    return this.#slots[slot]?.isServing ?? false;
  }

  /** Hands a connection to a worker; false: it stays with the caller. */
  take(slot: number, socket: Socket, head: string): boolean {
    return this.#slots[slot]?.take(socket, head) ?? false;
  }

  /** People, tokens, role bindings or the directory have changed, or may have. */
  factsChanged(): void {
    const facts = this.#facts(true);
    for (const slot of this.#slots) slot.tell(facts.sequence, { kind: 'facts', facts });
  }

  revoked(revocation: Revocation): void {
    const sequence = ++this.#sequence;
    for (const slot of this.#slots) slot.tell(sequence, { kind: 'revoked', sequence, revocation });
  }

  /** Resolves when no worker uses anything of before any more. */
  async settled(): Promise<void> {
    await Promise.all(this.#slots.map((slot) => slot.settled()));
  }

  /** What all workers have counted. */
  async reports(): Promise<readonly MetricsSnapshot[]> {
    return (await Promise.all(this.#slots.map((slot) => slot.report()))).flat();
  }

  /** Lets workers finish; those that have not when the signal aborts are ended. */
  async drain(signal: AbortSignal): Promise<void> {
    const drained = Promise.all(this.#slots.map((slot) => slot.drain()));
    const cut = () => void this.stop();
    if (signal.aborted) cut();
    signal.addEventListener('abort', cut, { once: true });
    await drained;
    signal.removeEventListener('abort', cut);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#slots.map((slot) => slot.stop()));
  }

  /** @param mayBeSame the receivers have what was told before */
  #facts(mayBeSame: boolean): Facts {
    const sequence = mayBeSame ? ++this.#sequence : this.#sequence;
    return { sequence, tenancy: this.#tenancy(mayBeSame) };
  }

  #tenancy(mayBeSame: boolean): Facts['tenancy'] {
    const loaded = this.#present();
    if (!loaded) {
      this.#told = null;
      return { kind: 'unknown' };
    }
    if (this.#told?.loaded === loaded) {
      return mayBeSame ? { kind: 'same' } : { kind: 'text', text: this.#told.text };
    }
    const text = printTenancy(loaded);
    this.#told = { loaded, text };
    return { kind: 'text', text };
  }

  #present(): LoadedDirectory | null {
    try {
      return this.#options.source.present();
    } catch (thrown) {
      if (thrown instanceof AppError && thrown.kind === 'unavailable') return null;
      throw thrown;
    }
  }

  async #authenticate({
    id,
    credentials,
  }: Extract<FromWorker, { kind: 'authenticate' }>): Promise<ToWorker> {
    const { authenticate, sessionKeepMs, logger } = this.#options;
    const sequence = this.#sequence;
    try {
      const found = await authenticate(credentials);
      const keepMs = found.kind === 'session' ? sessionKeepMs : null;
      const answer = printAuthentication(found);
      return { kind: 'authenticated', id, sequence, keepMs, answer };
    } catch (thrown) {
      if (thrown instanceof AppError) {
        return { kind: 'not-authenticated', id, error: thrown.kind, message: thrown.message };
      }
      logger.error({ err: thrown }, 'a caller could not be looked up for a worker');
      const message = 'who asks could not be looked up';
      return { kind: 'not-authenticated', id, error: 'internal', message };
    }
  }
}
