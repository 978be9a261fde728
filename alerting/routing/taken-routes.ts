import { assertNever } from '../../platform/model/assert-never.ts';
import type { Policy } from '../policies/policy.ts';
import {
  PLAIN_TELLING,
  type TakenRoute,
  type Telling,
  type TellingPolicy,
} from './choose-targets.ts';
import { type FactSource, incidentFacts } from './incident-facts.ts';
import { type PreparedRoute, pathsTo } from './prepared-tree.ts';
import type { Route } from './route-tree.ts';

/** How those are told whose rule belongs to the policy. */
export function tellingOf(policy: Policy): Policy & TellingPolicy {
  return { ...policy, routeKey: `policy:${policy.id}` };
}

/**
 * What an owner's tree says of an incident: the routes that take it, with what holds on each; none
 * where there is no tree.
 * @param policyOf a policy of the owner
 */
export function takenRoutes(
  tree: PreparedRoute | undefined,
  incident: FactSource,
  policyOf: (id: string) => Policy | undefined,
): readonly TakenRoute[] {
  if (tree === undefined) return [];
  return pathsTo(tree, incidentFacts(incident)).map((path) =>
    path.reduce(
      (above: TakenRoute, route) => below(above, route, incident.severity, policyOf),
      ABOVE_THE_ROOT,
    ),
  );
}

const ABOVE_THE_ROOT: TakenRoute = { name: '', channels: null, telling: PLAIN_TELLING };

/** What holds on a route: what it says itself, and for the rest what holds above it. */
function below(
  above: TakenRoute,
  route: Route,
  severity: string,
  policyOf: (id: string) => Policy | undefined,
): TakenRoute {
  const { channels, telling } = received(above, route, severity, policyOf);
  const { grouping, repeat, windows } = route;
  return {
    name: route.name,
    channels,
    telling: {
      escalation: telling.escalation,
      flapping: telling.flapping,
      windows: windows === 'inherit' ? telling.windows : windows,
      grouping: grouping === 'inherit' ? telling.grouping : grouping,
      repeat: repeat === 'inherit' ? telling.repeat : repeat,
      severityRepeats: repeat === 'inherit' ? telling.severityRepeats : new Map(),
      routeKey: `route:${route.id}`,
    },
  };
}

interface Received {
  readonly channels: readonly string[] | null;
  readonly telling: Telling;
}

function received(
  above: TakenRoute,
  { receiver }: Route,
  severity: string,
  policyOf: (id: string) => Policy | undefined,
): Received {
  switch (receiver.kind) {
    case 'inherit':
      return above;
    case 'default':
      return { ...above, channels: null };
    case 'nobody':
      return { ...above, channels: [] };
    case 'channels':
      return { ...above, channels: receiver.channels };
    case 'policy': {
      const policy = policyOf(receiver.policy);
      if (policy === undefined) return { ...above, channels: null };
      const own = policy.channels.length > 0 ? policy.channels : null;
      return {
        channels: policy.severityChannels.get(severity) ?? own,
        telling: tellingOf(policy),
      };
    }
    default:
      return assertNever(receiver);
  }
}
