import type { IncidentEvent } from '../../contract/incidents.ts';
import type { LiveMessage, LiveRequest, LiveTopic } from '../../contract/live.ts';
import type { Rule } from '../../contract/rules.ts';
import type { DeliveryChange } from '../live/live-overlay.ts';
import type { World } from './world.ts';

/** One open socket of the mock. */
export interface MockListener {
  readonly stop: () => void;
  readonly receive: (request: LiveRequest) => void;
}

/** Says hello, and then of the topics what happens in the mock. */
export function listenTo(
  world: World,
  owner: string,
  topics: readonly LiveTopic[],
  send: (message: LiveMessage) => void,
): MockListener {
  let told = new Set(topics);
  const tell = (message: LiveMessage) => {
    if (told.has('deliveries')) for (const one of deliveriesIn(message)) send(one);
    if (told.has('incidents')) send(message);
  };
  const snapshot = () => {
    const items = [...world.rules.values()].filter((rule) => rule.owner === owner).map(itemOf);
    if (told.has('rules')) send({ type: 'rules', left: 0, items });
  };
  const listener = { owner, send: tell };
  world.listeners.add(listener);
  const fresh = startsOf(told, new Set());
  send({ type: 'hello', position: world.position, resumed: false, topics: fresh });
  snapshot();
  return {
    stop: () => world.listeners.delete(listener),
    receive: (request) => {
      const before = told;
      told = new Set(request.topics);
      send({ type: 'subscribed', topics: startsOf(told, before) });
      if (!before.has('rules')) snapshot();
    },
  };
}

function startsOf(topics: ReadonlySet<LiveTopic>, before: ReadonlySet<LiveTopic>) {
  const start = (topic: LiveTopic) => {
    if (before.has(topic)) return 'continues';
    return topic === 'rules' ? 'snapshot' : 'reset';
  };
  return Object.fromEntries([...topics].map((topic) => [topic, start(topic)]));
}

const STATES: ReadonlyMap<IncidentEvent['kind'], DeliveryChange['state']> = new Map([
  ['notification_queued', 'queued'],
  ['notification_not_sent', 'not_sent'],
  ['delivery_succeeded', 'delivered'],
  ['delivery_failed', 'failed'],
  ['delivery_dropped', 'dead'],
]);

function deliveriesIn(message: LiveMessage): readonly LiveMessage[] {
  if (message.type !== 'incident') return [];
  return message.events.flatMap((event) => {
    const { deliveryId, position, kind } = event;
    const state = STATES.get(kind);
    if (deliveryId === null || state === undefined) return [];
    return [{ type: 'delivery', position, deliveryId, state, event } as const];
  });
}

function itemOf({ id, revision, status, enabled }: Rule) {
  const isFiring = status.some(({ state }) => state === 'firing');
  const state = !enabled ? 'disabled' : isFiring ? 'firing' : 'ok';
  return { id, revision, state, status } as const;
}
