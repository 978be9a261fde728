import type { Dialect, SqlRow, Statement, StatementResult } from '../../platform/state/state.ts';
import { rowInserter } from '../store/insert-rows.ts';
import type { IncidentEventsTable } from '../tables-notify.ts';
import { EVENT_KINDS, type EventDraft, type IncidentEvent } from './incident-event.ts';

const INSERT = 'event.insert';

/** Writes events and finds the positions they got. */
export class EventSql {
  readonly #insert: ReturnType<typeof rowInserter>;

  constructor(dialect: Dialect) {
    this.#insert = rowInserter(dialect, {
      name: INSERT,
      table: 'incident_events',
      columns: [
        'incident_id',
        'owner',
        'environment_key',
        'at_ms',
        'kind',
        'severity',
        'channel_id',
        'channel_name',
        'delivery_id',
        'reason',
        'detail',
      ],
      suffix: 'RETURNING position',
    });
  }

  insert(events: readonly EventDraft[]): readonly Statement[] {
    return this.#insert(
      events.map((event) => [
        event.incidentId,
        event.owner,
        event.environmentKey,
        event.atMs,
        event.kind,
        event.severity,
        event.channelId,
        event.channelName,
        event.deliveryId,
        event.reason,
        event.detail,
      ]),
    );
  }
}

/**
 * The events of a committed batch with their positions. `statements` and `results` are those of
 * the whole batch; the events are those it was built with, in the same order.
 */
export function withPositions(
  events: readonly EventDraft[],
  statements: readonly Statement[],
  results: readonly StatementResult[],
): readonly IncidentEvent[] {
  const positions = results
    .flatMap((result, index) => (statements[index]?.name === INSERT ? result.rows : []))
    .map((row: SqlRow) => Number(row.position))
    .sort((a, b) => a - b);
  return events.map((event, index) => {
    const position = positions[index];
    if (position === undefined) throw new TypeError('an event was stored without a position');
    return { ...event, position };
  });
}

/** @throws TypeError for a kind that this program does not know. */
export function eventOf(row: IncidentEventsTable): IncidentEvent {
  const kind = EVENT_KINDS.find((known) => known === row.kind);
  if (kind === undefined) throw new TypeError(`unknown kind of event: ${row.kind}`);
  return {
    position: Number(row.position),
    incidentId: row.incident_id,
    owner: row.owner,
    environmentKey: row.environment_key,
    atMs: Number(row.at_ms),
    kind,
    severity: row.severity,
    channelId: row.channel_id,
    channelName: row.channel_name,
    deliveryId: row.delivery_id,
    reason: row.reason,
    detail: row.detail,
  };
}
