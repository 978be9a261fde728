import { labelsFrom, labelsToObject } from '../../platform/model/labels.ts';
import type { Incident } from '../incidents/incident.ts';

/** The parts of an alert's JSON that its incident alone decides; incidents never change in place. */
interface Parts {
  /** 16 hex digits; alerts are listed in its order. */
  readonly fingerprint: string;
  readonly head: string;
  readonly tail: string;
  readonly endsAtMs: number;
}

/** What is so of an alert besides. */
export interface AlertStanding {
  /** JSON list of `{"name": …}`. */
  readonly receivers: string;
  /** Ids as UUIDs. */
  readonly silencedBy: readonly string[];
  readonly inhibitedBy: readonly string[];
  readonly mutedBy: readonly string[];
}

/** How long an alert is said to last that fires on although its own end has passed. */
const HELD_OPEN_MS = 5 * 60_000;

/** Incidents as gettable alerts. What an incident alone decides is written once. */
export class AlertWriter {
  readonly #known = new WeakMap<Incident, Parts>();

  fingerprintOf(incident: Incident): string {
    return this.#partsOf(incident).fingerprint;
  }

  /**
   * Its JSON. The severity is that on the owner's ladder.
   * @param page address of its page; '' without one
   */
  write(incident: Incident, standing: AlertStanding, page: string, nowMs: number): string {
    const { head, tail, endsAtMs } = this.#partsOf(incident);
    const { receivers, silencedBy, inhibitedBy, mutedBy } = standing;
    const isQuiet = silencedBy.length + inhibitedBy.length + mutedBy.length === 0;
    const status = isQuiet
      ? ACTIVE
      : JSON.stringify({ inhibitedBy, silencedBy, mutedBy, state: 'suppressed' });
    const endsAt = instant(endsAtMs > nowMs ? endsAtMs : nowMs + HELD_OPEN_MS);
    return `${head}"endsAt":"${endsAt}","receivers":${receivers},"status":${status},"generatorURL":${JSON.stringify(page)},${tail}`;
  }

  #partsOf(incident: Incident): Parts {
    const known = this.#known.get(incident);
    if (known) return known;
    const parts = partsOf(incident);
    this.#known.set(incident, parts);
    return parts;
  }
}

const ACTIVE = '{"inhibitedBy":[],"silencedBy":[],"mutedBy":[],"state":"active"}';

function partsOf(incident: Incident): Parts {
  const { key, labels, annotations, severity, startedAtMs, levels } = incident;
  const fingerprint = Buffer.from(key, 'base64url').subarray(0, 8).toString('hex');
  const firing = [...levels.values()].filter(({ state }) => state === 'firing');
  const seenAtMs = Math.max(startedAtMs, ...firing.map(({ lastSeenAtMs }) => lastSeenAtMs));
  const shown = labelsToObject(labelsFrom([...labels, ['severity', severity]]));
  return {
    fingerprint,
    head: `{"annotations":${JSON.stringify(labelsToObject(annotations))},`,
    tail: `"fingerprint":"${fingerprint}","startsAt":"${instant(startedAtMs)}","updatedAt":"${instant(seenAtMs)}","labels":${JSON.stringify(shown)}}`,
    endsAtMs: Math.max(0, ...firing.map((level) => level.endsAtMs)),
  };
}

function instant(atMs: number): string {
  return new Date(atMs).toISOString();
}
