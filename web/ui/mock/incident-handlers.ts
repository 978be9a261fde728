import type { Incident } from '../../contract/incidents.ts';
import { MockFault } from './fault.ts';
import type { Handlers } from './handler-types.ts';
import { type EventInput, type MockIo, record, type World } from './world.ts';

/** Incidents of the mock, and what people do with them. */
export function incidentHandlers(world: World, io: MockIo) {
  const author = () => world.session?.user.name ?? 'somebody';
  const act = (owner: string, id: string, change: Partial<Incident>, event: EventInput) => {
    const incident = incidentOf(world, owner, id);
    record(world, { ...incident, ...change }, io.now(), [{ ...event, author: author() }]);
    return incidentOf(world, owner, id);
  };
  const acknowledge = (owner: string, id: string) => {
    const incident = incidentOf(world, owner, id);
    if (incident.acknowledgedAt !== null) return incident;
    const care = { acknowledgedAt: instant(io), acknowledgedBy: author() };
    return act(owner, id, care, { kind: 'acknowledged' });
  };
  return {
    'incidents.get': ({ params: { owner, id } }) => ({
      incident: incidentOf(world, owner, id),
      events: world.events.filter(({ incidentId }) => incidentId === id),
    }),
    'incidents.acknowledgeAll': ({ params: { owner }, body }) => ({
      items: body.ids.map((id) => {
        const { status } = incidentOf(world, owner, id);
        if (status === 'resolved') return { id, outcome: 'incident_over' as const };
        acknowledge(owner, id);
        return { id, outcome: 'done' as const };
      }),
    }),
    'incidents.acknowledge': ({ params: { owner, id } }) => acknowledge(owner, id),
    'incidents.unacknowledge': ({ params: { owner, id } }) =>
      act(owner, id, { acknowledgedAt: null, acknowledgedBy: null }, { kind: 'unacknowledged' }),
    'incidents.assign': ({ params: { owner, id }, body: { assignee } }) =>
      act(
        owner,
        id,
        { assignee },
        {
          kind: 'assigned',
          ...(assignee === null ? { reason: 'assigned_to_nobody' } : { detail: assignee }),
        },
      ),
    'incidents.note': ({ params: { owner, id }, body }) =>
      act(owner, id, {}, { kind: 'note', detail: body.text }),
    'incidents.resolve': ({ params: { owner, id }, body }) =>
      act(
        owner,
        id,
        {
          status: 'resolved',
          resolvedAt: instant(io),
          resolveReason: 'resolved_by_person',
          resolvable: false,
        },
        { kind: 'resolved', reason: 'resolved_by_person', detail: body.reason },
      ),
    'incidents.people': () => ({ items: PEOPLE }),
  } satisfies Partial<Handlers>;
}

const PEOPLE = [
  { name: 'ann', displayName: 'Ann Baker' },
  { name: 'bob', displayName: 'Bob Chen' },
];

/** An incident of the owner's. */
export function incidentOf(world: World, owner: string, id: string): Incident {
  const incident = world.incidents.get(id);
  if (incident?.owner !== owner) throw new MockFault(404, 'not_found', `no incident ${id}`);
  return incident;
}

function instant(io: MockIo): string {
  return new Date(io.now()).toISOString();
}
