import { type CompiledQuery, type Kysely, sql } from 'kysely';
import { builderFor, statement } from '../../../platform/state/builder.ts';
import type { Dialect, Statement } from '../../../platform/state/state.ts';
import type { HistoryTables } from '../../tables-incident-history.ts';
import type {
  DeliveryAttemptsTable,
  IncidentEventsTable,
  IncidentsTable,
} from '../../tables-notify.ts';
import { type DeliveryOfIncident, deliveriesOfIncident } from './deliveries-of-incident.ts';

/** Statements and queries of what is old. */
export class RetentionSql {
  readonly #dialect: Dialect;
  readonly #db: Kysely<HistoryTables>;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
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
              .selectFrom('delivery_incidents')
              .innerJoin('deliveries', 'deliveries.id', 'delivery_incidents.delivery_id')
              .select('deliveries.id')
              .whereRef('delivery_incidents.incident_id', '=', 'incidents.id')
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

  /** Messages about an incident after an id, oldest first, those about others too among them. */
  deliveries(incidentId: string, after: string, limit: number): CompiledQuery<DeliveryOfIncident> {
    const window = { order: 'oldest first', beyond: after, limit } as const;
    return deliveriesOfIncident(builderFor(this.#dialect), incidentId, window);
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

  /** All that is left of incidents that are over; a message stays until its last incident goes. */
  delete(ids: readonly string[]): readonly Statement[] {
    const of = [...ids];
    const attempts = this.#db
      .deleteFrom('delivery_attempts')
      .where('delivery_id', 'in', this.#onlyAbout(of));
    const deliveries = this.#db.deleteFrom('deliveries').where('id', 'in', this.#onlyAbout(of));
    const parts = this.#db.deleteFrom('delivery_incidents').where('incident_id', 'in', of);
    const events = this.#db.deleteFrom('incident_events').where('incident_id', 'in', of);
    const acts = this.#db.deleteFrom('incident_acts').where('incident_id', 'in', of);
    const incidents = this.#db
      .deleteFrom('incidents')
      .where('id', 'in', of)
      .where('status', '=', 'resolved');
    return [
      statement('incident.delete_attempts', attempts.compile()),
      statement('incident.delete_deliveries', deliveries.compile()),
      statement('incident.delete_parts', parts.compile()),
      statement('incident.delete_last_events', events.compile()),
      statement('incident.delete_acts', acts.compile()),
      statement('incident.delete', incidents.compile()),
    ];
  }

  /** Ids of messages that are about these incidents and no others. */
  #onlyAbout(incidentIds: string[]) {
    const alone = this.#db
      .selectFrom('deliveries')
      .select('deliveries.id')
      .where('deliveries.incident_id', 'in', incidentIds)
      .where('deliveries.incidents', '=', 1);
    const together = this.#db
      .selectFrom('delivery_incidents as gone')
      .select('gone.delivery_id as id')
      .where('gone.incident_id', 'in', incidentIds)
      .where((where) =>
        where.not(
          where.exists(
            where
              .selectFrom('delivery_incidents as kept')
              .select('kept.delivery_id')
              .whereRef('kept.delivery_id', '=', 'gone.delivery_id')
              .where('kept.incident_id', 'not in', incidentIds),
          ),
        ),
      );
    return alone.union(together);
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
