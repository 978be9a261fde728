import { type CompiledQuery, type Kysely, sql } from 'kysely';
import { builderFor, statement } from '../../platform/state/builder.ts';
import type { Dialect, Statement } from '../../platform/state/state.ts';
import { PURPOSES } from '../routing/route-change.ts';
import type { NotifyTables } from '../tables-notify.ts';
import type { InboxEntryRow, PolicyTables } from '../tables-policies.ts';
import { type InboxEntry, MAX_ENTRIES } from './inbox-entry.ts';

/** Statements and queries of inboxes, and of who got a mail of the default receiver. */
export class InboxSql {
  readonly #db: Kysely<PolicyTables & NotifyTables>;

  constructor(dialect: Dialect) {
    this.#db = builderFor<PolicyTables & NotifyTables>(dialect);
  }

  /** The same delivery again adds nothing. */
  insert(entry: InboxEntry): Statement {
    const query = this.#db
      .insertInto('inbox_entries')
      .values(rowOf(entry))
      .onConflict((on) => on.doNothing());
    return statement('inbox.insert', query.compile());
  }

  /** Drops what has come to be beyond the newest entries of one person, but not who is owed a resolve. */
  keepNewest(userId: string, nowMs: number): Statement {
    return statement('inbox.keep_newest', this.#dropBeyond(userId, nowMs, AT_ONCE).compile());
  }

  /** The same, of all that was kept because its end was owed. */
  dropBeyond(userId: string, nowMs: number): Statement {
    return statement('inbox.drop_beyond', this.#dropBeyond(userId, nowMs, MAX_DROPPED).compile());
  }

  #dropBeyond(userId: string, nowMs: number, limit: number) {
    return this.#db
      .deleteFrom('inbox_entries')
      .where('user_id', '=', userId)
      .where('id', 'in', (select) =>
        select
          .selectFrom('inbox_entries as older')
          .select('older.id')
          .where('older.user_id', '=', userId)
          .orderBy('older.id', 'desc')
          .limit(limit)
          .offset(MAX_ENTRIES),
      )
      .where(owesNothing('inbox_entries.id', 'inbox_entries.incident_id', nowMs));
  }

  /** Who has more than the newest entries. */
  crowded(): CompiledQuery<{ user_id: string }> {
    return this.#db
      .selectFrom('inbox_entries')
      .select('user_id')
      .groupBy('user_id')
      .having((having) => having.fn.countAll(), '>', MAX_ENTRIES)
      .compile();
  }

  /** Newest first; there are at most `MAX_ENTRIES`. */
  ofUser(userId: string): CompiledQuery<InboxEntryRow> {
    return this.#newest(userId).compile();
  }

  unreadOf(userId: string): CompiledQuery<InboxEntryRow> {
    return this.#db
      .selectFrom(this.#newest(userId).as('newest'))
      .selectAll()
      .where('read_at_ms', 'is', null)
      .compile();
  }

  #newest(userId: string) {
    return this.#db
      .selectFrom('inbox_entries')
      .selectAll()
      .where('user_id', '=', userId)
      .orderBy('id', 'desc')
      .limit(MAX_ENTRIES);
  }

  /** @param ids at most `MAX_ENTRIES` */
  markRead(userId: string, ids: readonly string[], atMs: number): Statement {
    const query = this.#db
      .updateTable('inbox_entries')
      .set({ read_at_ms: atMs })
      .where('user_id', '=', userId)
      .where('read_at_ms', 'is', null)
      .where('id', 'in', [...ids]);
    return statement('inbox.mark_read', query.compile());
  }

  /** Up to this entry, inclusive. */
  markReadUpTo(userId: string, id: string, atMs: number): Statement {
    const query = this.#db
      .updateTable('inbox_entries')
      .set({ read_at_ms: atMs })
      .where('user_id', '=', userId)
      .where('read_at_ms', 'is', null)
      .where('id', '<=', id);
    return statement('inbox.mark_read_up_to', query.compile());
  }

  /** Who has an entry about the incident, alone or with its group. */
  readersOf(incidentId: string): readonly CompiledQuery<{ user_id: string }>[] {
    const alone = this.#db
      .selectFrom('inbox_entries')
      .select('user_id')
      .distinct()
      .where('incident_id', '=', incidentId);
    const grouped = this.#db
      .selectFrom('delivery_incidents')
      .innerJoin('inbox_entries', 'inbox_entries.id', 'delivery_incidents.delivery_id')
      .select('inbox_entries.user_id')
      .distinct()
      .where('delivery_incidents.incident_id', '=', incidentId);
    return [alone.compile(), grouped.compile()];
  }

  mailed(deliveryId: string, userId: string, incidentId: string, atMs: number): Statement {
    const row = { delivery_id: deliveryId, user_id: userId, incident_id: incidentId, at_ms: atMs };
    const query = this.#db
      .insertInto('mailed_people')
      .values(row)
      .onConflict((on) => on.doNothing());
    return statement('inbox.mailed', query.compile());
  }

  /** Who got a mail about the incident, alone or with its group. */
  mailedAbout(incidentId: string): readonly CompiledQuery<{ user_id: string }>[] {
    const alone = this.#db
      .selectFrom('mailed_people')
      .select('user_id')
      .distinct()
      .where('incident_id', '=', incidentId);
    const grouped = this.#db
      .selectFrom('delivery_incidents')
      .innerJoin('mailed_people', 'mailed_people.delivery_id', 'delivery_incidents.delivery_id')
      .select('mailed_people.user_id')
      .distinct()
      .where('delivery_incidents.incident_id', '=', incidentId);
    return [alone.compile(), grouped.compile()];
  }

  /** Who has the mail of this delivery. */
  mailedIn(deliveryId: string): CompiledQuery<{ user_id: string }> {
    return this.#db
      .selectFrom('mailed_people')
      .select('user_id')
      .where('delivery_id', '=', deliveryId)
      .compile();
  }

  /** Drops what is older, but not who is still owed a resolve. */
  prune(beforeMs: number, nowMs: number): readonly Statement[] {
    const entries = this.#db
      .deleteFrom('inbox_entries')
      .where('at_ms', '<', beforeMs)
      .where(owesNothing('inbox_entries.id', 'inbox_entries.incident_id', nowMs));
    const mailed = this.#db
      .deleteFrom('mailed_people')
      .where('at_ms', '<', beforeMs)
      .where(owesNothing('mailed_people.delivery_id', 'mailed_people.incident_id', nowMs));
    return [
      statement('inbox.prune', entries.compile()),
      statement('inbox.prune_mailed', mailed.compile()),
    ];
  }
}

/** Looked at with each new entry: one comes to be beyond the newest, rarely more. */
const AT_ONCE = 20;
const MAX_DROPPED = 1_000_000;
/** A resolve is on its way for a day at most, and waits for its group before. */
const END_ON_ITS_WAY_MS = 2 * 86_400_000;

/** None of the incidents that the message of this id was about fires, or has only just ended. */
function owesNothing(id: string, incidentId: string, nowMs: number) {
  const since = nowMs - END_ON_ITS_WAY_MS;
  const isOwed = sql`(i.status = 'firing' OR i.resolved_at_ms >= ${since})`;
  return sql<boolean>`NOT EXISTS (
      SELECT 1 FROM incidents i WHERE i.id = ${sql.ref(incidentId)} AND ${isOwed})
    AND NOT EXISTS (
      SELECT 1 FROM delivery_incidents part JOIN incidents i ON i.id = part.incident_id
      WHERE part.delivery_id = ${sql.ref(id)} AND ${isOwed})`;
}

function rowOf(entry: InboxEntry): InboxEntryRow {
  return {
    user_id: entry.userId,
    id: entry.id,
    owner: entry.owner,
    project: entry.project,
    environment: entry.environment,
    incident_id: entry.incidentId ?? '',
    rule_id: entry.ruleId,
    purpose: entry.purpose,
    title: entry.title,
    severity: entry.severity,
    at_ms: entry.atMs,
    read_at_ms: entry.readAtMs,
    channel_id: entry.channelId,
    report_id: entry.reportId,
    said: entry.said === '' ? null : entry.said,
  };
}

/** @throws TypeError for a purpose that this program does not know. */
export function entryOf(row: InboxEntryRow): InboxEntry {
  const purpose = PURPOSES.find((known) => known === row.purpose);
  if (purpose === undefined) throw new TypeError(`unknown purpose in an inbox: ${row.purpose}`);
  return {
    userId: row.user_id,
    id: row.id,
    owner: row.owner,
    project: row.project,
    environment: row.environment,
    incidentId: row.incident_id === '' ? null : row.incident_id,
    ruleId: row.rule_id,
    purpose,
    title: row.title,
    severity: row.severity,
    atMs: Number(row.at_ms),
    readAtMs: row.read_at_ms === null ? null : Number(row.read_at_ms),
    channelId: row.channel_id,
    reportId: row.report_id,
    said: row.said ?? '',
  };
}
