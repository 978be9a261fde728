import { describe, expect, it } from 'vitest';
import type { IncidentDelivery } from '../../contract/incident-history.ts';
import { withLiveDeliveries } from './live-deliveries.ts';
import { applyLive, type DeliveryChange, EMPTY_OVERLAY } from './live-overlay.ts';

const at = (second: number) => new Date(1_800_000_000_000 + second * 1_000).toISOString();
const fetched = ['a', 'b'].map(
  (id) => ({ id, state: 'pending', finishedAt: null, reason: 'queued' }) as IncidentDelivery,
);
function change(
  deliveryId: string,
  state: DeliveryChange['state'],
  position: number,
  incidentId = 'i1',
): DeliveryChange {
  const event = { position, incidentId, at: at(position), reason: `because ${state}` };
  return { type: 'delivery', position, deliveryId, state, event } as DeliveryChange;
}
const overlaid = (...said: readonly DeliveryChange[]) =>
  said.reduce(applyLive, EMPTY_OVERLAY).deliveries;

describe('deliveries that are kept true by the stream', () => {
  const shown = (changes: readonly DeliveryChange[], since: number) =>
    withLiveDeliveries(fetched, changes, since).map(
      ({ id, state, finishedAt, reason }) => `${id} ${state} ${finishedAt} ${reason}`,
    );
  const asFetched = ['a pending null queued', 'b pending null queued'];

  it.each([
    ['queued', 'pending', null],
    ['failed', 'pending', null],
    ['delivered', 'sent', at(5)],
    ['dead', 'dropped', at(5)],
    ['not_sent', 'not_sent', at(5)],
  ] as const)('%s is %s, which is the end or not', (said, state, finishedAt) => {
    const [first, second] = shown([change('a', said, 5)], 4);
    expect(first).toBe(`a ${state} ${finishedAt} because ${said}`);
    expect(second).toBe(asFetched[1]);
  });

  it('stay as they were fetched where that is later, or the stream speaks of others', () => {
    expect(shown([change('a', 'dead', 5)], 5)).toEqual(asFetched);
    expect(shown([change('c', 'delivered', 6)], 0)).toEqual(asFetched);
    expect(shown([], 0)).toEqual(asFetched);
  });

  it('take the last word about each, of their own incident', () => {
    const said = overlaid(
      change('a', 'failed', 5),
      change('b', 'queued', 6),
      change('b', 'dead', 7, 'i2'),
      change('a', 'delivered', 8),
    );
    expect(shown(said.get('i1') ?? [], 0)).toEqual([
      `a sent ${at(8)} because delivered`,
      'b pending null because queued',
    ]);
    expect(said.get('i2')).toHaveLength(1);
  });
});
