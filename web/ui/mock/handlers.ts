import type { Session } from '../../contract/session.ts';
import { addressHandlers } from './address-handlers.ts';
import { channelHandlers } from './channel-handlers.ts';
import { collectionHandlers } from './collection-handlers.ts';
import { dashboardHandlers } from './dashboard-handlers.ts';
import { deliveryHandlers } from './delivery-handlers.ts';
import { embedLinkHandlers } from './embed-link-handlers.ts';
import { eventRuleHandlers } from './event-rule-handlers.ts';
import { MockFault } from './fault.ts';
import { grafanaHandlers } from './grafana-handlers.ts';
import { grafanaSyncHandlers } from './grafana-sync-handlers.ts';
import type { Handlers } from './handler-types.ts';
import { heartbeatHandlers } from './heartbeat-handlers.ts';
import { incidentHandlers } from './incident-handlers.ts';
import { incidentHistoryHandlers } from './incident-history-handlers.ts';
import { inhibitionHandlers } from './inhibition-handlers.ts';
import { logFlowHandlers } from './log-flow-handlers.ts';
import { memberHandlers } from './member-handlers.ts';
import { monitorHandlers } from './monitor-handlers.ts';
import { namedMetricHandlers } from './named-metric-handlers.ts';
import { sessionOf } from './people.ts';
import { personalHandlers } from './personal-handlers.ts';
import { inboxHandlers, policyHandlers } from './policy-handlers.ts';
import { reportHandlers } from './report-handlers.ts';
import { routeTreeHandlers } from './route-tree-handlers.ts';
import { ruleExchangeHandlers } from './rule-exchange-handlers.ts';
import { ruleHandlers } from './rule-handlers.ts';
import { ruleWorkHandlers } from './rule-work-handlers.ts';
import { scopeHandlers } from './scope-handlers.ts';
import { silenceHandlers } from './silence-handlers.ts';
import { systemRuleHandlers } from './system-rule-handlers.ts';
import { tenancyHandlers } from './tenancy-handlers.ts';
import { tokenHandlers } from './token-handlers.ts';
import { whyHandlers } from './why-handlers.ts';
import type { MockIo, World } from './world.ts';

export function createHandlers(world: World, io: MockIo): Handlers {
  return {
    ...sessionHandlers(world, io),
    ...ruleHandlers(world, io),
    ...ruleExchangeHandlers(world, io),
    ...ruleWorkHandlers(world, io),
    ...channelHandlers(world, io),
    ...deliveryHandlers(world, io),
    ...addressHandlers(io),
    ...policyHandlers(world, io),
    ...routeTreeHandlers(world, io),
    ...inhibitionHandlers(world, io),
    ...heartbeatHandlers(world, io),
    ...eventRuleHandlers(world, io),
    ...silenceHandlers(world, io),
    ...inboxHandlers(world, io),
    ...personalHandlers(),
    ...incidentHandlers(world, io),
    ...incidentHistoryHandlers(world, io),
    ...grafanaHandlers(),
    ...whyHandlers(world),
    ...scopeHandlers(io),
    ...namedMetricHandlers(io),
    ...collectionHandlers(io),
    ...monitorHandlers(world, io),
    ...logFlowHandlers(world, io),
    ...embedLinkHandlers(io),
    ...memberHandlers(io),
    ...tokenHandlers(io),
    ...systemRuleHandlers(io),
    ...tenancyHandlers(io),
    ...dashboardHandlers(world, io),
    ...grafanaSyncHandlers(io),
    ...reportHandlers(world, io),
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
