import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { BackoffPolicy } from '../../../platform/lifecycle/backoff.ts';
import { createRunningLoop, type RunningLoop } from '../../../platform/lifecycle/running-loop.ts';
import type { Logger } from '../../../platform/observe/logger.ts';
import type { GrafanaBook } from './grafana-book.ts';
import type { KeepMembers } from './keep-members.ts';
import type { PlaceInGrafana } from './place-in-grafana.ts';

export interface PeopleInStepOptions {
  readonly book: Pick<GrafanaBook, 'places' | 'tenants'>;
  readonly members: Pick<KeepMembers, 'keep' | 'lastOf'>;
  /** Tenants into whose Grafana the user may look now. Rejects with AppError `unavailable`. */
  readonly tenantsOf: (user: string) => Promise<ReadonlySet<string>>;
  /** Tenants whose places others provision. */
  readonly others: ReadonlySet<string>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** In [0, 1). */
  readonly random: () => number;
}

const BACKOFF: BackoffPolicy = { minMs: 1_000, maxMs: 60_000, factor: 2, jitter: 0.2 };
/** Passes over everything find what was missed; this loop works when it is woken. */
const IDLE_MS = 3_600_000;

/**
 * Brings people into Grafana and out of it as soon as their rights change: the places of the tenants that
 * somebody has left or joined, and nothing else of them, without waiting for a pass over all tenants.
 */
export class PeopleInStep {
  readonly loop: RunningLoop;
  readonly #options: PeopleInStepOptions;
  readonly #changed = new Set<string>();

  constructor(options: PeopleInStepOptions) {
    this.#options = options;
    const { clock, logger, random } = options;
    const run = (signal: AbortSignal) => this.#run(signal);
    this.loop = createRunningLoop({
      ...{ name: 'grafana-people', run, clock, logger, random, backoff: BACKOFF },
    });
  }

  /** @param user whose rights may be others now */
  changed(user: string): void {
    this.#changed.add(user);
    this.loop.wake();
  }

  /**
   * Lets in who has just become known to Grafana, before they look. What Grafana refuses now is tried again
   * by the loop.
   */
  async admit(user: string, signal: AbortSignal): Promise<void> {
    try {
      await this.#keep(user, signal);
    } catch (thrown) {
      if (!(thrown instanceof AppError) && !signal.aborted) throw thrown;
      this.changed(user);
    }
  }

  async #run(signal: AbortSignal): Promise<number> {
    for (const user of this.#changed) {
      signal.throwIfAborted();
      // Whoever changes once more meanwhile is looked at once more.
      this.#changed.delete(user);
      try {
        await this.#keep(user, signal);
      } catch (thrown) {
        this.#changed.add(user);
        throw thrown;
      }
    }
    return IDLE_MS;
  }

  async #keep(user: string, signal: AbortSignal): Promise<void> {
    const { members, tenantsOf } = this.#options;
    const now = await tenantsOf(user);
    for (const place of await this.#places()) {
      const last = members.lastOf(place);
      const isConcerned =
        last === undefined || last.has(user.toLowerCase()) || now.has(place.owner);
      if (isConcerned) await members.keep(place, signal);
    }
  }

  async #places(): Promise<readonly PlaceInGrafana[]> {
    const { book, others } = this.#options;
    const tenants = await book.tenants();
    return (await book.places()).flatMap(({ owner, bornMs, phase, organisation, folderUid }) => {
      const isOurs = tenants.get(owner) === bornMs && !others.has(owner) && phase === 'active';
      if (!isOurs || organisation === null) return [];
      return [{ owner, bornMs, organisation, root: folderUid }];
    });
  }
}
