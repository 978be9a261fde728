import { describe, expect, it } from 'vitest';
import type { Incident, IncidentEvent } from '../../contract/incidents.ts';
import { arrange } from './arrivals.ts';
import { applyLive, EMPTY_OVERLAY, mergeEvents, mergeIncidents } from './live-overlay.ts';

function incident(id: string, change: Partial<Incident> = {}): Incident {
  return {
    id,
    owner: 'acme',
    tenant: 'acme',
    project: 'shop',
    environment: 'prod',
    cluster: 'eu-1',
    namespace: 'shop-prod',
    ruleId: null,
    title: id,
    status: 'firing',
    severity: 'major',
    labels: {},
    annotations: {},
    levels: [],
    startedAt: '2026-11-20T09:00:00.000Z',
    resolvedAt: null,
    resolveReason: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    assignee: null,
    resolvable: false,
    lastEvent: 1,
    ...change,
  };
}

function event(position: number, incidentId = 'a'): IncidentEvent {
  return {
    position,
    incidentId,
    at: '2026-11-20T09:00:00.000Z',
    kind: 'fired',
    severity: 'major',
    channelId: null,
    channelName: null,
    deliveryId: null,
    reason: null,
    detail: null,
    author: null,
  };
}

describe('the overlay of live changes', () => {
  it('takes the newer state of what was fetched and adds what was not', () => {
    const fetched = [incident('a', { lastEvent: 5 }), incident('b', { lastEvent: 9 })];
    const live = new Map([
      ['a', incident('a', { lastEvent: 6, status: 'resolved' })],
      ['b', incident('b', { lastEvent: 8, status: 'resolved' })],
      ['c', incident('c', { startedAt: '2026-11-20T10:00:00.000Z' })],
    ]);
    expect(mergeIncidents(fetched, live).map(({ id, status }) => `${id} ${status}`)).toEqual([
      'c firing',
      'b firing',
      'a resolved',
    ]);
  });

  it('collects the events of an incident over messages', () => {
    const first = applyLive(EMPTY_OVERLAY, {
      type: 'incident',
      position: 2,
      incident: incident('a'),
      events: [event(1), event(2)],
    });
    const second = applyLive(first, {
      type: 'incident',
      position: 3,
      incident: incident('a', { lastEvent: 3 }),
      events: [event(2), event(3)],
    });
    expect(second.events.get('a')?.map(({ position }) => position)).toEqual([1, 2, 3]);
    expect(second.incidents.get('a')?.lastEvent).toBe(3);
  });

  it('forgets everything when the stream could not resume, and nothing when it did', () => {
    const overlay = applyLive(EMPTY_OVERLAY, {
      type: 'incident',
      position: 2,
      incident: incident('a'),
      events: [],
    });
    expect(applyLive(overlay, { type: 'hello', position: 3, resumed: true, topics: {} })).toBe(
      overlay,
    );
    expect(applyLive(overlay, { type: 'hello', position: 9, resumed: false, topics: {} })).toBe(
      EMPTY_OVERLAY,
    );
  });

  it('orders events by position, each once', () => {
    expect(mergeEvents([event(3), event(1)], [event(2), event(3)]).map((e) => e.position)).toEqual([
      1, 2, 3,
    ]);
  });
});

describe('arrivals', () => {
  const items = (ids: string) => [...ids].map((id) => ({ id }));
  const shown = (list: readonly { id: string }[]) => list.map(({ id }) => id).join('');

  it('shows everything the first time, and new ones at once at the top', () => {
    const first = arrange(items('ba'), undefined, false);
    expect([shown(first.visible), first.waiting]).toEqual(['ba', 0]);
    const second = arrange(items('cba'), first.seen, true);
    expect([shown(second.visible), second.waiting]).toEqual(['cba', 0]);
  });

  it('holds new ones back from a reader further down, until back at the top', () => {
    const { seen } = arrange(items('ba'), undefined, true);
    const scrolled = arrange(items('dcba'), seen, false);
    expect([shown(scrolled.visible), scrolled.waiting]).toEqual(['ba', 2]);
    const back = arrange(items('dcba'), scrolled.seen, true);
    expect([shown(back.visible), back.waiting]).toEqual(['dcba', 0]);
  });

  it('keeps the same set while nothing is new', () => {
    const { seen } = arrange(items('ba'), undefined, true);
    expect(arrange(items('a'), seen, false).seen).toBe(seen);
  });
});
