import type { Statement } from '../platform/state/state.ts';
import type { Incident } from './incidents/incident.ts';
import type { EventDraft } from './incidents/incident-event.ts';
import type { IncidentWork } from './incidents/record-observations.ts';
import type { DeliveryDraft } from './outbox/delivery-sql.ts';
import type { ClockWrite } from './outbox/queue-change.ts';

/** An incident with what is stored of it; undefined when it is not stored yet. */
export interface Written {
  incident: Incident;
  readonly previous: Incident | undefined;
}

/** What the decisions of one batch have made so far. */
export class GatheredChanges {
  readonly refreshed: Incident[] = [];
  readonly events: EventDraft[] = [];
  readonly deliveries: DeliveryDraft[] = [];
  readonly clocks: ClockWrite[] = [];
  /** Owners of whom a source of inhibition is none any more. */
  readonly released = new Set<string>();
  readonly others: Statement[] = [];
  /** What would have opened incidents that its owner may not have. */
  readonly refused: IncidentWork[] = [];
  /** When something made a clock due; `Infinity`: nothing did. */
  wokenAtMs = Number.POSITIVE_INFINITY;
  readonly #written = new Map<string, Written>();

  beside(statements: readonly Statement[]): void {
    this.others.push(...statements);
  }

  /** Statements that make clocks due. */
  wake(statements: readonly Statement[], nowMs: number): void {
    this.beside(statements);
    this.wokenAtMs = nowMs;
  }

  get written(): readonly Written[] {
    return [...this.#written.values()];
  }

  /** An incident that opens and ends in one batch is inserted once, as it ends. */
  write(incident: Incident, previous: Incident | undefined): void {
    const written = this.#written.get(incident.id);
    if (written) written.incident = incident;
    else this.#written.set(incident.id, { incident, previous });
  }

  /** A later decision of the same batch knows whom the earlier one told. */
  carry(incident: Incident): Incident {
    const earlier = this.#written.get(incident.id)?.incident;
    return earlier ? { ...incident, notifiedChannels: earlier.notifiedChannels } : incident;
  }
}
