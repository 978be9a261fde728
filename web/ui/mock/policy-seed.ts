import { nextId, type World } from './world.ts';

const HOUR_MS = 3_600_000;

/** A policy in use, and two entries in the inbox, one of them read. */
export function seedPolicies(world: World, nowMs: number, channels: readonly string[]): void {
  const at = new Date(nowMs - 30 * HOUR_MS).toISOString();
  const id = nextId(world);
  world.policies.set(id, {
    id,
    owner: 'acme',
    name: 'Office hours',
    description: 'Nobody is woken up but for what is critical',
    channels: [...channels],
    repeat: { mode: 'doubling', every: '1h', max: 5 },
    severities: [{ severity: 'info', channels: [] }],
    windows: [
      {
        name: 'night',
        kind: 'mute',
        weekdays: ['mon', 'tue', 'wed', 'thu', 'fri'],
        times: [{ from: '22:00', to: '06:00' }],
        monthDays: [],
        months: [],
        zone: 'Europe/Berlin',
      },
    ],
    rules: 0,
    revision: 1,
    createdAt: at,
    updatedAt: at,
    updatedBy: 'ann',
  });
  const [rule] = [...world.rules.values()].filter(({ owner }) => owner === 'acme');
  if (rule) world.rules.set(rule.id, { ...rule, policy: id });
  seedRoutes(world, id, at);
  const incidents = [...world.incidents.values()].filter(({ owner }) => owner === 'acme');
  world.inbox = incidents.slice(0, 2).map((incident, index) => ({
    id: nextId(world),
    owner: incident.owner,
    project: incident.project,
    environment: incident.environment,
    incidentId: incident.id,
    ruleId: incident.ruleId,
    purpose: index === 0 ? 'firing' : 'resolved',
    title: incident.title,
    severity: incident.severity,
    at: incident.startedAt,
    readAt: index === 0 ? null : incident.startedAt,
    channelId: null,
    reportId: null,
    message: '',
    reasons: [],
  }));
}

/** One route below the root, to a policy, at an instant. */
function seedRoutes(world: World, policy: string, at: string): void {
  world.routes.set('acme', {
    owner: 'acme',
    routes: [
      {
        id: 'root',
        name: 'Everything else',
        matchers: [],
        continues: false,
        receiver: { kind: 'default' },
      },
      {
        id: 'night',
        parent: 'root',
        name: 'Night shift',
        matchers: [
          { name: 'environment', operator: '=', value: 'prod' },
          { name: 'severity', operator: '=~', value: 'critical|warning' },
        ],
        continues: false,
        receiver: { kind: 'policy', policy },
        grouping: { by: ['alertname', 'cluster'], wait: '30s', interval: '5m' },
      },
    ],
    revision: 1,
    updatedAt: at,
    updatedBy: 'ann',
  });
}
