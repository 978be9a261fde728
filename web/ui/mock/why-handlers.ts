import type { Incident, IncidentEvent } from '../../contract/incidents.ts';
import type { Why, WhyChannel, WhyMessage } from '../../contract/why.ts';
import { MockFault } from './fault.ts';
import type { Handlers } from './handler-types.ts';
import type { World } from './world.ts';

const HOLDS = [
  'silenced',
  'blacklisted',
  'maintenance',
  'mute_window',
  'outside_active_windows',
  'inhibited',
  'acknowledged',
  'flapping',
];

/** Each incident of the mock goes to what its rule, or its rule's policy, names; nothing is held. */
export function whyHandlers(world: World) {
  const explain = (incident: Incident): Why => {
    const rule = world.rules.get(incident.ruleId ?? '');
    const policy = world.policies.get(rule?.policy ?? '') ?? null;
    const own = rule?.channels ?? [];
    const ids = own.length > 0 ? own : (policy?.channels ?? []);
    const isOver = incident.status === 'resolved';
    return {
      incidentId: null,
      status: incident.status,
      severity: incident.severity,
      rule: rule === undefined ? null : { id: rule.id, name: rule.name },
      policy: policy && { id: policy.id, name: policy.name },
      route: {
        reason: isOver ? 'firing_queued' : own.length > 0 ? 'rule_channels' : 'policy_channels',
        channels: ids.map((id) => channelOf(world, incident, id)),
      },
      holds: HOLDS.map((reason) => ({ reason, held: null })),
      escalation: null,
    };
  };
  return {
    'why.incident': ({ params: { owner, id } }) => {
      const incident = world.incidents.get(id);
      if (incident?.owner !== owner) throw new MockFault(404, 'not_found', `no incident ${id}`);
      return { ...explain(incident), incidentId: id };
    },
  } satisfies Partial<Handlers>;
}

function channelOf(world: World, { id: incidentId, status }: Incident, id: string): WhyChannel {
  const lines = world.events.filter(
    (event) => event.incidentId === incidentId && event.channelId === id,
  );
  const message = status === 'resolved' ? null : messageOf(lines);
  const arrived = lines.findLast(({ kind }) => kind === 'delivery_succeeded');
  return {
    id,
    name: world.channels.get(id)?.name ?? null,
    purpose: status === 'resolved' ? 'resolved' : 'repeat',
    outcome: status === 'resolved' ? 'tells_end' : (message?.state ?? 'not_told'),
    refused: null,
    held: null,
    nextAt: null,
    message,
    toldAt: arrived?.at ?? null,
  };
}

/** As the last line about a message says. */
function messageOf(lines: readonly IncidentEvent[]): WhyMessage | null {
  const queued = lines.findLast(({ kind }) => kind === 'notification_queued');
  if (queued === undefined) return null;
  const since = lines.slice(lines.indexOf(queued));
  const tried = since.filter(({ kind }) => kind.startsWith('delivery_'));
  const last = tried.at(-1);
  const state = last === undefined ? 'queued' : (STATES.get(last.kind) ?? 'trying');
  const isOpen = state === 'queued' || state === 'trying';
  return {
    deliveryId: queued.deliveryId ?? queued.incidentId,
    purpose: 'firing',
    state,
    reason: state === 'told' ? null : (last?.reason ?? null),
    attempts: tried.length,
    queuedAt: queued.at,
    nextAt: null,
    finishedAt: isOpen ? null : (last?.at ?? null),
    digestOf: 0,
    ahead: null,
  };
}

const STATES: ReadonlyMap<string, WhyMessage['state']> = new Map([
  ['delivery_succeeded', 'told'],
  ['delivery_dropped', 'given_up'],
]);
