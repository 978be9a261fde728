import type { Incident } from '../../contract/incidents.ts';
import type { LiveMessage } from '../../contract/live.ts';

/** So many at once have a notice each; of more there is one about all. */
const MOST_ALONE = 3;

/** What is shown of incidents that have begun since the last time. */
export type NewIncidentNotice =
  | { readonly kind: 'one'; readonly incident: Incident }
  | { readonly kind: 'many'; readonly count: number; readonly worst: Incident };

/** The incident that a message says has just begun, and that fires; undefined: none. */
export function begunIncident(message: LiveMessage): Incident | undefined {
  if (message.type !== 'incident' || message.incident.status !== 'firing') return undefined;
  return message.events.some(({ kind }) => kind === 'fired') ? message.incident : undefined;
}

/** Incidents that a channel told of and that are remembered. */
const MOST_TOLD = 500;

/** Incidents that have begun and that nobody was told of yet: what a channel tells of is told once. */
export class UntoldIncidents {
  #begun: Incident[] = [];
  readonly #told = new Set<string>();

  get size(): number {
    return this.#begun.length;
  }

  /** @returns the incident that a channel tells of now, whose other notice is needless; undefined: none */
  hear(message: LiveMessage): string | undefined {
    if (message.type === 'notification') {
      if (message.status !== 'firing') return undefined;
      this.#tell(message.incidentId);
      return message.incidentId;
    }
    const incident = begunIncident(message);
    if (incident !== undefined && !this.#told.has(incident.id)) this.#begun.push(incident);
    return undefined;
  }

  /** All of them, once. */
  take(): readonly Incident[] {
    const begun = this.#begun;
    this.#begun = [];
    return begun;
  }

  #tell(id: string): void {
    this.#told.delete(id);
    this.#told.add(id);
    const [oldest] = this.#told;
    if (this.#told.size > MOST_TOLD && oldest !== undefined) this.#told.delete(oldest);
    this.#begun = this.#begun.filter((incident) => incident.id !== id);
  }
}

/**
 * Notices for incidents that came together.
 * @param ladder most severe first
 */
export function noticesOf(
  begun: readonly Incident[],
  ladder: readonly string[],
): readonly NewIncidentNotice[] {
  const distinct = [...new Map(begun.map((incident) => [incident.id, incident])).values()];
  if (distinct.length <= MOST_ALONE) {
    return distinct.map((incident) => ({ kind: 'one', incident }));
  }
  const rank = ({ severity }: Incident) => {
    const at = ladder.indexOf(severity);
    return at === -1 ? ladder.length : at;
  };
  const [first, ...others] = distinct;
  if (first === undefined) return [];
  const worst = others.reduce((a, b) => (rank(b) < rank(a) ? b : a), first);
  return [{ kind: 'many', count: distinct.length, worst }];
}
