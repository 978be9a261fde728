import type { Dialect, SqlRow, Statement } from '../../platform/state/state.ts';
import { hotStatement } from '../store/hot-statement.ts';

/** How much is claimed at once. */
export interface ClaimRequest {
  readonly nowMs: number;
  readonly leaseId: string;
  readonly leaseUntilMs: number;
  /** At most so many deliveries. */
  readonly free: number;
  /** At most so many under way per channel, those already leased included. */
  readonly perChannel: number;
  /** Channels that have no room; 32 at most. */
  readonly saturated: readonly string[];
}

/** A delivery that is ours until its lease ends. */
export interface ClaimedDelivery {
  readonly id: string;
  readonly owner: string;
  readonly incidentId: string;
  readonly channelId: string;
  readonly channelName: string;
  readonly purpose: string;
  readonly payload: string;
  /** This one included. */
  readonly attempts: number;
  readonly createdAtMs: number;
  readonly leaseId: string;
}

/** Rows looked at per claim; those beyond come with the next. */
const SCANNED = 2_000;
const SATURATED_PLACES = 32;

/**
 * Takes leases on what is due, oldest first: only the first open delivery of each (incident,
 * channel), so that a resolve never overtakes its firing, and no channel beyond its room. A lease
 * that has run out (its process died) is due like anything else.
 */
export class ClaimSql {
  readonly #claim: ReturnType<typeof hotStatement>;

  constructor(dialect: Dialect) {
    this.#claim = hotStatement(dialect, 'delivery.claim', CLAIM);
  }

  claim(request: ClaimRequest): Statement {
    const saturated = Array.from(
      { length: SATURATED_PLACES },
      (_, place) => [placeName(place), request.saturated[place] ?? ''] as const,
    );
    return this.#claim({
      now: request.nowMs,
      lease: request.leaseId,
      lease_until: request.leaseUntilMs,
      free: request.free,
      per_channel: request.perChannel,
      scanned: SCANNED,
      ...Object.fromEntries(saturated),
    });
  }
}

/** A row of the claim's answer. */
export function claimedDelivery(row: SqlRow): ClaimedDelivery {
  return {
    id: String(row.id),
    owner: String(row.owner),
    incidentId: String(row.incident_id),
    channelId: String(row.channel_id),
    channelName: String(row.channel_name),
    purpose: String(row.purpose),
    payload: String(row.payload),
    attempts: Number(row.attempts),
    createdAtMs: Number(row.created_at_ms),
    leaseId: String(row.lease_id),
  };
}

/** Letters only: places of statements have no digits. */
function placeName(index: number): string {
  return `busy_${String.fromCharCode(97 + Math.floor(index / 26))}${String.fromCharCode(97 + (index % 26))}`;
}

const BUSY = Array.from({ length: SATURATED_PLACES }, (_, place) => `:${placeName(place)}`);

const CLAIM = `UPDATE deliveries
  SET state = 'leased', lease_id = :lease, due_at_ms = :lease_until, attempts = attempts + 1
  WHERE id IN (
    SELECT ranked.id FROM (
      SELECT due.id, due.channel_id,
        ROW_NUMBER() OVER (PARTITION BY due.channel_id ORDER BY due.id) AS place
      FROM (
        SELECT d.id, d.channel_id FROM deliveries d
        WHERE d.state IN ('pending', 'leased') AND d.due_at_ms <= :now
          AND d.channel_id NOT IN (${BUSY.join(', ')})
          AND NOT EXISTS (
            SELECT 1 FROM deliveries earlier
            WHERE earlier.incident_id = d.incident_id AND earlier.channel_id = d.channel_id
              AND earlier.id < d.id AND earlier.state IN ('pending', 'leased'))
        ORDER BY d.due_at_ms LIMIT :scanned
      ) due
    ) ranked
    WHERE ranked.place + (
      SELECT COUNT(*) FROM deliveries held
      WHERE held.channel_id = ranked.channel_id AND held.state = 'leased'
        AND held.due_at_ms > :now) <= :per_channel
    LIMIT :free)
  RETURNING id, owner, incident_id, channel_id, channel_name, purpose, payload, attempts,
    created_at_ms, lease_id`;
