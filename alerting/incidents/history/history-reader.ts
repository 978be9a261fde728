import type { Kysely } from 'kysely';
import { builderFor } from '../../../platform/state/builder.ts';
import type { State } from '../../../platform/state/state.ts';
import {
  keyAfter,
  type Page,
  type PageRequest,
  pageFrom,
  rowsFor,
} from '../../../platform/tenancy/keyset.ts';
import type { DeliveriesTable, DeliveryAttemptsTable, NotifyTables } from '../../tables-notify.ts';
import { eventOf } from '../event-sql.ts';
import type { IncidentEvent } from '../incident-event.ts';
import type { IncidentReader, IncidentRecord } from '../incident-reader.ts';
import type { IncidentVisibility } from '../incident-visibility.ts';

/** A line of the story of a rule: what happened, and to which of its incidents. */
export interface RuleEvent {
  readonly event: IncidentEvent;
  readonly title: string;
}

/** A message about an incident, and how often it was tried. */
export type DeliveryRecord = Pick<
  DeliveriesTable,
  'id' | 'channel_id' | 'channel_name' | 'purpose' | 'state' | 'reason'
> & {
  readonly createdAtMs: number;
  readonly finishedAtMs: number | null;
  /** Oldest first. */
  readonly attempts: readonly (Pick<DeliveryAttemptsTable, 'outcome' | 'reason' | 'detail'> & {
    readonly atMs: number;
    readonly status: number | null;
    readonly durationMs: number;
  })[];
};

/** Incidents that have to do with another; each list newest first. */
export interface RelatedIncidents {
  /** Earlier and later ones of the same rule with the same labels. */
  readonly sameAlert: readonly IncidentRecord[];
  readonly sameRule: readonly IncidentRecord[];
  /** Of the same environment, begun within half an hour of it. */
  readonly nearInTime: readonly IncidentRecord[];
}

const MAX_DELIVERIES = 500;
const MAX_ATTEMPTS = 2_000;
const MAX_RELATED = 10;
const RULE_WALK = 500;
const NEAR_MS = 30 * 60_000;

/** Reads what has been; what the caller may not see does not exist for them. */
export class HistoryReader {
  readonly #state: State;
  readonly #incidents: IncidentReader;
  readonly #db: Kysely<NotifyTables>;

  constructor(state: State, incidents: IncidentReader) {
    this.#state = state;
    this.#incidents = incidents;
    this.#db = builderFor<NotifyTables>(state.dialect);
  }

  /** Lines of a timeline, newest first. @throws AppError `not_found` */
  async events(
    visibility: IncidentVisibility,
    incidentId: string,
    page: PageRequest,
  ): Promise<Page<IncidentEvent>> {
    await this.#incidents.get(visibility, incidentId);
    const after = positionAfter(page);
    let query = this.#db
      .selectFrom('incident_events')
      .selectAll()
      .where('incident_id', '=', incidentId)
      .orderBy('position', 'desc')
      .limit(rowsFor(page));
    if (after !== null) query = query.where('position', '<', after);
    const rows = await this.#state.all(query.compile());
    return pageFrom(rows.map(eventOf), page, ({ position }) => String(position));
  }

  /**
   * Every line of every incident of a rule since its creation, newest first; also of a rule that was
   * renamed, and of one that is gone.
   */
  async ruleEvents(
    visibility: IncidentVisibility,
    ruleId: string,
    page: PageRequest,
  ): Promise<Page<RuleEvent>> {
    const after = positionAfter(page);
    let query = this.#db
      .selectFrom('incident_events')
      .innerJoin('incidents', 'incidents.id', 'incident_events.incident_id')
      .selectAll('incident_events')
      .select('incidents.title')
      .where('incident_events.rule_id', '=', ruleId)
      .where('incident_events.owner', '=', visibility.owner)
      .orderBy('incident_events.position', 'desc')
      .limit(rowsFor(page));
    if (after !== null) query = query.where('incident_events.position', '<', after);
    if (!visibility.seesAll) {
      const keys = ['', ...visibility.environments];
      query = query.where('incident_events.environment_key', 'in', keys);
    }
    const rows = await this.#state.all(query.compile());
    const events = rows.map((row) => ({ event: eventOf(row), title: row.title }));
    return pageFrom(events, page, ({ event }) => String(event.position));
  }

  /** The latest messages about an incident, newest first. @throws AppError `not_found` */
  async deliveries(
    visibility: IncidentVisibility,
    incidentId: string,
  ): Promise<readonly DeliveryRecord[]> {
    await this.#incidents.get(visibility, incidentId);
    const deliveries = this.#db
      .selectFrom('deliveries')
      .selectAll()
      .where('incident_id', '=', incidentId)
      .orderBy('id', 'desc')
      .limit(MAX_DELIVERIES);
    const rows = await this.#state.all(deliveries.compile());
    if (rows.length === 0) return [];
    const attempts = this.#db
      .selectFrom('delivery_attempts')
      .selectAll()
      .where(
        'delivery_id',
        'in',
        rows.map(({ id }) => id),
      )
      .orderBy('sequence', 'desc')
      .limit(MAX_ATTEMPTS);
    const tried = (await this.#state.all(attempts.compile())).toReversed();
    return rows.map((row) => deliveryOf(row, tried));
  }

  /** @throws AppError `not_found` */
  async related(visibility: IncidentVisibility, incidentId: string): Promise<RelatedIncidents> {
    const { incident } = await this.#incidents.get(visibility, incidentId);
    const { ruleId, key, project, environment, startedAtMs } = incident;
    const others = (records: readonly IncidentRecord[]) =>
      records.filter((record) => record.incident.id !== incidentId);
    const ofRule =
      ruleId === null ? [] : others(await this.#incidents.ofRule(visibility, ruleId, RULE_WALK));
    const sameAlert = ofRule.filter((record) => record.incident.key === key).slice(0, MAX_RELATED);
    const near = await this.#incidents.around(
      visibility,
      { project, environment, fromMs: startedAtMs - NEAR_MS, toMs: startedAtMs + NEAR_MS },
      MAX_RELATED + 1,
    );
    return {
      sameAlert,
      sameRule: ofRule.filter((record) => record.incident.key !== key).slice(0, MAX_RELATED),
      nearInTime: others(near).slice(0, MAX_RELATED),
    };
  }
}

function deliveryOf(row: DeliveriesTable, tried: readonly DeliveryAttemptsTable[]): DeliveryRecord {
  const { id, channel_id, channel_name, purpose, state, reason } = row;
  return {
    id,
    channel_id,
    channel_name,
    purpose,
    state,
    reason,
    createdAtMs: Number(row.created_at_ms),
    finishedAtMs: row.finished_at_ms === null ? null : Number(row.finished_at_ms),
    attempts: tried
      .filter((attempt) => attempt.delivery_id === id)
      .map((attempt) => ({
        outcome: attempt.outcome,
        reason: attempt.reason,
        detail: attempt.detail,
        atMs: Number(attempt.at_ms),
        status: attempt.status === null ? null : Number(attempt.status),
        durationMs: Number(attempt.duration_ms),
      })),
  };
}

/** Cursors of these lists are positions. Null: from the newest on. */
function positionAfter(page: PageRequest): number | null {
  const key = keyAfter(page);
  return key === '' ? null : Number.parseInt(key, 10) || 0;
}
