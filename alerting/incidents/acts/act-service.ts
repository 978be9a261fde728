import type { Kysely } from 'kysely';
import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import { builderFor, statement } from '../../../platform/state/builder.ts';
import type { State, Statement } from '../../../platform/state/state.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import type { Principal } from '../../../platform/tenancy/principal.ts';
import { notFound, scopeDenied } from '../../../platform/tenancy/refusals.ts';
import type { AlertPipeline } from '../../pipeline.ts';
import type { HistoryTables } from '../../tables-incident-history.ts';
import type { EventAuthor, Incident } from '../incident.ts';
import type { IncidentReader, IncidentRecord } from '../incident-reader.ts';
import { environmentKeyOf } from '../incident-row.ts';
import { canSee, incidentVisibility } from '../incident-visibility.ts';
import type { AssignablePeople, AssignablePerson } from './assignable-people.ts';
import { type ActDecision, decideAct, type IncidentAct } from './incident-act.ts';
import { isResolvable } from './resolvable.ts';

export interface ActServiceOptions {
  readonly state: State;
  readonly clock: Clock;
  readonly directory: () => Directory;
  readonly incidents: IncidentReader;
  readonly pipeline: AlertPipeline;
  readonly people: AssignablePeople;
}

export interface ActCaller {
  readonly principal: Principal;
  readonly owner: string;
}

/**
 * What became of an act on one of several incidents.
 * - `unchanged`: it was so already.
 * - `incident_over`: it cannot be acknowledged any more.
 */
export type ActOutcome = 'done' | 'unchanged' | 'incident_over' | 'not_found' | 'scope_denied';

export interface ActResult {
  readonly id: string;
  readonly outcome: ActOutcome;
}

/** Incidents decided on in one batch: a change of one of them decides all again. */
const DECIDED_AT_ONCE = 50;
const MAX_ROUNDS = 8;

/**
 * What people do with incidents: decided on what is stored, in one batch that the revision guards, with a
 * line in the timeline that says who. Asked again, an act changes nothing.
 *
 * Whoever may not see an incident is told that it is not there.
 */
export class ActService {
  readonly #options: ActServiceOptions;
  readonly #db: Kysely<HistoryTables>;

  constructor(options: ActServiceOptions) {
    this.#options = options;
    this.#db = builderFor<HistoryTables>(options.state.dialect);
  }

  /**
   * @param key the caller's Idempotency-Key: the same act is done once
   * @throws AppError `not_found`, `scope_denied`, or `conflict` when the incident is over;
   * `unavailable` when it keeps changing
   */
  async act(
    caller: ActCaller,
    id: string,
    act: IncidentAct,
    key: string | null = null,
  ): Promise<IncidentRecord> {
    const decided = act.kind === 'assign' ? await this.#assignable(caller, id, act) : act;
    const [result] = await this.actOnAll(caller, [id], decided, key);
    this.#refuse(id, result?.outcome ?? 'not_found');
    return this.#stored(id);
  }

  /** As `act`, for several: each has its own outcome. @param ids 500 at most, each counts once */
  async actOnAll(
    caller: ActCaller,
    ids: readonly string[],
    act: IncidentAct,
    key: string | null = null,
  ): Promise<readonly ActResult[]> {
    const each = [...new Set(ids)];
    const results: ActResult[] = [];
    for (let at = 0; at < each.length; at += DECIDED_AT_ONCE) {
      results.push(...(await this.#some(caller, each.slice(at, at + DECIDED_AT_ONCE), act, key)));
    }
    return results;
  }

  /**
   * Ends an incident whose source does not say when it is over.
   * @throws AppError as `act` does; `conflict` also where the source says so itself
   */
  async resolve(caller: ActCaller, id: string, reason: string): Promise<IncidentRecord> {
    const { pipeline } = this.#options;
    const record = await this.#granted(caller, id);
    if (record.incident.status === 'resolved') return record;
    if (!isResolvable(record.incident)) {
      throw new AppError(
        'conflict',
        'Its source says itself when it is over, and would raise it again. Silence it, or change its rule.',
      );
    }
    const author = authorOf(caller.principal);
    const condition = (open: Incident) => open.id === id && isResolvable(open);
    await pipeline.end(condition, 'resolved_by_person', { author, text: reason });
    return this.#stored(id);
  }

  /** Who the incident can be given to. @throws AppError as `act` does */
  async people(caller: ActCaller, id: string): Promise<readonly AssignablePerson[]> {
    const { incident } = await this.#granted(caller, id);
    return this.#options.people.of(incident);
  }

  async #assignable(
    caller: ActCaller,
    id: string,
    act: Extract<IncidentAct, { kind: 'assign' }>,
  ): Promise<IncidentAct> {
    const { incident } = await this.#granted(caller, id);
    if (act.assignee === null) return act;
    const person = await this.#options.people.find(act.assignee, incident);
    if (person) return { kind: 'assign', assignee: person.name };
    const message = `nobody called ${JSON.stringify(act.assignee)} may see this incident`;
    throw new AppError('invalid', `/assignee ${message}`, {
      details: [{ path: '/assignee', message }],
    });
  }

  async #granted(caller: ActCaller, id: string): Promise<IncidentRecord> {
    const [record] = await this.#options.incidents.byIds([id]);
    this.#refuse(id, this.#mayAct(caller)(record));
    if (!record) throw notFound(`Incident ${id}`);
    return record;
  }

