import type { Incident } from '../incidents/incident.ts';
import type { MessageClock } from './message-clock.ts';

/**
 * Clocks that were due, and whose incident nobody has reported since it was told (`every_time`): the next
 * report makes them due. In memory only. What is lost with it is found when the clock is due by itself, one
 * pause later. A report of anything else costs one look into a map that is empty where nobody wants this.
 */
export class AwaitedReports {
  /** Channel ids by the key of the incident. */
  readonly #channels = new Map<string, Set<string>>();

  add({ incidentKey, channelId }: Pick<MessageClock, 'incidentKey' | 'channelId'>): void {
    const known = this.#channels.get(incidentKey);
    if (known) known.add(channelId);
    else this.#channels.set(incidentKey, new Set([channelId]));
  }

  /** Channels that wait for a report of the incident; they wait no longer. */
  take({ key }: Pick<Incident, 'key'>): readonly string[] {
    if (this.#channels.size === 0) return NONE;
    const channels = this.#channels.get(key);
    if (channels === undefined) return NONE;
    this.#channels.delete(key);
    return [...channels];
  }
}

const NONE: readonly string[] = [];
