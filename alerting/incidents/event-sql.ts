import type { Dialect, SqlValue, Statement, StatementResult } from '../../platform/state/state.ts';
import { itemInserter } from '../store/insert-rows.ts';
import type { IncidentEventsTable } from '../tables-notify.ts';
import { ChannelOutcomeSql } from './channel-outcome-sql.ts';
import { EVENT_KINDS, type EventDraft, type IncidentEvent } from './incident-event.ts';

const INSERT = 'event.insert';
const NONE: ReadonlySet<string> = new Set();

/** Writes events and finds the positions they got. */
export class EventSql {
  readonly #insert: ReturnType<typeof itemInserter<EventDraft>>;
  readonly #outcomes: ChannelOutcomeSql;

  constructor(dialect: Dialect) {
    this.#insert = itemInserter(dialect, {
      name: INSERT,
      table: 'incident_events',
      columns: COLUMNS,
      write: pushValues,
      rare: { columns: TOLD_COLUMNS, isAbsent: tellsNobody, write: pushToldValues },
      suffix: 'RETURNING position',
    });
    this.#outcomes = new ChannelOutcomeSql(dialect);
  }

  /**
   * Of incidents that the same batch, or an earlier one, has written.
   * @param marked ids of incidents that the batch inserts as not sent already
   */
  insert(events: readonly EventDraft[], marked: ReadonlySet<string> = NONE): readonly Statement[] {
    return [...this.#insert(events), ...this.#outcomes.of(events, marked)];
  }
}

const COLUMNS = [
  'incident_id',
  'owner',
  'environment_key',
  'rule_id',
  'at_ms',
  'kind',
  'severity',
  'reason',
] as const satisfies readonly (keyof IncidentEventsTable)[];

function pushValues(event: EventDraft, values: SqlValue[]): void {
  values.push(
    event.incidentId,
    event.owner,
    event.environmentKey,
    event.ruleId,
    event.atMs,
    event.kind,
    event.severity,
    event.reason,
  );
}

/** Of lines about messages and people. */
const TOLD_COLUMNS = [
  'channel_id',
  'channel_name',
  'delivery_id',
  'detail',
  'author_id',
  'author_name',
] as const satisfies readonly (keyof IncidentEventsTable)[];

function tellsNobody(event: EventDraft): boolean {
  return (
    event.channelId === null &&
    event.channelName === null &&
    event.deliveryId === null &&
    event.detail === null &&
    event.authorId === null &&
    event.authorName === null
  );
}

function pushToldValues(event: EventDraft, values: SqlValue[]): void {
  values.push(
    event.channelId,
    event.channelName,
    event.deliveryId,
    event.detail,
    event.authorId,
    event.authorName,
  );
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
  const positions: number[] = [];
  results.forEach(({ rows }, index) => {
    if (statements[index]?.name !== INSERT) return;
    for (const row of rows) positions.push(Number(row.position));
  });
  positions.sort((a, b) => a - b);
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
    ruleId: row.rule_id,
    atMs: Number(row.at_ms),
    kind,
    severity: row.severity,
    channelId: row.channel_id,
    channelName: row.channel_name,
    deliveryId: row.delivery_id,
    reason: row.reason,
    detail: row.detail,
    authorId: row.author_id,
    authorName: row.author_name,
  };
}
