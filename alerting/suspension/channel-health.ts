import type { Kysely } from 'kysely';
import { encodeTime } from 'ulid';
import type { Clock } from '../../platform/clock/clock.ts';
import { builderFor, statement } from '../../platform/state/builder.ts';
import type { State } from '../../platform/state/state.ts';
import type { DeliveryTables } from '../tables-delivery.ts';
import type { NotifyTables } from '../tables-notify.ts';

/** When a receiver is given up. */
export interface SuspensionPolicy {
  /** Nothing has got through for so long. */
  readonly afterMs: number;
  /** And at least so many attempts of this process have failed. */
  readonly attempts: number;
}

export const DEFAULT_SUSPENSION: SuspensionPolicy = { afterMs: 24 * 3_600_000, attempts: 5 };

interface Failing {
  readonly sinceMs: number;
  attempts: number;
}

/** An attempt that its channel's receiver has answered, or has not. */
export interface ReceiverAttempt {
  readonly owner: string;
  readonly channelId: string;
  readonly isDelivered: boolean;
  readonly atMs: number;
}

/** A delivery that ended in a stretch of time was queued at most so long before. */
const LONGEST_DELIVERY_MS = 3 * 24 * 3_600_000;

/**
 * Since when receivers take nothing. Only the first failure and the end of failing are written: a
 * receiver that works costs nothing. Other processes may deliver meanwhile, so what is stored is asked
 * before a receiver is given up.
 */
export class ChannelHealth {
  readonly #state: State;
  readonly #policy: SuspensionPolicy;
  readonly #db: Kysely<DeliveryTables & NotifyTables>;
  readonly #failing = new Map<string, Failing>();

  constructor(parts: {
    readonly state: State;
    readonly clock: Clock;
    readonly policy: SuspensionPolicy;
  }) {
    this.#state = parts.state;
    this.#policy = parts.policy;
    this.#db = builderFor<DeliveryTables & NotifyTables>(parts.state.dialect);
  }

  /** Reads who was failing; before the first attempt. */
  async load(): Promise<void> {
    const rows = await this.#state.all(
      this.#db.selectFrom('channel_failures').selectAll().compile(),
    );
    for (const row of rows) {
      this.#failing.set(row.channel_id, { sinceMs: Number(row.since_ms), attempts: 0 });
    }
  }

  /** @returns whether the receiver is to be given up now. Rejects when the database does. */
  async note({ owner, channelId, isDelivered, atMs }: ReceiverAttempt): Promise<boolean> {
    const failing = this.#failing.get(channelId);
    if (isDelivered) {
      if (failing !== undefined) await this.forget(channelId);
      return false;
    }
    if (failing === undefined) {
      this.#failing.set(channelId, { sinceMs: atMs, attempts: 1 });
      await this.#write(owner, channelId, atMs);
      return false;
    }
    failing.attempts += 1;
    const isLong = atMs - failing.sinceMs >= this.#policy.afterMs;
    if (!isLong || failing.attempts < this.#policy.attempts) return false;
    return this.#isGivenUp(channelId, failing);
  }

  /** It works again, or people have changed it: it begins anew. */
  async forget(channelId: string): Promise<void> {
    this.#failing.delete(channelId);
    const query = this.#db.deleteFrom('channel_failures').where('channel_id', '=', channelId);
    await this.#commit(statement('channel.recovered', query.compile()));
  }

  async #write(owner: string, channelId: string, sinceMs: number): Promise<void> {
    const query = this.#db
      .insertInto('channel_failures')
      .values({ channel_id: channelId, owner, since_ms: sinceMs })
      .onConflict((on) => on.column('channel_id').doNothing());
    await this.#commit(statement('channel.failing', query.compile()));
  }

  /** What another process has delivered, or somebody has repaired, counts. */
  async #isGivenUp(channelId: string, { sinceMs }: Failing): Promise<boolean> {
    const row = await this.#state.first(
      this.#db
        .selectFrom('channel_failures')
        .selectAll()
        .where('channel_id', '=', channelId)
        .compile(),
    );
    const delivered = await this.#state.first(
      this.#db
        .selectFrom('deliveries')
        .select('id')
        .where('channel_id', '=', channelId)
        .where('id', '>=', encodeTime(Math.max(0, sinceMs - LONGEST_DELIVERY_MS)))
        .where('state', '=', 'sent')
        .where('finished_at_ms', '>=', sinceMs)
        .limit(1)
        .compile(),
    );
    if (row !== undefined && delivered === undefined) return true;
    await this.forget(channelId);
    return false;
  }

  async #commit(written: ReturnType<typeof statement>): Promise<void> {
    await this.#state.commit({ name: 'channels.health', statements: [written] });
  }
}
