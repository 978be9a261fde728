import type { Labels } from '../../../platform/model/labels.ts';
import type { EventDraft } from '../../incidents/incident-event.ts';
import type { UnassignedReason } from '../../intake/identify.ts';
import { PURPOSES, type Purpose } from '../../routing/route-change.ts';
import type { PastOutcome } from './past-pipeline.ts';
import type { PastEvent, PastNotice, PastNotifications, PastTold } from './past-result.ts';

const MAX_EVENTS = 1_000;
const MAX_TOLD = 1_000;

/** Counts what the stages answered. */
export class PastTally {
  readonly #events: PastEvent[] = [];
  readonly #channels = new Map<string, { id: string; name: string; count: number }>();
  readonly #purposes = new Map<Purpose, number>();
  /** Messages that were counted, by delivery: one may be about several incidents. */
  readonly #queued = new Map<string, PastTold>();
  readonly #unsent = new Map<string, number>();
  readonly #unassigned = new Map<UnassignedReason, number>();
  #eventCount = 0;
  #incidents = 0;

  get events(): readonly PastEvent[] {
    return this.#events;
  }

  get eventCount(): number {
    return this.#eventCount;
  }

  get incidents(): number {
    return this.#incidents;
  }

  add({ changes, events, unassigned }: PastOutcome, atMs: number): void {
    for (const { incident, event } of changes) {
      if (event.kind === 'fired') this.#incidents += 1;
      this.#eventCount += 1;
      if (this.#events.length >= MAX_EVENTS) continue;
      this.#events.push(eventOf(atMs, event.kind, event.severity, incident.labels));
    }
    this.told(events);
    for (const reason of unassigned) increment(this.#unassigned, reason);
  }

  told(events: readonly EventDraft[]): void {
    for (const event of events) this.#count(event);
  }

  #count({ atMs, kind, reason, channelId, channelName, deliveryId }: EventDraft): void {
    if (kind === 'notification_not_sent') increment(this.#unsent, reason ?? 'none');
    if (kind !== 'notification_queued' || channelId === null) return;
    const known = deliveryId === null ? undefined : this.#queued.get(deliveryId);
    if (known !== undefined) {
      known.incidents += 1;
      return;
    }
    const purpose = purposeOf(reason);
    if (deliveryId !== null)
      this.#queued.set(deliveryId, { atMs, channelId, purpose, incidents: 1 });
    const channel = this.#channels.get(channelId);
    if (channel) channel.count += 1;
    else this.#channels.set(channelId, { id: channelId, name: channelName ?? '', count: 1 });
    increment(this.#purposes, purpose);
  }

  notifications(): PastNotifications {
    const channels = [...this.#channels.values()];
    return {
      total: channels.reduce((sum, { count }) => sum + count, 0),
      channels,
      purposes: this.#purposes,
      told: [...this.#queued.values()].slice(0, MAX_TOLD),
      unsent: this.#unsent,
    };
  }

  notices(): readonly PastNotice[] {
    return [...this.#unassigned].map(([reason, count]) => ({ kind: 'unassigned', reason, count }));
  }
}

function eventOf(
  atMs: number,
  kind: PastEvent['kind'],
  severity: string,
  labels: Labels,
): PastEvent {
  return { atMs, kind, severity, labels };
}

/** The reason of a queued message is its purpose. */
function purposeOf(reason: string | null): Purpose {
  return PURPOSES.find((purpose) => purpose === reason) ?? 'firing';
}

function increment<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
