import type { EventKind, IncidentEvent } from '../incidents/incident-event.ts';

/** `failed`: it is tried again. `dead`: it is not. `not_sent`: it was queued, and then nobody was to be told. */
export type DeliveryState = 'queued' | 'delivered' | 'failed' | 'dead' | 'not_sent';

/** What became of a delivery, with the line of the timeline that says so. */
export interface DeliveryMessage {
  readonly type: 'delivery';
  readonly position: number;
  readonly deliveryId: string;
  readonly state: DeliveryState;
  readonly event: IncidentEvent;
}

const STATES: Readonly<Partial<Record<EventKind, DeliveryState>>> = {
  notification_queued: 'queued',
  notification_not_sent: 'not_sent',
  delivery_succeeded: 'delivered',
  delivery_failed: 'failed',
  delivery_dropped: 'dead',
};

/**
 * The last state of each delivery about each incident, in the order of the events. Who resumes from the
 * `position` of one misses no later one; what it was before is not said again.
 */
export function deliveryMessages(events: readonly IncidentEvent[]): readonly DeliveryMessage[] {
  const last = new Map<string, DeliveryMessage>();
  for (const event of [...events].sort((a, b) => a.position - b.position)) {
    const { deliveryId, incidentId, position } = event;
    const state = STATES[event.kind];
    if (state === undefined || deliveryId === null) continue;
    const key = `${deliveryId} ${incidentId}`;
    last.delete(key);
    last.set(key, { type: 'delivery', position, deliveryId, state, event });
  }
  return [...last.values()];
}
