import type { CompiledQuery, Kysely } from 'kysely';
import { builderFor, statement } from '../../platform/state/builder.ts';
import type { Dialect, Statement } from '../../platform/state/state.ts';
import { holdReasonOf } from '../holding/hold.ts';
import type { ClockWrite } from '../outbox/queue-change.ts';
import type { ClockMove, GroupTold } from '../outbox/queue-due.ts';
import { PURPOSES } from '../routing/route-change.ts';
import { hotStatement } from '../store/hot-statement.ts';
import type { NotifyTables } from '../tables-notify.ts';
import type { MessageClockRow, PolicyTables } from '../tables-policies.ts';
import type { MessageClock } from './message-clock.ts';

type Tables = PolicyTables & NotifyTables;

/** Statements and queries of the tables of clocks and of groups. */
export class ClockSql {
  readonly #set: ReturnType<typeof hotStatement>;
  readonly #start: ReturnType<typeof hotStatement>;
  readonly #askedAgain: ReturnType<typeof hotStatement>;
  readonly #clear: ReturnType<typeof hotStatement>;
  readonly #move: ReturnType<typeof hotStatement>;
  readonly #drop: ReturnType<typeof hotStatement>;
  readonly #firstTold: ReturnType<typeof hotStatement>;
  readonly #toldAgain: ReturnType<typeof hotStatement>;
  readonly #db: Kysely<Tables>;

  constructor(dialect: Dialect) {
    this.#set = hotStatement(dialect, 'clock.set', SET);
    this.#start = hotStatement(dialect, 'clock.start', START);
    this.#askedAgain = hotStatement(dialect, 'clock.asked_again', ASKED_AGAIN);
    this.#clear = hotStatement(dialect, 'clock.clear', CLEAR);
    this.#move = hotStatement(dialect, 'clock.move', MOVE, 'one');
    this.#drop = hotStatement(dialect, 'clock.drop', DROP, 'one');
    this.#firstTold = hotStatement(dialect, 'group.first_told', FIRST_TOLD, 'one');
    this.#toldAgain = hotStatement(dialect, 'group.told_again', TOLD_AGAIN, 'one');
    this.#db = builderFor<Tables>(dialect);
  }

  write(write: ClockWrite): Statement {
    switch (write.kind) {
      case 'clear':
        return this.#clear({ incident: write.incidentId, channel: write.channelId });
      case 'start':
        return this.#start(valuesOf(write.clock));
      case 'set':
        return this.#set(valuesOf(write.clock));
    }
  }

  /** Stands only while the clock is as it was read. */
  move({ clock, to }: ClockMove): Statement {
    const { purpose, severity, dueAtMs } = clock;
    const was = { was_purpose: purpose, was_severity: severity, was_due: dueAtMs };
    return to === null
      ? this.#drop({ incident: clock.incidentId, channel: clock.channelId, ...was })
      : this.#move({ ...valuesOf(to), ...was });
  }

  /** Stands only while nobody else has told the group since it was read. */
  told({ groupId, beforeMs, atMs }: GroupTold): Statement {
    return beforeMs === null
      ? this.#firstTold({ group: groupId, at: atMs })
      : this.#toldAgain({ group: groupId, at: atMs, before: beforeMs });
  }

  /** Those due at or before the instant, the earliest first. */
  due(nowMs: number, limit: number): CompiledQuery<MessageClockRow> {
    return this.#db
      .selectFrom('message_clocks')
      .selectAll()
      .where('due_at_ms', '<=', nowMs)
      .orderBy('due_at_ms')
      .limit(limit)
      .compile();
  }

  /** News that waits with these groups and for nothing else, the earliest first. */
  gathering(groupIds: readonly string[], limit: number): CompiledQuery<MessageClockRow> {
    return this.#db
      .selectFrom('message_clocks')
      .selectAll()
      .where('group_id', 'in', [...groupIds])
      .where('purpose', '!=', 'repeat')
      .where('held_by', 'is', null)
      .orderBy('due_at_ms')
      .limit(limit)
      .compile();
  }

  /** When these groups were told last. */
  groups(groupIds: readonly string[]): CompiledQuery<{ group_id: string; told_at_ms: number }> {
    return this.#db
      .selectFrom('message_groups')
      .selectAll()
      .where('group_id', 'in', [...groupIds])
      .compile();
  }

  /** These repeats of an incident, which nothing holds, are due by now. */
  reported(incidentId: string, channelIds: readonly string[], nowMs: number): Statement {
    const update = this.#db
      .updateTable('message_clocks')
      .set({ due_at_ms: nowMs })
      .where('incident_id', '=', incidentId)
      .where('channel_id', 'in', [...channelIds])
      .where('purpose', '=', 'repeat')
      .where('held_by', 'is', null)
      .where('due_at_ms', '>', nowMs);
    return statement('clock.reported', update.compile());
  }

