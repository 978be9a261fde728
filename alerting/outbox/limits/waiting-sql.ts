import { sql } from 'kysely';
import { builderFor } from '../../../platform/state/builder.ts';
import type { Dialect, SqlRow, Statement } from '../../../platform/state/state.ts';
import { hotStatement } from '../../store/hot-statement.ts';
import type { NotifyTables } from '../../tables-notify.ts';
import type { ClaimedDelivery } from '../claim-sql.ts';

/** Stored with what waits for a receiver's limit. */
export const RECEIVER_LIMIT = 'receiver_limit';
/** Stored with what a digest has said. */
export const DIGESTED = 'digested';

/** A message that may become part of a digest. */
export interface WaitingMessage {
  readonly id: string;
  readonly payload: string;
  readonly incidents: number;
  /** Null: it waits. */
  readonly leaseId: string | null;
}

/** Statements about what waits because its receiver takes no more for now. */
export class WaitingSql {
  readonly #dialect: Dialect;
  readonly #release: ReturnType<typeof hotStatement>;
  readonly #later: ReturnType<typeof hotStatement>;
  readonly #joinLeased: ReturnType<typeof hotStatement>;
  readonly #joinPending: ReturnType<typeof hotStatement>;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
    this.#release = hotStatement(dialect, 'delivery.wait', RELEASE);
    this.#later = hotStatement(dialect, 'delivery.wait_behind', LATER);
    this.#joinLeased = hotStatement(dialect, 'delivery.join', JOIN_LEASED, 'one');
    this.#joinPending = hotStatement(dialect, 'delivery.join', JOIN_PENDING, 'one');
  }

  /** Gives the lease back: no attempt was made. */
  release({ id, leaseId }: ClaimedDelivery, untilMs: number): Statement {
    return this.#release({ id, lease: leaseId, until: untilMs, reason: RECEIVER_LIMIT });
  }

  /** What is due before and waits in the same channel waits for the same. */
  waitBehind(channelId: string, untilMs: number): Statement {
    return this.#later({ channel: channelId, until: untilMs, reason: RECEIVER_LIMIT });
  }

  /** Rejects the batch when somebody else has it by now. */
  join({ id, leaseId }: WaitingMessage, digestId: string): Statement {
    const values = { id, digest: digestId, reason: DIGESTED };
    return leaseId === null
      ? this.#joinPending(values)
      : this.#joinLeased({ ...values, lease: leaseId });
  }

  /** How many messages wait in these channels; digests are not counted. */
  count(channelIds: readonly string[]) {
    return builderFor<NotifyTables>(this.#dialect)
      .selectFrom('deliveries')
      .select((db) => db.fn.countAll<number>().as('count'))
      .where(PENDING)
      .where('channel_id', 'in', [...channelIds])
      .where('digest_of', '=', 0)
      .compile();
  }

  /** What waits in a channel, oldest first; no digests. */
  of(channelId: string, limit: number) {
    return builderFor<NotifyTables>(this.#dialect)
      .selectFrom('deliveries')
      .select(['id', 'payload', 'incidents'])
      .where(PENDING)
      .where('channel_id', '=', channelId)
      .where('digest_of', '=', 0)
      .orderBy('id')
      .limit(limit)
      .compile();
  }
}

export function waitingMessage(row: SqlRow): WaitingMessage {
  return {
    id: String(row.id),
    payload: String(row.payload),
    incidents: Number(row.incidents),
    leaseId: null,
  };
}

/** Spelled out so that SQLite takes the partial index. */
const PENDING = sql<boolean>`state = 'pending'`;

const RELEASE = `UPDATE deliveries
  SET state = 'pending', reason = :reason, due_at_ms = :until, lease_id = NULL,
    attempts = attempts - 1
  WHERE id = :id AND lease_id = :lease AND state = 'leased'`;

const LATER = `UPDATE deliveries SET due_at_ms = :until, reason = :reason
  WHERE channel_id = :channel AND state = 'pending' AND due_at_ms < :until`;

const JOIN_LEASED = `UPDATE deliveries
  SET state = 'joined', reason = :reason, digest_id = :digest, lease_id = NULL
  WHERE id = :id AND lease_id = :lease AND state = 'leased'`;

const JOIN_PENDING = `UPDATE deliveries
  SET state = 'joined', reason = :reason, digest_id = :digest
  WHERE id = :id AND state = 'pending'`;
