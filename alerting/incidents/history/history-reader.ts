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
import type { DeliveryAttemptsTable, NotifyTables } from '../../tables-notify.ts';
import { eventOf } from '../event-sql.ts';
import type { Incident } from '../incident.ts';
import type { IncidentEvent } from '../incident-event.ts';
import type { IncidentReader, IncidentRecord } from '../incident-reader.ts';
import type { IncidentVisibility } from '../incident-visibility.ts';
import { leftOutOf } from '../left-out.ts';
import { EVERYTHING } from '../search/incident-query.ts';
import type { IncidentSearch } from '../search/incident-search.ts';
import { type DeliveryOfIncident, deliveriesOfIncident } from './deliveries-of-incident.ts';

/** A line of the story of a rule: what happened, and to which of its incidents. */
export interface RuleEvent {
  readonly event: IncidentEvent;
  readonly title: string;
}

/**
 * A message about an incident, alone or among others, and how often it was tried. Purpose, state and
 * reason are those of the incident: what its message left out was not sent.
 */
export type DeliveryRecord = Pick<
  DeliveryOfIncident,
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
  /** Earlier and later ones of the same rule, or of no rule of ours, with the same labels. */
  readonly sameAlert: readonly IncidentRecord[];
  readonly sameRule: readonly IncidentRecord[];
  /** Of the same environment, begun within half an hour of it. */
  readonly nearInTime: readonly IncidentRecord[];
}

const MAX_DELIVERIES = 500;
const MAX_ATTEMPTS = 2_000;
const MAX_RELATED = 10;
const RULE_WALK = 500;
/** With the same labels, whichever cluster or rule they are of. */
const SAME_LABELS = 50;
const NEAR_MS = 30 * 60_000;

/** Reads what has been; what the caller may not see does not exist for them. */
export class HistoryReader {
  readonly #state: State;
  readonly #incidents: IncidentReader;
  readonly #search: Pick<IncidentSearch, 'page'>;
  readonly #db: Kysely<NotifyTables>;

  constructor(state: State, incidents: IncidentReader, search: Pick<IncidentSearch, 'page'>) {
    this.#search = search;
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

  /**
   * The latest messages that are about an incident, newest first, at most 500, with their last attempts,
   * at most 2,000 together. @throws AppError `not_found`
   */
  async deliveries(
    visibility: IncidentVisibility,
    incidentId: string,
  ): Promise<readonly DeliveryRecord[]> {
    await this.#incidents.get(visibility, incidentId);
    const newest = { order: 'newest first', limit: MAX_DELIVERIES } as const;
    const wanted = deliveriesOfIncident(this.#db, incidentId, newest);
    const rows = await this.#state.all(wanted);
    if (rows.length === 0) return [];
    const tried = await this.#attempts(rows.map(({ id }) => id));
    const several = rows.filter(
      (row) => row.state === 'sent' && (Number(row.incidents) > 1 || row.digest_id !== null),
    );
    const leftOut = await leftOutOf(this.#state, incidentId, several.map(saidBy));
    return rows.map((row) =>
      deliveryOf(row, tried.get(row.id) ?? [], leftOut.get(saidBy(row)) ?? null),
    );
  }

  async #attempts(
    deliveryIds: readonly string[],
  ): Promise<ReadonlyMap<string, readonly DeliveryAttemptsTable[]>> {
    const attempts = this.#db
      .selectFrom('delivery_attempts')
      .selectAll()
      .where('delivery_id', 'in', [...deliveryIds])
      .orderBy('sequence', 'desc')
      .limit(MAX_ATTEMPTS);
    const tried = (await this.#state.all(attempts.compile())).toReversed();
    const found = new Map<string, DeliveryAttemptsTable[]>(deliveryIds.map((id) => [id, []]));
    for (const attempt of tried) found.get(attempt.delivery_id)?.push(attempt);
    return found;
  }

  /** By its labels, which are indexed; the newest, itself included. */
  async #withKey(
    visibility: IncidentVisibility,
    { key, ruleId, labels }: Incident,
  ): Promise<readonly IncidentRecord[]> {
    const matchers = [...labels].map(([name, value]) => ({ name, op: '=', value }) as const);
    const query = { ...EVERYTHING, ruleIds: ruleId === null ? [] : [ruleId], matchers };
    const page = { limit: SAME_LABELS, cursor: null };
    const { items } = await this.#search.page([visibility], query, page);
    return items.filter(({ incident }) => incident.key === key);
  }

  /** @throws AppError `not_found` */
  async related(visibility: IncidentVisibility, incidentId: string): Promise<RelatedIncidents> {
    const { incident } = await this.#incidents.get(visibility, incidentId);
    const { ruleId, key, project, environment, startedAtMs } = incident;
    const others = (records: readonly IncidentRecord[]) =>
      records.filter((record) => record.incident.id !== incidentId);
    const ofRule =
      ruleId === null ? [] : others(await this.#incidents.ofRule(visibility, ruleId, RULE_WALK));
    const near = await this.#incidents.around(
      visibility,
      { project, environment, fromMs: startedAtMs - NEAR_MS, toMs: startedAtMs + NEAR_MS },
      MAX_RELATED + 1,
    );
    return {
      sameAlert: others(await this.#withKey(visibility, incident)).slice(0, MAX_RELATED),
      sameRule: ofRule.filter((record) => record.incident.key !== key).slice(0, MAX_RELATED),
      nearInTime: others(near).slice(0, MAX_RELATED),
    };
  }
}

/** The message that was sent for it: itself, or the digest. */
function saidBy({ id, digest_id }: DeliveryOfIncident): string {
  return digest_id ?? id;
}

function deliveryOf(
  row: DeliveryOfIncident,
  tried: readonly DeliveryAttemptsTable[],
  leftOut: string | null,
): DeliveryRecord {
  const { id, channel_id, channel_name, purpose, state, reason } = row;
  return {
    id,
    channel_id,
    channel_name,
    purpose,
    ...(leftOut === null ? { state, reason } : { state: 'not_sent', reason: leftOut }),
    createdAtMs: Number(row.created_at_ms),
    finishedAtMs: row.finished_at_ms === null ? null : Number(row.finished_at_ms),
    attempts: tried.map((attempt) => ({
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
