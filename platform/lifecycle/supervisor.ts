import { setMaxListeners } from 'node:events';
import type { Clock } from '../clock/clock.ts';
import type { Logger } from '../observe/logger.ts';
import type { Service } from './service.ts';

export type ServicePhase = 'waiting' | 'starting' | 'running' | 'draining' | 'stopped' | 'failed';

/** How one service does, e.g. `{ name: 'outbox', phase: 'running' }`. */
export interface ServiceStatus {
  readonly name: string;
  readonly phase: ServicePhase;
}

export interface SupervisorOptions {
  /** In the order of starting: what others need comes first. */
  readonly services: readonly Service[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long all services together may take to drain. */
  readonly gracePeriodMs: number;
  /** How long each may then take to stop before it is left behind; 5,000 by default. */
  readonly stopTimeoutMs?: number;
}

/** Starts the services of a process and takes them down again. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #phases = new Map<Service, ServicePhase>();
  #down: Promise<void> | undefined;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    for (const service of options.services) this.#phases.set(service, 'waiting');
  }

  /**
   * Starts one after the other.
   * @throws what the failing service threw, after those already started have been taken down.
   */
  async start(): Promise<void> {
    for (const service of this.#options.services) {
      if (this.#down !== undefined) return;
      this.#phases.set(service, 'starting');
      try {
        await service.start();
      } catch (thrown) {
        this.#phases.set(service, 'failed');
        await this.stop();
        throw thrown;
      }
      if (this.#phases.get(service) === 'starting') this.#phases.set(service, 'running');
    }
  }

  /**
   * Drains in reverse order within the grace period, then stops in reverse order. Nothing that a
   * service throws here keeps the others from being stopped. Further calls wait for the first.
   */
  stop(): Promise<void> {
    this.#down ??= this.#takeDown();
    return this.#down;
  }

  /** Names of the services that do not run (yet, or any more), in the order of starting. */
  notReady(): readonly string[] {
    return this.states().flatMap(({ name, phase }) => (phase === 'running' ? [] : [name]));
  }

  states(): readonly ServiceStatus[] {
    return [...this.#phases].map(([{ name }, phase]) => ({ name, phase }));
  }

  async #takeDown(): Promise<void> {
    const begun = this.#options.services.filter(
      (service) => this.#phases.get(service) !== 'waiting',
    );
    begun.reverse();
    await this.#drainAll(begun.filter((service) => this.#phases.get(service) === 'running'));
    for (const service of begun) await this.#stopOne(service);
  }

  async #drainAll(services: readonly Service[]): Promise<void> {
    const { clock, gracePeriodMs } = this.#options;
    const grace = new AbortController();
    // Every service listens to it.
    setMaxListeners(0, grace.signal);
    const timer = clock.after(gracePeriodMs, () => grace.abort(new Error('grace period over')));
    for (const service of services) {
      this.#phases.set(service, 'draining');
      await this.#drainOne(service, grace.signal);
    }
    timer.cancel();
  }

  async #drainOne(service: Service, signal: AbortSignal): Promise<void> {
    const { logger } = this.#options;
    try {
      const outcome = await Promise.race([service.drain(signal), onceAborted(signal)]);
      if (outcome === 'aborted') logger.warn({ service: service.name }, 'service cut short');
    } catch (thrown) {
      logger.error({ service: service.name, err: thrown }, 'service could not drain');
    }
  }

  async #stopOne(service: Service): Promise<void> {
    const { logger, clock, stopTimeoutMs = 5_000 } = this.#options;
    const limit = new AbortController();
    const timer = clock.after(stopTimeoutMs, () => limit.abort());
    try {
      const outcome = await Promise.race([service.stop(), onceAborted(limit.signal)]);
      if (outcome === 'aborted') logger.error({ service: service.name }, 'service did not stop');
    } catch (thrown) {
      logger.error({ service: service.name, err: thrown }, 'service could not stop');
    }
    timer.cancel();
    if (this.#phases.get(service) !== 'failed') this.#phases.set(service, 'stopped');
  }
}

/** Lets a service that ends by itself on abort go first: it gets one turn of the event loop. */
function onceAborted(signal: AbortSignal): Promise<'aborted'> {
  return new Promise((resolve) => {
    const finish = () => setImmediate(() => resolve('aborted'));
    if (signal.aborted) finish();
    else signal.addEventListener('abort', finish, { once: true });
  });
}
