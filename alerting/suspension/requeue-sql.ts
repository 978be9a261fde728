import type { Dialect, Statement } from '../../platform/state/state.ts';
import { hotStatement } from '../store/hot-statement.ts';

/** Stored with what was not sent because its channel was switched off by the service. */
export const CHANNEL_SUSPENDED = 'channel_suspended';

/** Statements about messages that are to be sent after all, or not any more. */
export class RequeueSql {
  readonly #resume: ReturnType<typeof hotStatement>;
  readonly #discard: ReturnType<typeof hotStatement>;
  readonly #replay: ReturnType<typeof hotStatement>;
  readonly #rejoin: ReturnType<typeof hotStatement>;

  constructor(dialect: Dialect) {
    this.#resume = hotStatement(dialect, 'delivery.resume', RESUME);
    this.#discard = hotStatement(dialect, 'delivery.discard', DISCARD);
    this.#replay = hotStatement(dialect, 'delivery.replay', REPLAY);
    this.#rejoin = hotStatement(dialect, 'delivery.rejoin', REJOIN);
  }

  /** What a suspended channel has not sent is sent, oldest first. */
  resume(channelId: string, nowMs: number): Statement {
    return this.#resume({ channel: channelId, now: nowMs });
  }

  /** It never will be: another suspension begins anew. */
  discard(channelId: string): Statement {
    return this.#discard({ channel: channelId });
  }

  /** A dead letter goes again, with its own id; one that is no dead letter is left alone. */
  replay(id: string, owner: string, nowMs: number): readonly Statement[] {
    return [this.#replay({ id, owner, now: nowMs }), this.#rejoin({ digest: id })];
  }
}

const RESUME = `UPDATE deliveries
  SET state = 'pending', reason = NULL, attempts = 0, due_at_ms = :now, requeued_at_ms = :now,
    finished_at_ms = NULL
  WHERE channel_id = :channel AND state = 'not_sent' AND reason = 'channel_suspended'`;

const DISCARD = `UPDATE deliveries SET reason = 'discarded'
  WHERE channel_id = :channel AND state = 'not_sent' AND reason = 'channel_suspended'`;

const REPLAY = `UPDATE deliveries
  SET state = 'pending', reason = NULL, attempts = 0, due_at_ms = :now, requeued_at_ms = :now,
    finished_at_ms = NULL
  WHERE id = :id AND owner = :owner AND state = 'dropped' AND digest_id IS NULL
  RETURNING id`;

/** What a digest says goes with it. */
const REJOIN = `UPDATE deliveries SET state = 'joined', finished_at_ms = NULL
  WHERE digest_id = :digest AND state = 'dropped'`;
