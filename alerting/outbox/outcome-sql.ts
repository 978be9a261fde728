import type { Dialect, Statement } from '../../platform/state/state.ts';
import { hotStatement } from '../store/hot-statement.ts';
import type { ClaimedDelivery } from './claim-sql.ts';
import type { DeliveryVerdict } from './judge-delivery.ts';

/** What an attempt was like; none is written for a delivery that was not even tried. */
export interface AttemptRecord {
  readonly atMs: number;
  readonly outcome: 'sent' | 'retry' | 'drop';
  readonly status: number | null;
  readonly durationMs: number;
  readonly reason: string | null;
  readonly detail: string;
}

/** Writes what became of a leased delivery; rejected when the lease was lost meanwhile. */
export class OutcomeSql {
  readonly #settle: ReturnType<typeof hotStatement>;
  readonly #hold: ReturnType<typeof hotStatement>;
  readonly #holdGroup: ReturnType<typeof hotStatement>;
  readonly #attempt: ReturnType<typeof hotStatement>;
  readonly #release: ReturnType<typeof hotStatement>;
  readonly #joined: ReturnType<typeof hotStatement>;

  constructor(dialect: Dialect) {
    this.#settle = hotStatement(dialect, 'delivery.settle', SETTLE, 'one');
    this.#hold = hotStatement(dialect, 'delivery.hold_later', HOLD_LATER);
    this.#holdGroup = hotStatement(dialect, 'delivery.hold_group', HOLD_GROUP);
    this.#attempt = hotStatement(dialect, 'delivery.attempt', ATTEMPT);
    this.#joined = hotStatement(dialect, 'delivery.settle_joined', SETTLE_JOINED);
    this.#release = hotStatement(dialect, 'delivery.release', RELEASE);
  }

  settle(
    delivery: ClaimedDelivery,
    verdict: DeliveryVerdict,
    attempt: AttemptRecord | null,
    nowMs: number,
  ): readonly Statement[] {
    const { id, incidentId, channelId, leaseId } = delivery;
    const dueMs = verdict.kind === 'retry' ? verdict.dueMs : nowMs;
    const settle = this.#settle({
      id,
      lease: leaseId,
      state: verdict.kind === 'retry' ? 'pending' : verdict.kind,
      reason: verdict.reason,
      due: dueMs,
      finished: verdict.kind === 'retry' ? null : nowMs,
    });
    const hold =
      delivery.groupId === null
        ? this.#hold({ id, incident: incidentId, channel: channelId, due: dueMs })
        : this.#holdGroup({ id, group: delivery.groupId, due: dueMs });
    return [
      settle,
      ...(verdict.kind === 'retry' ? [hold] : []),
      ...(verdict.kind === 'retry' || delivery.digestOf === 0
        ? []
        : [this.#joined({ digest: id, state: verdict.kind, finished: nowMs })]),
      ...(attempt === null ? [] : [this.#attemptOf(id, attempt)]),
    ];
  }

  /** All leases end now: for a process that owns the state alone, when it starts. */
  releaseAll(nowMs: number): Statement {
    return this.#release({ now: nowMs });
  }

  #attemptOf(id: string, attempt: AttemptRecord): Statement {
    return this.#attempt({
      id,
      at: attempt.atMs,
      outcome: attempt.outcome,
      status: attempt.status,
      duration: attempt.durationMs,
      reason: attempt.reason,
      detail: attempt.detail,
    });
  }
}

const SETTLE = `UPDATE deliveries
  SET state = :state, reason = :reason, due_at_ms = :due, finished_at_ms = :finished,
    lease_id = NULL
  WHERE id = :id AND lease_id = :lease AND state = 'leased'`;

/** What a digest says becomes what it becomes; that it was digested stays its reason. */
const SETTLE_JOINED = `UPDATE deliveries SET state = :state, finished_at_ms = :finished
  WHERE digest_id = :digest AND state = 'joined'`;

/** What waits behind a delivery that is tried again later need not be looked at before. */
const HOLD_LATER = `UPDATE deliveries SET due_at_ms = :due
  WHERE incident_id = :incident AND channel_id = :channel AND id > :id
    AND state = 'pending' AND due_at_ms < :due`;

/** The states are spelled out so that SQLite takes the partial index. */
const HOLD_GROUP = `UPDATE deliveries SET due_at_ms = :due
  WHERE group_id = :group AND id > :id AND state IN ('pending', 'leased')
    AND state = 'pending' AND due_at_ms < :due`;

const ATTEMPT = `INSERT INTO delivery_attempts
  (delivery_id, at_ms, outcome, status, duration_ms, reason, detail)
  VALUES (:id, :at, :outcome, :status, :duration, :reason, :detail)`;

const RELEASE = `UPDATE deliveries SET due_at_ms = :now WHERE state = 'leased'`;
