import type { Clock } from '../../platform/clock/clock.ts';

/** How one tenant may use the queue. */
export interface LaneLimits {
  readonly maxConcurrent: number;
  readonly maxQueued: number;
  readonly maxWaitMs: number;
}

/** What became of a request for a place. */
export type Place = { readonly kind: 'given' } | { readonly kind: 'full' | 'waited_too_long' };

interface Waiter {
  readonly settle: (place: Place) => void;
}

interface Lane {
  running: number;
  maxConcurrent: number;
  /** In order of arrival. */
  readonly waiting: Set<Waiter>;
}

/** Tenants that ask again and again keep their lane; beyond so many an idle one is forgotten at once. */
const MAX_IDLE_LANES = 1_000;

/**
 * Places for questions under way: so many in all, so many for each tenant. Within a tenant who came
 * first goes first; between tenants the turn goes round, so that nobody's queue is in the way of
 * another tenant. Bounded by the tenants' own bounds.
 */
export class FairQueue {
  readonly #maxConcurrent: number;
  readonly #clock: Clock;
  /** In the order of turns: the next one first. */
  readonly #lanes = new Map<string, Lane>();
  #running = 0;
  #waiting = 0;

  constructor(maxConcurrent: number, clock: Clock) {
    this.#maxConcurrent = maxConcurrent;
    this.#clock = clock;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#waiting;
  }

  /**
   * Resolves when there is a place (give it back with `leave`), or when there will be none. Rejects
   * with the signal's reason when aborted before; then no place is held.
   */
  async enter(tenant: string, limits: LaneLimits, signal: AbortSignal): Promise<Place> {
    signal.throwIfAborted();
    if (this.tryEnter(tenant, limits)) return { kind: 'given' };
    const lane = this.#laneOf(tenant, limits);
    if (lane.waiting.size >= limits.maxQueued) {
      this.#forgetIdle(tenant, lane);
      return { kind: 'full' };
    }
    return this.#wait(tenant, lane, limits.maxWaitMs, signal);
  }

  /** Takes a place if one is free at once and nobody of the tenant waits for it. */
  tryEnter(tenant: string, limits: LaneLimits): boolean {
    const lane = this.#laneOf(tenant, limits);
    const isFree = this.#hasRoom(lane) && lane.waiting.size === 0;
    if (isFree) this.#start(lane);
    else this.#forgetIdle(tenant, lane);
    return isFree;
  }

  /** Gives a place back. */
  leave(tenant: string): void {
    const lane = this.#lanes.get(tenant);
    if (!lane || lane.running === 0) throw new RangeError(`${tenant} holds no place`);
    lane.running--;
    this.#running--;
    this.#forgetIdle(tenant, lane);
    this.#serve();
  }

  #laneOf(tenant: string, { maxConcurrent }: LaneLimits): Lane {
    const known = this.#lanes.get(tenant);
    if (known) {
      known.maxConcurrent = maxConcurrent;
      return known;
    }
    const lane: Lane = { running: 0, maxConcurrent, waiting: new Set() };
    this.#lanes.set(tenant, lane);
    return lane;
  }

  #hasRoom(lane: Lane): boolean {
    return this.#running < this.#maxConcurrent && lane.running < lane.maxConcurrent;
  }

  #start(lane: Lane): void {
    lane.running++;
    this.#running++;
  }

  #wait(tenant: string, lane: Lane, maxWaitMs: number, signal: AbortSignal): Promise<Place> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        if (lane.waiting.delete(waiter)) this.#waiting--;
        timer.cancel();
        signal.removeEventListener('abort', onAbort);
      };
      const waiter: Waiter = {
        settle: (place) => {
          stop();
          resolve(place);
        },
      };
      const onAbort = () => {
        stop();
        this.#forgetIdle(tenant, lane);
        reject(signal.reason);
      };
      const timer = this.#clock.after(maxWaitMs, () => {
        waiter.settle({ kind: 'waited_too_long' });
        this.#forgetIdle(tenant, lane);
      });
      signal.addEventListener('abort', onAbort, { once: true });
      lane.waiting.add(waiter);
      this.#waiting++;
    });
  }

  /** Gives free places away, one tenant after the other. */
  #serve(): void {
    for (;;) {
      const turn = this.#nextTurn();
      if (turn === undefined) return;
      const [tenant, lane] = turn;
      const [waiter] = lane.waiting;
      this.#lanes.delete(tenant);
      this.#lanes.set(tenant, lane);
      this.#start(lane);
      waiter?.settle({ kind: 'given' });
    }
  }

  #nextTurn(): readonly [string, Lane] | undefined {
    if (this.#running >= this.#maxConcurrent || this.#waiting === 0) return undefined;
    for (const turn of this.#lanes)
      if (turn[1].waiting.size > 0 && this.#hasRoom(turn[1])) return turn;
    return undefined;
  }

  #forgetIdle(tenant: string, lane: Lane): void {
    if (this.#lanes.size <= MAX_IDLE_LANES) return;
    if (lane.running === 0 && lane.waiting.size === 0) this.#lanes.delete(tenant);
  }
}
