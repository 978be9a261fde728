import type { IncidentDelivery } from '../../contract/incident-history.ts';
import type { DeliveryChange } from './live-overlay.ts';

const STATES: Readonly<Record<DeliveryChange['state'], IncidentDelivery['state']>> = {
  queued: 'pending',
  failed: 'pending',
  delivered: 'sent',
  dead: 'dropped',
  not_sent: 'not_sent',
};

/**
 * Fetched deliveries as the stream says that they are now.
 * @param since position of the event up to which the fetched ones know everything
 */
export function withLiveDeliveries(
  fetched: readonly IncidentDelivery[],
  changes: readonly DeliveryChange[],
  since: number,
): readonly IncidentDelivery[] {
  return fetched.map((delivery) => {
    const change = changes.find(
      ({ deliveryId, event }) => deliveryId === delivery.id && event.position > since,
    );
    if (change === undefined) return delivery;
    const state = STATES[change.state];
    const finishedAt = state === 'pending' ? null : change.event.at;
    return { ...delivery, state, finishedAt, reason: change.event.reason };
  });
}
