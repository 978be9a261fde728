import { type CompiledQuery, type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import { builderFor, statement } from '../../../platform/state/builder.ts';
import type { Dialect, Statement } from '../../../platform/state/state.ts';
import type { HistoryTables } from '../../tables-incident-history.ts';
import type {
  DeliveriesTable,
  DeliveryAttemptsTable,
  DeliveryIncidentsTable,
  IncidentEventsTable,
  IncidentsTable,
} from '../../tables-notify.ts';

/** Statements and queries of what is old. */
export class RetentionSql {
  readonly #db: Kysely<HistoryTables>;

  constructor(dialect: Dialect) {
    this.#db = builderFor<HistoryTables>(dialect);
  }

  /** Incidents that were over before the instant and of which no message is on its way, oldest first. */
  over(beforeMs: number, limit: number): CompiledQuery<IncidentsTable> {
    return this.#db
      .selectFrom('incidents')
      .selectAll()
      .where(sql<boolean>`status = 'resolved'`)
      .where('resolved_at_ms', '<', beforeMs)
      .where((where) =>
        where.not(
          where.exists(
            where
              .selectFrom('deliveries')
              .select('deliveries.id')
              .whereRef('deliveries.incident_id', '=', 'incidents.id')
              .where('deliveries.state', 'in', ['pending', 'leased']),
          ),
        ),
      )
      .where((where) =>
        where.not(
          where.exists(
            where
              .selectFrom('delivery_incidents as told')
              .innerJoin('deliveries', 'deliveries.id', 'told.delivery_id')
              .select('told.delivery_id')
              .whereRef('told.incident_id', '=', 'incidents.id')
              .where('deliveries.state', 'in', ['pending', 'leased']),
          ),
        ),
      )
      .orderBy('resolved_at_ms')
      .limit(limit)
      .compile();
  }

  /** Lines of a timeline after a position, oldest first. */
  events(incidentId: string, after: number, limit: number): CompiledQuery<IncidentEventsTable> {
    return this.#db
      .selectFrom('incident_events')
      .selectAll()
      .where('incident_id', '=', incidentId)
      .where('position', '>', after)
      .orderBy('position')
      .limit(limit)
      .compile();
  }

  deliveries(incidentId: string, after: string, limit: number): CompiledQuery<DeliveriesTable> {
    return this.#db
      .selectFrom('deliveries')
      .selectAll()
      .where('incident_id', '=', incidentId)
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
      .compile();
  }

  /** What messages about several say of one incident, by their ids. */
  told(incidentId: string, after: string, limit: number): CompiledQuery<DeliveryIncidentsTable> {
    return this.#db
      .selectFrom('delivery_incidents')
      .selectAll()
      .where('incident_id', '=', incidentId)
      .where('delivery_id', '>', after)
      .orderBy('delivery_id')
      .limit(limit)
      .compile();
  }

  attempts(deliveryIds: readonly string[]): CompiledQuery<DeliveryAttemptsTable> {
    return this.#db
      .selectFrom('delivery_attempts')
      .selectAll()
      .where('delivery_id', 'in', [...deliveryIds])
      .orderBy('sequence')
      .compile();
  }

  /** Lines up to a position, inclusive, of an incident with very many. */
  deleteEvents(incidentId: string, upTo: number): Statement {
    const query = this.#db
      .deleteFrom('incident_events')
      .where('incident_id', '=', incidentId)
      .where('position', '<=', upTo);
    return statement('incident.delete_events', query.compile());
  }

  /** All that is left of incidents that are over. A message about several goes with the last of them. */
  delete(ids: readonly string[]): readonly Statement[] {
    const of = [...ids];
    const events = this.#db.deleteFrom('incident_events').where('incident_id', 'in', of);
    const acts = this.#db.deleteFrom('incident_acts').where('incident_id', 'in', of);
    const incidents = this.#db
      .deleteFrom('incidents')
      .where('id', 'in', of)
      .where('status', '=', 'resolved');
    return [
      ...this.#deleteAlone(of),
      ...this.#deleteTogether(of),
      statement('incident.delete_last_events', events.compile()),
      statement('incident.delete_acts', acts.compile()),
      statement('incident.delete', incidents.compile()),
    ];
  }

  /** Messages that are about one of them and nothing else. */
  #deleteAlone(of: readonly string[]): readonly Statement[] {
    const alone = this.#db
      .selectFrom('deliveries')
      .select('deliveries.id')
      .where('deliveries.incident_id', 'in', [...of])
      .where('deliveries.incidents', '=', 1);
    return this.#deleteMessages('alone', alone);
  }

  /** Messages about several, of which none is kept any longer; who is gone is no longer named in others. */
  #deleteTogether(of: readonly string[]): readonly Statement[] {
    const touched = this.#db
      .selectFrom('delivery_incidents as gone')
      .select('gone.delivery_id')
      .where('gone.incident_id', 'in', [...of]);
    const together = this.#db
      .selectFrom('deliveries')
      .select('deliveries.id')
      .where('deliveries.id', 'in', touched)
      .where((where) =>
        where.not(
          where.exists(
            where
              .selectFrom('delivery_incidents as other')
              .innerJoin('incidents', 'incidents.id', 'other.incident_id')
              .select('other.incident_id')
              .whereRef('other.delivery_id', '=', 'deliveries.id')
              .where('other.incident_id', 'not in', [...of]),
          ),
        ),
      );
    const orphans = this.#db
      .deleteFrom('delivery_incidents')
      .where('delivery_id', 'in', touched)
      .where((where) =>
        where.not(
          where.exists(
            where
              .selectFrom('deliveries')
              .select('deliveries.id')
              .whereRef('deliveries.id', '=', 'delivery_incidents.delivery_id'),
          ),
        ),
      );
    const named = this.#db.deleteFrom('delivery_incidents').where('incident_id', 'in', [...of]);
    return [
      ...this.#deleteMessages('together', together),
      statement('incident.delete_message_parts', orphans.compile()),
      statement('incident.delete_from_messages', named.compile()),
    ];
  }

  #deleteMessages(
    which: 'alone' | 'together',
    messages: SelectQueryBuilder<HistoryTables, 'deliveries', { id: string }>,
  ): readonly Statement[] {
    const attempts = this.#db.deleteFrom('delivery_attempts').where('delivery_id', 'in', messages);
    const deliveries = this.#db.deleteFrom('deliveries').where('id', 'in', messages);
    return [
      statement(`incident.delete_attempts_${which}`, attempts.compile()),
      statement(`incident.delete_deliveries_${which}`, deliveries.compile()),
    ];
  }

  /** Words and numbers that nothing has any more. */
  sweep(): readonly Statement[] {
    const words = this.#db
      .deleteFrom('incident_words')
      .where('uses', '<=', 0)
      .where((where) =>
        where.not(
          where.exists(
            where
              .selectFrom('incident_postings')
              .select('incident_postings.word_id')
              .whereRef('incident_postings.word_id', '=', 'incident_words.id'),
          ),
        ),
      );
    const counts = this.#db.deleteFrom('incident_counts').where('open', '=', 0);
    return [
      statement('incident.sweep_words', words.compile()),
      statement('incident.sweep_counts', counts.compile()),
    ];
  }
}