  /** Whatever is kept back of an incident is decided on again: what holds it may ask for its severity. */
  askedAgain(incidentId: string, nowMs: number): Statement {
    return this.#askedAgain({ incident: incidentId, now: nowMs });
  }

  /** When the first is due. */
  nextDue(): CompiledQuery<{ due_at_ms: number }> {
    return this.#db
      .selectFrom('message_clocks')
      .select('due_at_ms')
      .orderBy('due_at_ms')
      .limit(1)
      .compile();
  }

  /** Messages about these incidents that have not reached their channel yet. */
  waiting(
    incidentIds: readonly string[],
  ): readonly CompiledQuery<{ incident_id: string; channel_id: string }>[] {
    const alone = this.#db
      .selectFrom('deliveries')
      .select(['incident_id', 'channel_id'])
      .distinct()
      .where('incident_id', 'in', [...incidentIds])
      .where('state', 'in', ['pending', 'leased']);
    const grouped = this.#db
      .selectFrom('delivery_incidents')
      .innerJoin('deliveries', 'deliveries.id', 'delivery_incidents.delivery_id')
      .select(['delivery_incidents.incident_id', 'delivery_incidents.channel_id'])
      .distinct()
      .where('delivery_incidents.incident_id', 'in', [...incidentIds])
      .where('deliveries.state', 'in', ['pending', 'leased']);
    return [alone.compile(), grouped.compile()];
  }

  /** Forgets groups that were told last before the instant. */
  pruneGroups(beforeMs: number): Statement {
    const query = this.#db.deleteFrom('message_groups').where('told_at_ms', '<', beforeMs);
    return statement('group.prune', query.compile());
  }
}

/** @throws TypeError for a purpose that this program does not know. */
export function clockOf(row: MessageClockRow): MessageClock {
  const purpose = PURPOSES.find((known) => known === row.purpose);
  if (purpose === undefined) throw new TypeError(`unknown purpose of a clock: ${row.purpose}`);
  return {
    incidentId: row.incident_id,
    incidentKey: row.incident_key,
    channelId: row.channel_id,
    purpose,
    groupId: row.group_id,
    heldBy: holdReasonOf(row.held_by),
    severity: row.severity,
    previousSeverity: row.previous_severity,
    count: Number(row.said),
    dueAtMs: Number(row.due_at_ms),
  };
}

function valuesOf(clock: MessageClock) {
  return {
    incident: clock.incidentId,
    channel: clock.channelId,
    incident_key: clock.incidentKey,
    purpose: clock.purpose,
    group: clock.groupId,
    held: clock.heldBy,
    severity: clock.severity,
    previous: clock.previousSeverity,
    said: clock.count,
    due: clock.dueAtMs,
  };
}

const NEW = `INSERT INTO message_clocks
  (incident_id, channel_id, incident_key, purpose, group_id, held_by, severity, previous_severity,
    said, due_at_ms)
  VALUES (:incident, :channel, :incident_key, :purpose, :group, :held, :severity, :previous, :said,
    :due)`;

const START = `${NEW} ON CONFLICT (incident_id, channel_id) DO NOTHING`;

/** Of the two due times the one that `setClock` takes. */
const SET = `${NEW}
  ON CONFLICT (incident_id, channel_id) DO UPDATE SET
    purpose = excluded.purpose, group_id = excluded.group_id, held_by = excluded.held_by,
    severity = excluded.severity, previous_severity = excluded.previous_severity,
    said = excluded.said,
    due_at_ms = CASE
      WHEN message_clocks.group_id = excluded.group_id
        AND message_clocks.purpose <> 'repeat' AND excluded.purpose <> 'repeat'
        AND message_clocks.held_by IS NULL AND excluded.held_by IS NULL
        AND message_clocks.due_at_ms < excluded.due_at_ms
      THEN message_clocks.due_at_ms ELSE excluded.due_at_ms END`;

const ASKED_AGAIN = `UPDATE message_clocks SET due_at_ms = :now
  WHERE incident_id = :incident AND held_by IS NOT NULL AND due_at_ms > :now`;

const CLEAR = `DELETE FROM message_clocks
  WHERE incident_id = :incident AND channel_id = :channel`;

const AS_READ = `WHERE incident_id = :incident AND channel_id = :channel
  AND purpose = :was_purpose AND severity = :was_severity AND due_at_ms = :was_due`;

const MOVE = `UPDATE message_clocks SET
  incident_key = :incident_key, purpose = :purpose, group_id = :group, held_by = :held,
  severity = :severity, previous_severity = :previous, said = :said, due_at_ms = :due
  ${AS_READ}`;

const DROP = `DELETE FROM message_clocks ${AS_READ}`;

const FIRST_TOLD = `INSERT INTO message_groups (group_id, told_at_ms) VALUES (:group, :at)`;

const TOLD_AGAIN = `UPDATE message_groups SET told_at_ms = :at
  WHERE group_id = :group AND told_at_ms = :before`;
