import { describe, expect, it } from 'vitest';
import type { EventKind, IncidentEvent } from '../incidents/incident-event.ts';
import { deliveryMessages } from './delivery-messages.ts';

const event = (position: number, kind: EventKind, deliveryId: string | null, incidentId = 'i') =>
  ({ position, kind, deliveryId, incidentId }) as IncidentEvent;

describe('what became of deliveries', () => {
  it('is the last of a burst for each delivery about each incident, in their order', () => {
    const told = deliveryMessages([
      event(5, 'delivery_succeeded', 'b'),
      event(1, 'fired', null),
      event(2, 'notification_queued', 'a'),
      event(3, 'notification_queued', 'b'),
      event(4, 'notification_queued', 'a', 'j'),
      event(6, 'delivery_failed', 'a'),
      event(7, 'delivery_dropped', 'a', 'j'),
      event(8, 'notification_not_sent', null),
      event(9, 'acknowledged', 'b'),
    ]);
    expect(told.map(({ position, deliveryId, state }) => [position, deliveryId, state])).toEqual([
      [5, 'b', 'delivered'],
      [6, 'a', 'failed'],
      [7, 'a', 'dead'],
    ]);
  });
});
