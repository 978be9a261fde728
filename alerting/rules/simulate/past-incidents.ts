import type { Incident } from '../../incidents/incident.ts';
import { type RecentEnd, recentEndOf } from '../../incidents/incident-state.ts';
import type { OpenIncidentsListener } from '../../incidents/open-incidents.ts';
import type { WatchedIncidents } from '../../inhibition/inhibitions.ts';

/** The incidents that a preview opens: in memory, of nobody else. */
export class PastIncidents implements WatchedIncidents {
  readonly #open = new Map<string, Incident>();
  readonly #ended = new Map<string, RecentEnd>();
  readonly #listeners: OpenIncidentsListener[] = [];

  get(key: string): Incident | undefined {
    return this.#open.get(key);
  }

  all(): Iterable<Incident> {
    return this.#open.values();
  }

  watch(listener: OpenIncidentsListener): void {
    this.#listeners.push(listener);
  }

  recentEnd(key: string): RecentEnd | undefined {
    return this.#ended.get(key);
  }

  put(incident: Incident, nowMs: number): void {
    for (const listener of this.#listeners) listener.put(incident);
    if (incident.status === 'firing') {
      this.#open.set(incident.key, incident);
      return;
    }
    this.#open.delete(incident.key);
    this.#ended.set(incident.key, recentEndOf(incident, nowMs));
  }
}
