import type { Incident, IncidentEvent } from '../../contract/incidents.ts';
import type { LiveMessage, RuleLiveItem } from '../../contract/live.ts';

/** What became of a message. */
export type DeliveryChange = Extract<LiveMessage, { readonly type: 'delivery' }>;

/** What the stream said since the lists were fetched; laid over them when they are shown. */
export interface LiveOverlay {
  readonly incidents: ReadonlyMap<string, Incident>;
  readonly events: ReadonlyMap<string, readonly IncidentEvent[]>;
  /** The last of each delivery, by incident; told while a page wants it. */
  readonly deliveries: ReadonlyMap<string, readonly DeliveryChange[]>;
  /** How rules do, by id; told while a page wants it. */
  readonly rules: ReadonlyMap<string, RuleLiveItem>;
}

export const EMPTY_OVERLAY: LiveOverlay = {
  incidents: new Map(),
  events: new Map(),
  deliveries: new Map(),
  rules: new Map(),
};

/** Incidents remembered at most; the longest unchanged are forgotten first. */
const MOST_INCIDENTS = 2_000;

/** The overlay after a message. A stream that could not resume starts from nothing. */
export function applyLive(overlay: LiveOverlay, message: LiveMessage): LiveOverlay {
  switch (message.type) {
    case 'hello':
      return message.resumed ? withoutRules(overlay) : EMPTY_OVERLAY;
    case 'subscribed':
      return subscribed(overlay, message);
    case 'notification':
      return overlay;
    case 'rules': {
      const items = message.items.map((item) => [item.id, item] as const);
      return { ...overlay, rules: new Map([...overlay.rules, ...items]) };
    }
    case 'delivery': {
      const { incidentId } = message.event;
      const others = (overlay.deliveries.get(incidentId) ?? []).filter(
        ({ deliveryId }) => deliveryId !== message.deliveryId,
      );
      const deliveries = putLast(overlay.deliveries, incidentId, [...others, message]);
      return { ...overlay, deliveries };
    }
    case 'incident': {
      const { incident, events } = message;
      const known = overlay.events.get(incident.id) ?? [];
      return {
        ...overlay,
        incidents: putLast(overlay.incidents, incident.id, incident),
        events: putLast(overlay.events, incident.id, mergeEvents(known, events)),
      };
    }
  }
}

/** What is no longer told, or was not for a while, is forgotten. */
function subscribed(
  overlay: LiveOverlay,
  { topics }: Extract<LiveMessage, { readonly type: 'subscribed' }>,
): LiveOverlay {
  const kept = topics.rules === 'continues' ? overlay : withoutRules(overlay);
  const isWhole = topics.deliveries === 'continues' || kept.deliveries.size === 0;
  return isWhole ? kept : { ...kept, deliveries: new Map() };
}

/** How rules do is only known while it is told. */
export function withoutRules(overlay: LiveOverlay): LiveOverlay {
  return overlay.rules.size === 0 ? overlay : { ...overlay, rules: new Map() };
}

function putLast<V>(map: ReadonlyMap<string, V>, key: string, value: V): ReadonlyMap<string, V> {
  const next = new Map(map);
  next.delete(key);
  next.set(key, value);
  for (const oldest of next.keys()) {
    if (next.size <= MOST_INCIDENTS) break;
    next.delete(oldest);
  }
  return next;
}

/** Fetched incidents with newer states laid over them, newest start first. */
export function mergeIncidents(
  fetched: readonly Incident[],
  live: ReadonlyMap<string, Incident>,
): readonly Incident[] {
  const merged = new Map(fetched.map((incident) => [incident.id, incident]));
  for (const [id, incident] of live) {
    const known = merged.get(id);
    if (known === undefined || known.lastEvent <= incident.lastEvent) merged.set(id, incident);
  }
  return [...merged.values()].sort(byNewestStart);
}

function byNewestStart(a: Incident, b: Incident): number {
  const difference = Date.parse(b.startedAt) - Date.parse(a.startedAt);
  if (difference !== 0) return difference;
  return a.id < b.id ? 1 : -1;
}

/** Both lists as one, each position once, in order. */
export function mergeEvents(
  a: readonly IncidentEvent[],
  b: readonly IncidentEvent[],
): readonly IncidentEvent[] {
  const byPosition = new Map([...a, ...b].map((event) => [event.position, event]));
  return [...byPosition.values()].sort((x, y) => x.position - y.position);
}
