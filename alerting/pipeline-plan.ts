import type { Dialect, Statement } from '../platform/state/state.ts';
import type { Channel } from './channels/channel.ts';
import { EventSql } from './incidents/event-sql.ts';
import type { Incident } from './incidents/incident.ts';
import type { EventDraft } from './incidents/incident-event.ts';
import { IncidentSql } from './incidents/incident-sql.ts';
import type { IncidentDecision } from './incidents/incident-state.ts';
import type { OpenIncidents } from './incidents/open-incidents.ts';
import { type IncidentWork, recordObservations } from './incidents/record-observations.ts';
import { type DeliveryDraft, DeliverySql } from './outbox/delivery-sql.ts';
import { queueChange } from './outbox/queue-change.ts';
import type { RuleBook } from './rules/rule-book.ts';

/** What is to be committed in one batch, and what to tell the world afterwards. */
export interface PipelinePlan {
  readonly statements: readonly Statement[];
  readonly events: readonly EventDraft[];
  readonly deliveries: readonly DeliveryDraft[];
  /** Keys whose incident is written by the batch. */
  readonly written: readonly string[];
}

export interface PlanContext {
  readonly open: OpenIncidents;
  readonly rules: RuleBook;
  readonly channel: (owner: string, id: string) => Channel | undefined;
  readonly newId: () => string;
}

/** An incident with the revision it is stored with; undefined when it is not stored yet. */
interface Written {
  incident: Incident;
  readonly storedRevision: number | undefined;
}

/**
 * record -> route -> gate -> outbox for many incidents at once: takes the decided states over into
 * memory and says what to write. Synchronous: no other decision comes in between.
 */
export class PipelinePlanner {
  readonly #context: PlanContext;
  readonly #incidents: IncidentSql;
  readonly #events: EventSql;
  readonly #deliveries: DeliverySql;

  constructor(dialect: Dialect, context: PlanContext) {
    this.#context = context;
    this.#incidents = new IncidentSql(dialect);
    this.#events = new EventSql(dialect);
    this.#deliveries = new DeliverySql(dialect);
  }

  plan(work: readonly IncidentWork[], nowMs: number): PipelinePlan {
    const gathered = new GatheredChanges();
    for (const item of work) this.#decide(item, nowMs, gathered);
    const { written, refreshed, events, deliveries } = gathered;
    const statements = [
      ...written.flatMap(({ incident, storedRevision }) =>
        storedRevision === undefined ? [] : [this.#incidents.update(incident, storedRevision)],
      ),
      ...refreshed.map((incident) => this.#incidents.refresh(incident)),
      ...this.#incidents.insert(
        written.filter((one) => one.storedRevision === undefined).map((one) => one.incident),
      ),
      ...this.#events.insert(events),
      ...this.#deliveries.insert(deliveries),
    ];
    const keys = [...written.map(({ incident }) => incident.key), ...refreshed.map((r) => r.key)];
    return { statements, events, deliveries, written: keys };
  }

  #decide(work: IncidentWork, nowMs: number, gathered: GatheredChanges): void {
    const { open, newId } = this.#context;
    for (const { previous, decision } of recordObservations(work, open, nowMs, newId)) {
      if (decision.kind === 'ignored') continue;
      if (decision.kind === 'refreshed') {
        open.put(decision.incident, nowMs);
        if (decision.isDue) gathered.refreshed.push(decision.incident);
        continue;
      }
      const incident = this.#queue(decision, previous, nowMs, gathered);
      open.put(incident, nowMs);
      gathered.write(incident, decision.kind === 'opened' ? undefined : previous?.revision);
    }
  }

  /** Routes each event of a decision; the answer is the incident with who has been told by now. */
  #queue(
    decision: Extract<IncidentDecision, { kind: 'opened' | 'changed' }>,
    previous: Incident | undefined,
    nowMs: number,
    gathered: GatheredChanges,
  ): Incident {
    const { rules, channel, newId } = this.#context;
    let incident = gathered.carry(decision.incident);
    const rule = incident.ruleId === null ? null : (rules.get(incident.ruleId) ?? null);
    for (const event of decision.events) {
      const change = { incident, event, previousSeverity: previous?.severity ?? null };
      const queued = queueChange(change, { nowMs, newId, rule, channel });
      gathered.events.push(...queued.events);
      gathered.deliveries.push(...queued.deliveries);
      incident = { ...incident, notifiedChannels: queued.notifiedChannels };
    }
    return incident;
  }
}

class GatheredChanges {
  readonly refreshed: Incident[] = [];
  readonly events: EventDraft[] = [];
  readonly deliveries: DeliveryDraft[] = [];
  readonly #written = new Map<string, Written>();

  get written(): readonly Written[] {
    return [...this.#written.values()];
  }

  /** An incident that opens and ends in one batch is inserted once, as it ends. */
  write(incident: Incident, storedRevision: number | undefined): void {
    const written = this.#written.get(incident.id);
    if (written) written.incident = incident;
    else this.#written.set(incident.id, { incident, storedRevision });
  }

  /** A later decision of the same batch knows whom the earlier one told. */
  carry(incident: Incident): Incident {
    const earlier = this.#written.get(incident.id)?.incident;
    return earlier ? { ...incident, notifiedChannels: earlier.notifiedChannels } : incident;
  }
}
