import { type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import { builderFor } from '../../platform/state/builder.ts';
import type { State } from '../../platform/state/state.ts';
import { notFound } from '../../platform/tenancy/refusals.ts';
import type { IncidentsTable, NotifyTables } from '../tables-notify.ts';
import { eventOf } from './event-sql.ts';
import type { Incident } from './incident.ts';
import type { IncidentEvent } from './incident-event.ts';
import { firstIdAt } from './incident-instant.ts';
import { environmentKeyOf, incidentOf } from './incident-row.ts';
import { canSee, type IncidentVisibility } from './incident-visibility.ts';

/** An incident as people read it. */
export interface IncidentRecord {
  readonly incident: Incident;
  /** Position of its latest event; 0 when it has none. */
  readonly lastEvent: number;
}

/** A place and a time; from inclusive, to exclusive. */
export interface RecordedAt {
  readonly project: string | null;
  readonly environment: string | null;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Lines of a timeline that are read at once; later ones come by the live socket. */
const MAX_TIMELINE = 2_000;

type Row = IncidentsTable & { last_event: number | null };

/** Reads incidents for people. What they may not see does not exist for them. */
export class IncidentReader {
  readonly #state: State;
  readonly #db: Kysely<NotifyTables>;

  constructor(state: State) {
    this.#state = state;
    this.#db = builderFor<NotifyTables>(state.dialect);
  }

  /** @throws AppError `not_found`, also for what the caller may not see. */
  async get(visibility: IncidentVisibility, id: string): Promise<IncidentRecord> {
    const row = await this.#state.first(this.#records().where('id', '=', id).compile());
    const record = row && recordOf(row);
    const isVisible =
      record && canSee(visibility, record.incident.owner, environmentKeyOf(record.incident));
    if (!record || !isVisible) throw notFound(`Incident ${id}`);
    return record;
  }

  /** The newest of a rule. */
  async ofRule(
    visibility: IncidentVisibility,
    ruleId: string,
    limit: number,
  ): Promise<readonly IncidentRecord[]> {
    const query = this.#visible(visibility).where('rule_id', '=', ruleId);
    const rows = await this.#state.all(query.orderBy('id', 'desc').limit(limit).compile());
    return rows.map(recordOf);
  }

  /** The newest of a place that were recorded in a time; ids are made in the order of recording. */
  async around(
    visibility: IncidentVisibility,
    { project, environment, fromMs, toMs }: RecordedAt,
    limit: number,
  ): Promise<readonly IncidentRecord[]> {
    const query = this.#visible(visibility)
      .where('project', project === null ? 'is' : '=', project)
      .where('environment', environment === null ? 'is' : '=', environment)
      .where('id', '>', firstIdAt(fromMs))
      .where('id', '<', firstIdAt(toMs));
    const rows = await this.#state.all(query.orderBy('id', 'desc').limit(limit).compile());
    return rows.map(recordOf);
  }

  /**
   * One incident with its timeline, oldest line first (the latest 2,000).
   * @throws AppError `not_found`, also for what the caller may not see.
   */
  async timeline(
    visibility: IncidentVisibility,
    id: string,
  ): Promise<IncidentRecord & { readonly events: readonly IncidentEvent[] }> {
    const record = await this.get(visibility, id);
    const latest = this.#db
      .selectFrom('incident_events')
      .selectAll()
      .where('incident_id', '=', id)
      .orderBy('position', 'desc')
      .limit(MAX_TIMELINE);
    const events = (await this.#state.all(latest.compile())).map(eventOf);
    return { ...record, events: events.reverse() };
  }

  /** Those of the ids that exist, in no order; 500 ids at most. */
  async byIds(ids: readonly string[]): Promise<readonly IncidentRecord[]> {
    if (ids.length === 0) return [];
    const rows = await this.#state.all(
      this.#records()
        .where('id', 'in', [...ids])
        .compile(),
    );
    return rows.map(recordOf);
  }

  /** Position of the latest event of all; 0 when there is none. */
  async head(): Promise<number> {
    const query = this.#db
      .selectFrom('incident_events')
      .select('position')
      .orderBy('position', 'desc')
      .limit(1);
    return Number((await this.#state.first(query.compile()))?.position ?? 0);
  }

  /** Visible events after a position, oldest first, `limit` at most. */
  async eventsAfter(
    visibility: IncidentVisibility,
    position: number,
    limit: number,
  ): Promise<readonly IncidentEvent[]> {
    let query = this.#db
      .selectFrom('incident_events')
      .selectAll()
      .where('owner', '=', visibility.owner)
      .where('position', '>', position)
      .orderBy('position')
      .limit(limit);
    if (!visibility.seesAll) {
      query = query.where('environment_key', 'in', keysOf(visibility));
    }
    return (await this.#state.all(query.compile())).map(eventOf);
  }

  #visible(visibility: IncidentVisibility): SelectQueryBuilder<NotifyTables, 'incidents', Row> {
    const query = this.#records().where('owner', '=', visibility.owner);
    if (visibility.seesAll) return query;
    const key = sql<string>`project || '.' || environment`;
    return query.where(key, 'in', keysOf(visibility));
  }

  #records(): SelectQueryBuilder<NotifyTables, 'incidents', Row> {
    const lastEvent = sql<number | null>`(SELECT MAX(e.position) FROM incident_events e
      WHERE e.incident_id = incidents.id)`;
    return this.#db.selectFrom('incidents').selectAll().select(lastEvent.as('last_event'));
  }
}

function recordOf(row: Row): IncidentRecord {
  return { incident: incidentOf(row), lastEvent: Number(row.last_event ?? 0) };
}

/** An empty list is not SQL; no key is empty. */
function keysOf({ environments }: IncidentVisibility): readonly string[] {
  return environments.size > 0 ? [...environments] : [''];
}