  #refuse(id: string, outcome: ActOutcome | null): void {
    if (outcome === 'not_found') throw notFound(`Incident ${id}`);
    if (outcome === 'scope_denied') throw scopeDenied();
    if (outcome === 'incident_over') {
      throw new AppError(
        'conflict',
        `Incident ${id} is over; it can only be assigned or noted on.`,
      );
    }
  }

  /** @returns null where the caller may act */
  #mayAct({
    principal,
    owner,
  }: ActCaller): (record: IncidentRecord | undefined) => ActOutcome | null {
    const directory = this.#options.directory();
    const acts = incidentVisibility(directory, principal, owner, 'incidents:ack');
    const sees = incidentVisibility(directory, principal, owner);
    return (record) => {
      if (!record) return 'not_found';
      const key = environmentKeyOf(record.incident);
      if (!canSee(sees, record.incident.owner, key)) return 'not_found';
      return canSee(acts, record.incident.owner, key) ? null : 'scope_denied';
    };
  }

  async #some(
    caller: ActCaller,
    ids: readonly string[],
    act: IncidentAct,
    key: string | null,
  ): Promise<readonly ActResult[]> {
    const refusalOf = this.#mayAct(caller);
    const results = new Map<string, ActOutcome>();
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const records = new Map(
        (await this.#options.incidents.byIds(ids)).map((r) => [r.incident.id, r]),
      );
      const done = await this.#doneBefore(caller, ids, key);
      const granted: Incident[] = [];
      for (const id of ids) {
        const record = records.get(id);
        const refusal = refusalOf(record);
        if (refusal !== null) results.set(id, refusal);
        else if (done.has(id)) results.set(id, 'unchanged');
        else if (record) granted.push(record.incident);
      }
      if (await this.#decide(caller, granted, act, key, results)) {
        return ids.map((id) => ({ id, outcome: results.get(id) ?? 'not_found' }));
      }
    }
    throw new AppError('unavailable', 'The incident keeps changing; try again.', {
      retryAfterSeconds: 1,
    });
  }

  /** @returns false when what was decided on had changed */
  async #decide(
    { principal }: ActCaller,
    stored: readonly Incident[],
    act: IncidentAct,
    key: string | null,
    results: Map<string, ActOutcome>,
  ): Promise<boolean> {
    const { pipeline, clock } = this.#options;
    if (stored.length === 0) return true;
    if (!(await pipeline.knows(stored))) return false;
    const author = authorOf(principal);
    const nowMs = clock.nowMs();
    const note = (id: string, decision: ActDecision) => results.set(id, outcomeOf(decision));
    return pipeline.act(stored, (incident) => {
      const decision = decideAct(incident, act, author, nowMs);
      note(incident.id, decision);
      const once = decision.kind === 'changed' ? this.#once(principal, incident.id, key) : [];
      return { decision, others: once };
    });
  }

  #once(principal: Principal, incidentId: string, key: string | null): readonly Statement[] {
    if (key === null) return [];
    const row = { incident_id: incidentId, act_key: keyOf(principal, key) };
    return [statement('incident.act', this.#db.insertInto('incident_acts').values(row).compile())];
  }

  async #doneBefore(
    { principal }: ActCaller,
    ids: readonly string[],
    key: string | null,
  ): Promise<ReadonlySet<string>> {
    if (key === null) return new Set();
    const query = this.#db
      .selectFrom('incident_acts')
      .select('incident_id')
      .where('incident_id', 'in', [...ids])
      .where('act_key', '=', keyOf(principal, key));
    const rows = await this.#options.state.all(query.compile());
    return new Set(rows.map((row) => row.incident_id));
  }

  async #stored(id: string): Promise<IncidentRecord> {
    const [record] = await this.#options.incidents.byIds([id]);
    if (!record) throw notFound(`Incident ${id}`);
    return record;
  }
}

function outcomeOf(decision: ActDecision): ActOutcome {
  if (decision.kind === 'changed') return 'done';
  return decision.kind === 'refused' ? decision.reason : 'unchanged';
}

function authorOf({ id, name }: Principal): EventAuthor {
  return { authorId: id, authorName: name };
}

function keyOf({ id }: Principal, key: string): string {
  return `${id}/${key}`;
}
