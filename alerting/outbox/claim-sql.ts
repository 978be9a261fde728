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
  /** When it was queued, or people had it sent again: its age counts from then. */
  readonly createdAtMs: number;
  readonly leaseId: string;
  /** How many it is about. */
  readonly incidents: number;
  readonly groupId: string | null;
  /** How many messages it joins; 0: it is no digest. */
  readonly digestOf: number;
}

/**
 * Rows that may go, looked at for each that is wanted: those of channels without room are passed over.
 * What is beyond comes with the next claim, from which channels that are full by then are left out.
 */
const SCANNED_PER_PLACE = 4;
const SCANNED_AT_LEAST = 64;
const SATURATED_PLACES = 32;

/**
 * Takes leases on what is due, oldest first: only the first open delivery of each (incident,
 * channel), so that a resolve never overtakes its firing, and no channel beyond its room. A delivery
 * of a group waits for those of the group before it, and for those of each of its incidents. A lease
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
      scanned: Math.max(SCANNED_AT_LEAST, SCANNED_PER_PLACE * request.free),
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
    createdAtMs: Number(row.requeued_at_ms ?? row.created_at_ms),
    leaseId: String(row.lease_id),
    incidents: Number(row.incidents),
    groupId: row.group_id === null ? null : String(row.group_id),
    digestOf: Number(row.digest_of),
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
          AND NOT EXISTS (
            SELECT 1 FROM delivery_incidents behind
            JOIN deliveries earlier ON earlier.id = behind.delivery_id
            WHERE behind.incident_id = d.incident_id AND behind.channel_id = d.channel_id
              AND behind.delivery_id < d.id AND earlier.state IN ('pending', 'leased'))
          AND (d.group_id IS NULL OR NOT EXISTS (
            SELECT 1 FROM deliveries earlier
            WHERE earlier.group_id = d.group_id AND earlier.id < d.id
              AND earlier.state IN ('pending', 'leased')))
          AND (d.incidents = 1 OR NOT EXISTS (
            SELECT 1 FROM delivery_incidents mine
            JOIN deliveries earlier ON earlier.incident_id = mine.incident_id
              AND earlier.channel_id = mine.channel_id
            WHERE mine.delivery_id = d.id
              AND earlier.id < d.id AND earlier.state IN ('pending', 'leased')))
          AND (d.incidents = 1 OR NOT EXISTS (
            SELECT 1 FROM delivery_incidents mine
            JOIN delivery_incidents behind ON behind.incident_id = mine.incident_id
              AND behind.channel_id = mine.channel_id AND behind.delivery_id < d.id
            JOIN deliveries earlier ON earlier.id = behind.delivery_id
            WHERE mine.delivery_id = d.id AND earlier.state IN ('pending', 'leased')))
        ORDER BY d.due_at_ms LIMIT :scanned
      ) due
    ) ranked
    WHERE ranked.place + (
      SELECT COUNT(*) FROM deliveries held
      WHERE held.channel_id = ranked.channel_id AND held.state = 'leased'
        AND held.due_at_ms > :now) <= :per_channel
    LIMIT :free)
  RETURNING id, owner, incident_id, channel_id, channel_name, purpose, payload, attempts,
    created_at_ms, requeued_at_ms, lease_id, incidents, group_id, digest_of`;
