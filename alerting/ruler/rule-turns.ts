import type { Clock } from '../../platform/clock/clock.ts';
import { FairQueue } from '../../queries/limits/fair-queue.ts';
import type { RuleQuestion } from './ask-query.ts';

/** How many questions of rules are under way at the same time. */
export interface TurnBounds {
  readonly atOnce: number;
  readonly perCluster: number;
  /** Of one owner on one cluster. */
  readonly perOwner: number;
}

/** Does the work when it is the question's turn. Rejects as the work does, or with the signal's reason. */
export type InTurn = <T>(
  of: Pick<RuleQuestion, 'cluster' | 'owner'>,
  signal: AbortSignal,
  work: () => Promise<T>,
) => Promise<T>;

/** A waiter gives up with its signal, which is that of its group. */
const NO_BOUND = { maxQueued: Number.POSITIVE_INFINITY, maxWaitMs: 2 ** 31 - 1 };

/**
 * Turns of rules: a slow cluster leaves places to the others, and on a cluster an owner with many or
 * slow rules leaves places to the others. Who came first goes first otherwise.
 */
export class RuleTurns {
  readonly #bounds: TurnBounds;
  readonly #clock: Clock;
  readonly #all: FairQueue;
  readonly #clusters = new Map<string, { readonly queue: FairQueue; users: number }>();
  #waiting = 0;

  constructor(bounds: TurnBounds, clock: Clock) {
    this.#bounds = bounds;
    this.#clock = clock;
    this.#all = new FairQueue(bounds.atOnce, clock);
  }

  /** How many wait. */
  get waiting(): number {
    return this.#waiting;
  }

  readonly inTurn: InTurn = async ({ cluster, owner }, signal, work) => {
    const { perCluster, perOwner } = this.#bounds;
    const own = this.#clusters.get(cluster) ?? {
      queue: new FairQueue(perCluster, this.#clock),
      users: 0,
    };
    this.#clusters.set(cluster, own);
    own.users += 1;
    try {
      return await this.#inLane(own.queue, owner, perOwner, signal, () =>
        this.#inLane(this.#all, cluster, perCluster, signal, work),
      );
    } finally {
      own.users -= 1;
      if (own.users === 0) this.#clusters.delete(cluster);
    }
  };

  async #inLane<T>(
    queue: FairQueue,
    lane: string,
    maxConcurrent: number,
    signal: AbortSignal,
    work: () => Promise<T>,
  ): Promise<T> {
    this.#waiting += 1;
    const place = await queue.enter(lane, { ...NO_BOUND, maxConcurrent }, signal).finally(() => {
      this.#waiting -= 1;
    });
    if (place.kind !== 'given') throw new Error(`${lane} got no place among the rules`);
    try {
      return await work();
    } finally {
      queue.leave(lane);
    }
  }
}
