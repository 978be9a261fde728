import type { Dialect, Statement } from '../../platform/state/state.ts';
import { hotStatement } from '../store/hot-statement.ts';

/** Stored with what was not sent because its channel was switched off by the service. */
export const CHANNEL_SUSPENDED = 'channel_suspended';

/** Statements about messages that are to be sent after all, or not any more. */
export class RequeueSql {
  readonly #resume: ReturnType<typeof hotStatement>;
  readonly #rejoinResumed: ReturnType<typeof hotStatement>;
  readonly #discard: ReturnType<typeof hotStatement>;
  readonly #discardOver: ReturnType<typeof hotStatement>;
  readonly #replay: ReturnType<typeof hotStatement>;
  readonly #follow: ReturnType<typeof hotStatement>;
  readonly #rejoin: ReturnType<typeof hotStatement>;

  constructor(dialect: Dialect) {
    this.#resume = hotStatement(dialect, 'delivery.resume', RESUME);
    this.#rejoinResumed = hotStatement(dialect, 'delivery.rejoin_resumed', REJOIN_RESUMED);
    this.#discard = hotStatement(dialect, 'delivery.discard', DISCARD);
    this.#discardOver = hotStatement(dialect, 'delivery.discard_over', DISCARD_OVER);
    this.#replay = hotStatement(dialect, 'delivery.replay', REPLAY);
    this.#follow = hotStatement(dialect, 'delivery.follow', FOLLOW);
    this.#rejoin = hotStatement(dialect, 'delivery.rejoin', REJOIN);
  }

  /** What a suspended channel has not sent is sent, oldest first; what a digest says goes with it. */
  resume(channelId: string, nowMs: number): readonly Statement[] {
    return [
      this.#rejoinResumed({ channel: channelId }),
      this.#resume({ channel: channelId, now: nowMs }),
    ];
  }

  /** It never will be: another suspension begins anew. */
  discard(channelId: string): Statement {
    return this.#discard({ channel: channelId });
  }

  /** So is what says that incidents fire of which none does any more. */
  discardOver(channelId: string): Statement {
    return this.#discardOver({ channel: channelId });
  }

  /** A dead letter goes again, with its own id; one that is no dead letter is left alone. */
  replay(id: string, owner: string, nowMs: number): readonly Statement[] {
    return [this.#replay({ id, owner, now: nowMs }), this.#rejoin({ digest: id })];
  }

  /** So does what was not sent, since what it follows goes again. */
  follow(id: string, owner: string, nowMs: number): readonly Statement[] {
    return [this.#follow({ id, owner, now: nowMs }), this.#rejoin({ digest: id })];
  }
}

const AGAIN = `UPDATE deliveries
  SET state = 'pending', reason = NULL, attempts = 0, due_at_ms = :now, requeued_at_ms = :now,
    finished_at_ms = NULL`;

const SUSPENDED = "channel_id = :channel AND state = 'not_sent' AND reason = 'channel_suspended'";

const RESUME = `${AGAIN} WHERE ${SUSPENDED}`;

/** Before the digests are no longer suspended. */
const REJOIN_RESUMED = `UPDATE deliveries SET state = 'joined', finished_at_ms = NULL
  WHERE digest_id IN (
    SELECT digest.id FROM deliveries digest
    WHERE digest.channel_id = :channel AND digest.state = 'not_sent'
      AND digest.reason = 'channel_suspended' AND digest.digest_of > 0)
    AND state = 'not_sent'`;

const DISCARD = `UPDATE deliveries SET reason = 'discarded' WHERE ${SUSPENDED}`;

/** Of a message that none of its incidents fires any more; resolves are judged when they are sent. */
export const SAYS_WHAT_IS_OVER = `purpose <> 'resolved'
  AND NOT EXISTS (
    SELECT 1 FROM incidents i WHERE i.id = deliveries.incident_id AND i.status = 'firing')
  AND (incidents = 1 OR NOT EXISTS (
    SELECT 1 FROM delivery_incidents part JOIN incidents i ON i.id = part.incident_id
    WHERE part.delivery_id = deliveries.id AND i.status = 'firing'))`;

const DISCARD_OVER = `${DISCARD} AND ${SAYS_WHAT_IS_OVER}`;

const REPLAY = `${AGAIN}
  WHERE id = :id AND owner = :owner AND state = 'dropped' AND digest_id IS NULL
  RETURNING id`;

const FOLLOW = `${AGAIN}
  WHERE id = :id AND owner = :owner AND state IN ('dropped', 'not_sent') AND digest_id IS NULL`;

/** What a digest says goes with it. */
const REJOIN = `UPDATE deliveries SET state = 'joined', finished_at_ms = NULL
  WHERE digest_id = :digest AND state IN ('dropped', 'not_sent')`;
