import type { Session } from '../../contract/session.ts';
import { channelHandlers } from './channel-handlers.ts';
import { collectionHandlers } from './collection-handlers.ts';
import { MockFault } from './fault.ts';
import type { Handlers } from './handler-types.ts';
import { sessionOf, TENANTS } from './people.ts';
import { ruleHandlers } from './rule-handlers.ts';
import { scopeHandlers } from './scope-handlers.ts';
import { tokenHandlers } from './token-handlers.ts';
import type { MockIo, World } from './world.ts';

export function createHandlers(world: World, io: MockIo): Handlers {
  return {
    ...sessionHandlers(world, io),
    ...ruleHandlers(world, io),
    ...channelHandlers(world, io),
    ...incidentHandlers(world),
    ...scopeHandlers(io),
    ...collectionHandlers(io),
    ...tokenHandlers(io),
    'tenants.get': ({ params: { tenant } }) => {
      const known = Object.entries(TENANTS).find(([id]) => id === tenant)?.[1];
      if (known === undefined) throw new MockFault(404, 'not_found', `no tenant ${tenant}`);
      const at = new Date(io.now()).toISOString();
      return {
        id: tenant,
        title: known.title,
        timeZone: 'Europe/Berlin',
        language: 'en',
        severities: [...known.severities],
        declared: true,
        revision: 1,
        createdAt: at,
        updatedAt: at,
      };
    },
  };
}

const PASSWORD = 'correct horse';

function sessionHandlers(world: World, io: MockIo) {
  const current = (): Session => {
    if (world.session === null) throw new MockFault(401, 'unauthenticated', 'sign in first');
    return world.session;
  };
  const change = (user: Partial<Session['user']>): Session => {
    const session = current();
    world.session = { ...session, user: { ...session.user, ...user } };
    return world.session;
  };
  return {
    'session.signIn': ({ body }) => {
      if (body.name === 'locked') throw new MockFault(429, 'limited', 'too many attempts');
      const session = body.password === PASSWORD ? sessionOf(body.name, io.now()) : undefined;
      if (session === undefined) throw new MockFault(401, 'unauthenticated', 'wrong');
      world.session = session;
      return session;
    },
    'session.get': current,
    'session.signOut': () => {
      world.session = null;
      return null;
    },
    'session.changePassword': ({ body }) => {
      if (body.current !== PASSWORD) {
        const message = 'this is not your current password';
        throw new MockFault(400, 'invalid', message, [{ path: '/current', message }]);
      }
      return change({ mustChangePassword: false });
    },
    'session.preferences': ({ body }) => change({ language: body.language }),
  } satisfies Partial<Handlers>;
}

function incidentHandlers(world: World) {
  return {
    'incidents.list': ({ params: { owner }, query }) => {
      const all = [...world.incidents.values()]
        .filter((incident) => incident.owner === owner)
        .filter(({ status }) => query?.status === undefined || query.status === status)
        .sort((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt));
      return { items: all, nextCursor: null };
    },
    'incidents.get': ({ params: { owner, id } }) => {
      const incident = world.incidents.get(id);
      if (incident?.owner !== owner) throw new MockFault(404, 'not_found', `no incident ${id}`);
      return { incident, events: world.events.filter(({ incidentId }) => incidentId === id) };
    },
  } satisfies Partial<Handlers>;
}
