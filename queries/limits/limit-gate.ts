import type { Clock } from '../../platform/clock/clock.ts';
import { BoundedMap } from '../../platform/model/bounded-map.ts';
import { checkQuestion, type QuestionFacts } from './check-question.ts';
import { FairQueue, type Place } from './fair-queue.ts';
import type { LimitMetrics } from './limit-metrics.ts';
import { type Refusal, refusalError } from './refusal.ts';
import type { LimitTable, TenantLimits } from './tenant-limits.ts';
import { type Bucket, takeToken } from './token-bucket.ts';

/** A place for one question to a backend, or for one live tail. */
export interface Lease {
  /** Gives the place back; idempotent. */
  release(): void;
}

export interface LimitGateOptions {
  readonly table: LimitTable;
  readonly clock: Clock;
  readonly metrics: LimitMetrics;
}

/** Buckets kept: a tenant that is pushed out begins with a full one. */
const MAX_BUCKETS = 10_000;

/** When to come back to a full queue. */
const QUEUE_RETRY_SECONDS = 5;

/** When to ask for a tail again: they stay open for long. */
const TAIL_RETRY_SECONDS = 60;

/**
 * What tenants may ask, and how much of it at once. `check` first, when a question arrives; then
 * `enter` for each time a backend is asked, so that what the cache answers holds no place.
 */
export class LimitGate {
  readonly #table: LimitTable;
  readonly #clock: Clock;
  readonly #metrics: LimitMetrics;
  readonly #queue: FairQueue;
  readonly #buckets = new BoundedMap<string, Bucket>(MAX_BUCKETS);
  /** Tails open by tenant; no entry for none. */
  readonly #tails = new Map<string, number>();

  constructor({ table, clock, metrics }: LimitGateOptions) {
    this.#table = table;
    this.#clock = clock;
    this.#metrics = metrics;
    this.#queue = new FairQueue(table.maxConcurrent, clock);
    metrics.watch(this.#queue);
  }

  /** For the bounds that hold while a question is answered: `timeoutMs`, `maxResponseBytes`. */
  limitsOf(tenant: string): TenantLimits {
    return this.#table.of(tenant);
  }

  /**
   * Lets a question pass, or throws `AppError` `unprocessable` (it asks for too much) or `limited`
   * (too many; `retryAfterSeconds` is set). A refused question costs no token.
   */
  check(tenant: string, facts: QuestionFacts): void {
    const limits = this.#table.of(tenant);
    const nowMs = this.#clock.nowMs();
    const refusal = checkQuestion(facts, limits, nowMs) ?? this.#takeToken(tenant, limits, nowMs);
    if (refusal) throw this.#refused(refusal);
  }

  /**
   * Resolves when it is the question's turn. Rejects with `AppError` `limited` when too many wait or
   * the wait is too long, with the signal's reason as soon as that is aborted. The lease must be
   * released, also after a failure.
   */
  async enter(tenant: string, signal: AbortSignal): Promise<Lease> {
    signal.throwIfAborted();
    const free = this.tryEnter(tenant);
    if (free) return free;
    const limits = this.#table.of(tenant);
    const startedMs = this.#clock.monotonicMs();
    const place = await this.#queue.enter(tenant, limits, signal);
    if (place.kind !== 'given') throw this.#refused(queueRefusal(place, limits));
    this.#metrics.waited((this.#clock.monotonicMs() - startedMs) / 1000);
    return this.#lease(tenant);
  }

  /** A place if one is free at once; null: it must be waited for with `enter`. */
  tryEnter(tenant: string): Lease | null {
    return this.#queue.tryEnter(tenant, this.#table.of(tenant)) ? this.#lease(tenant) : null;
  }

  /** Both at once, for questions that always go to a backend. */
  async admit(tenant: string, facts: QuestionFacts, signal: AbortSignal): Promise<Lease> {
    this.check(tenant, facts);
    return await this.enter(tenant, signal);
  }

  /**
   * For a live tail: checked like a question, and counted by itself as long as it is open, because a
   * tail that held a place would keep questions out for hours. Throws as `check` does; the lease must
   * be released.
   */
  openTail(tenant: string, facts: QuestionFacts): Lease {
    const { maxTails } = this.#table.of(tenant);
    const open = this.#tails.get(tenant) ?? 0;
    if (open >= maxTails) throw this.#refused(tailRefusal(maxTails));
    this.check(tenant, facts);
    this.#tails.set(tenant, open + 1);
    return once(() => this.#closeTail(tenant));
  }

  #closeTail(tenant: string): void {
    const left = (this.#tails.get(tenant) ?? 1) - 1;
    if (left > 0) this.#tails.set(tenant, left);
    else this.#tails.delete(tenant);
  }

  #lease(tenant: string): Lease {
    return once(() => this.#queue.leave(tenant));
  }

  #takeToken(tenant: string, limits: TenantLimits, nowMs: number): Refusal | null {
    if (limits.perSecond === 0) return null;
    const taken = takeToken(this.#buckets.get(tenant), limits, nowMs);
    if (taken.kind === 'taken') {
      this.#buckets.set(tenant, taken.bucket);
      return null;
    }
    return {
      reason: 'rate',
      message: `more than ${limits.perSecond} questions per second; ask less often`,
      retryAfterSeconds: Math.max(1, Math.ceil(taken.retryAfterMs / 1000)),
    };
  }

  #refused(refusal: Refusal): Error {
    this.#metrics.refused(refusal.reason);
    return refusalError(refusal);
  }
}

function once(giveBack: () => void): Lease {
  let isHeld = true;
  return {
    release: () => {
      if (!isHeld) return;
      isHeld = false;
      giveBack();
    },
  };
}

function tailRefusal(maxTails: number): Refusal {
  return {
    reason: 'tails',
    message: `at most ${maxTails} live tails of one tenant are open at once; close one first`,
    retryAfterSeconds: TAIL_RETRY_SECONDS,
  };
}

function queueRefusal({ kind }: Place, limits: TenantLimits): Refusal {
  const { maxConcurrent, maxQueued, maxWaitMs } = limits;
  const isFull = kind === 'full';
  return {
    reason: isFull ? 'queue' : 'wait',
    message: isFull
      ? `${maxConcurrent} questions are under way and ${maxQueued} are waiting; ask fewer at once`
      : `the question waited ${maxWaitMs / 1000}s for its turn behind others; ask fewer at once`,
    retryAfterSeconds: QUEUE_RETRY_SECONDS,
  };
}
