import type { Incident } from '../../contract/incidents.ts';
import type { Why } from '../../contract/why.ts';
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
  const explain = (incident: Pick<Incident, 'owner' | 'ruleId' | 'status' | 'severity'>): Why => {
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
        channels: ids.map((id) => ({
          id,
          name: world.channels.get(id)?.name ?? null,
          purpose: isOver ? 'resolved' : 'repeat',
          outcome: isOver ? 'tells_end' : 'told',
          refused: null,
          held: null,
          nextAt: null,
        })),
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
