import { sql } from 'kysely';
import type { Clock } from '../../platform/clock/clock.ts';
import { createRunningLoop, type RunningLoop } from '../../platform/lifecycle/running-loop.ts';
import type { Service } from '../../platform/lifecycle/service.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import { builderFor } from '../../platform/state/builder.ts';
import type { State } from '../../platform/state/state.ts';
import type { ChannelHealth } from '../suspension/channel-health.ts';
import type { NotifyTables } from '../tables-notify.ts';
import { type ClaimedDelivery, ClaimSql, claimedDelivery } from './claim-sql.ts';
import type { ReceiverLimits } from './limits/receiver-limits.ts';
import { OutcomeSql } from './outcome-sql.ts';
import type { DeliveryRunner } from './run-delivery.ts';

export interface DispatcherParts {
  readonly state: State;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
  readonly newId: () => string;
  readonly runner: Pick<DeliveryRunner, 'run'>;
  /** What may go now of what was claimed. */
  readonly limits: Pick<ReceiverLimits, 'load' | 'admit'>;
  readonly health: Pick<ChannelHealth, 'load'>;
  readonly bounds: DispatcherBounds;
}

export interface DispatcherBounds {
  /** Deliveries under way at once. */
  readonly total: number;
  /** Of them per channel; `total / perChannel` is 32 at most. */
  readonly perChannel: number;
  /** As `perChannel`, for a channel whose receiver takes messages at once. */
  readonly quick: number;
  /** Longer than any attempt takes: after it another process may take the delivery over. */
  readonly leaseMs: number;
}

export const DEFAULT_DISPATCHER_BOUNDS: DispatcherBounds = {
  total: 128,
  perChannel: 16,
  quick: 64,
  leaseMs: 60_000,
};

/** At least so long when something is due that has no room or waits for one before it. */
const BLOCKED_MS = 250;
const IDLE_MS = 5_000;
/** Sent and stored within this, a receiver is quick. */
const QUICK_MS = 1_000;

/**
 * Delivers what the outbox holds: takes leases on what is due, carries out several at once, and is
 * woken by new deliveries and by places that become free. Draining finishes what is under way.
 */
