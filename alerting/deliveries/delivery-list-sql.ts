import { type CompiledQuery, type Kysely, sql } from 'kysely';
import { encodeTime } from 'ulid';
import { builderFor } from '../../platform/state/builder.ts';
import type { Dialect } from '../../platform/state/state.ts';
import { CHANNEL_SUSPENDED, SAYS_WHAT_IS_OVER } from '../suspension/requeue-sql.ts';
import type { DeliveriesTable, DeliveryAttemptsTable, NotifyTables } from '../tables-notify.ts';
import type { DeliveryFilter } from './delivery-record.ts';

/** Where a delivery is among those of its channel. */
export interface DeliveryPlace {
  readonly createdAtMs: number;
  readonly id: string;
}

/** Deliveries by owner and by channel. */
export class DeliveryListSql {
  readonly #db: Kysely<NotifyTables>;

  constructor(dialect: Dialect) {
    this.#db = builderFor<NotifyTables>(dialect);
  }

  /** Newest first, below `before`; '' begins. Parts of digests are not dead letters: the digest is. */
  newest(
    owner: string,
    { state, channelId, reason, sinceMs }: DeliveryFilter,
    before: string,
    limit: number,
  ): CompiledQuery<DeliveriesTable> {
    let query = this.#db.selectFrom('deliveries').selectAll().where('owner', '=', owner);
    // Spelled out so that SQLite takes the partial index.
    if (state === 'dropped') query = query.where(DROPPED).where('digest_id', 'is', null);
    else query = query.where('state', '=', state);
    if (channelId !== null) query = query.where('channel_id', '=', channelId);
    if (reason !== null) query = query.where('reason', '=', reason);
    if (sinceMs !== null) query = query.where('id', '>=', encodeTime(Math.max(0, sinceMs)));
    if (before !== '') query = query.where('id', '<', before);
    return query.orderBy('id', 'desc').limit(limit).compile();
  }

  /** Of one channel, in the order in which they were made, behind a place. */
  following(
    owner: string,
    channelId: string,
    behind: DeliveryPlace,
    limit: number,
  ): CompiledQuery<DeliveriesTable> {
    return this.#db
      .selectFrom('deliveries')
      .selectAll()
      .where('channel_id', '=', channelId)
      .where('owner', '=', owner)
      .where(sql<boolean>`(created_at_ms, id) > (${behind.createdAtMs}, ${behind.id})`)
      .orderBy('created_at_ms')
      .orderBy('id')
      .limit(limit)
      .compile();
  }

  /** What a channel has not sent while the service had switched it off, oldest first. */
  suspended(owner: string, channelId: string, limit: number): CompiledQuery<DeliveriesTable> {
    return this.#suspended(owner, channelId, limit).compile();
  }

  /** Of that what says that incidents fire which are over, see `RequeueSql.discardOver`. */
  suspendedOver(owner: string, channelId: string, limit: number): CompiledQuery<DeliveriesTable> {
    return this.#suspended(owner, channelId, limit)
      .where(sql<boolean>`${sql.raw(SAYS_WHAT_IS_OVER)}`)
      .compile();
  }

  #suspended(owner: string, channelId: string, limit: number) {
    return this.#db
      .selectFrom('deliveries')
      .selectAll()
      .where('channel_id', '=', channelId)
      .where('owner', '=', owner)
      .where('state', '=', 'not_sent')
      .where('reason', '=', CHANNEL_SUSPENDED)
      .orderBy('id')
      .limit(limit);
  }

  byIds(owner: string, ids: readonly string[]): CompiledQuery<DeliveriesTable> {
    return this.#db
      .selectFrom('deliveries')
      .selectAll()
      .where('owner', '=', owner)
      .where('id', 'in', [...ids])
      .compile();
  }

  /** In the order in which they were made. */
  attempts(ids: readonly string[]): CompiledQuery<DeliveryAttemptsTable> {
    return this.#db
      .selectFrom('delivery_attempts')
      .selectAll()
      .where('delivery_id', 'in', [...ids])
      .where((where) =>
        where(
          'sequence',
          '=',
          where
            .selectFrom('delivery_attempts as later')
            .select((inner) => inner.fn.max('later.sequence').as('last'))
            .whereRef('later.delivery_id', '=', 'delivery_attempts.delivery_id'),
        ),
      )
      .compile();
  }
}

const DROPPED = sql<boolean>`state = 'dropped'`;