export class OutboxDispatcher implements Service {
  readonly name = 'outbox';
  readonly #parts: DispatcherParts;
  readonly #claims: ClaimSql;
  readonly #loop: RunningLoop;
  readonly #underWay = new Set<Promise<void>>();
  readonly #perChannel = new Map<string, number>();
  /** Channels whose receiver took the last message at once. */
  readonly #quick = new Set<string>();
  readonly #stopping = new AbortController();

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
    this.#claims = new ClaimSql(parts.state.dialect);
    const { clock, logger, random } = parts;
    this.#loop = createRunningLoop({
      name: this.name,
      run: () => this.#dispatch(),
      clock,
      logger,
      random,
    });
  }

  /** There is something new to deliver. */
  wake(): void {
    this.#loop.wake();
  }

  /** This process owns the state alone: leases of one that died are free at once. */
  async start(): Promise<void> {
    const { state, clock, health, limits } = this.#parts;
    await health.load();
    await limits.load();
    const release = new OutcomeSql(state.dialect).releaseAll(clock.nowMs());
    await state.commit({ name: 'delivery.release', statements: [release] });
    await this.#loop.start();
  }

  async drain(signal: AbortSignal): Promise<void> {
    await this.#loop.drain(signal);
    const abort = () => this.#stopping.abort(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    await Promise.all(this.#underWay);
    signal.removeEventListener('abort', abort);
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('the outbox is stopped'));
    await this.#loop.stop();
    await Promise.all(this.#underWay);
  }

  async #dispatch(): Promise<number> {
    const { clock, bounds } = this.#parts;
    const free = bounds.total - this.#underWay.size;
    if (free <= 0) return IDLE_MS;
    const dueMs = await this.#nextDueMs();
    const waitMs = dueMs === null ? IDLE_MS : dueMs - clock.nowMs();
    if (waitMs > 0) return Math.min(waitMs, IDLE_MS);
    const claimed = [...(await this.#claim(free, bounds.perChannel, this.#full()))];
    const more = this.#moreFor(claimed, free);
    if (more !== null) claimed.push(...(await this.#claim(more.free, bounds.quick, more.closed)));
    for (const delivery of await this.#parts.limits.admit(claimed)) this.#begin(delivery);
    return claimed.length > 0 ? 0 : this.#untilUnblockedMs();
  }

  /** What it waits for falls due later, or is under way and wakes the loop when it is settled. */
  async #untilUnblockedMs(): Promise<number> {
    const { clock } = this.#parts;
    const dueMs = await this.#nextDueMs(clock.nowMs());
    const waitMs = dueMs === null ? IDLE_MS : dueMs - clock.nowMs();
    return Math.min(Math.max(waitMs, BLOCKED_MS), IDLE_MS);
  }

  async #nextDueMs(afterMs = -1): Promise<number | null> {
    const { state } = this.#parts;
    // The states are spelled out so that SQLite takes the partial index.
    const query = builderFor<NotifyTables>(state.dialect)
      .selectFrom('deliveries')
      .select('due_at_ms')
      .where(sql<boolean>`state IN ('pending', 'leased')`)
      .where('due_at_ms', '>', afterMs)
      .orderBy('due_at_ms')
      .limit(1);
    const row = await state.first(query.compile());
    return row === undefined ? null : Number(row.due_at_ms);
  }

  /** Channels that have no place but for quick receivers. */
  #full(): readonly string[] {
    const { perChannel } = this.#parts.bounds;
    return [...this.#perChannel].flatMap(([id, count]) => (count >= perChannel ? [id] : []));
  }

  /** Receivers that answer quickly are given more at once; null: nobody is to be. */
  #moreFor(claimed: readonly ClaimedDelivery[], free: number) {
    const { total, perChannel, quick } = this.#parts.bounds;
    const taken = new Map(this.#perChannel);
    for (const { channelId } of claimed) taken.set(channelId, (taken.get(channelId) ?? 0) + 1);
    const isOpen = ([id, count]: [string, number]) => this.#quick.has(id) && count < quick;
    const closed = [...taken].filter((one) => !isOpen(one)).map(([id]) => id);
    const hasMuch = [...taken].some((one) => isOpen(one) && one[1] >= perChannel);
    const left = free - claimed.length;
    if (!hasMuch || left <= 0 || closed.length > Math.floor(total / perChannel)) return null;
    return { free: left, closed };
  }

  async #claim(
    free: number,
    perChannel: number,
    saturated: readonly string[],
  ): Promise<readonly ClaimedDelivery[]> {
    const { state, clock, newId, bounds } = this.#parts;
    const nowMs = clock.nowMs();
    const claim = this.#claims.claim({
      nowMs,
      leaseId: newId(),
      leaseUntilMs: nowMs + bounds.leaseMs,
      free,
      perChannel,
      saturated,
    });
    const outcome = await state.commit({ name: 'delivery.claim', statements: [claim] });
    if (outcome.kind !== 'committed') return [];
    const claimed = outcome.results.flatMap(({ rows }) => rows.map(claimedDelivery));
    return claimed.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async #run(delivery: ClaimedDelivery): Promise<void> {
    const { runner, clock } = this.#parts;
    const startMs = clock.monotonicMs();
    const isSent = await runner.run(delivery, this.#stopping.signal);
    const isQuick = isSent && clock.monotonicMs() - startMs < QUICK_MS;
    if (isQuick) this.#quick.add(delivery.channelId);
    else this.#quick.delete(delivery.channelId);
  }

  #begin(delivery: ClaimedDelivery): void {
    const { channelId } = delivery;
    this.#perChannel.set(channelId, (this.#perChannel.get(channelId) ?? 0) + 1);
    const work = this.#run(delivery).finally(() => {
      this.#underWay.delete(work);
      const left = (this.#perChannel.get(channelId) ?? 1) - 1;
      if (left > 0) this.#perChannel.set(channelId, left);
      else this.#perChannel.delete(channelId);
      this.#loop.wake();
    });
    this.#underWay.add(work);
  }
}
