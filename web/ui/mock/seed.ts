import type { Channel } from '../../contract/channels.ts';
import type { Incident } from '../../contract/incidents.ts';
import { NO_LIMITS, PLAIN_ENDPOINT } from '../../contract/plain-monitor.ts';
import type { Rule, RuleInput } from '../../contract/rules.ts';
import { seedPolicies } from './policy-seed.ts';
import { evaluatedStatus } from './rule-state.ts';
import { seedSilences } from './silence-handlers.ts';
import { type EventInput, emptyWorld, nextId, record, type World } from './world.ts';

const MINUTE_MS = 60_000;

function addChannel(world: World, nowMs: number, change: Partial<Channel>): Channel {
  const at = new Date(nowMs - 50 * 60 * MINUTE_MS).toISOString();
  const channel: Channel = {
    id: nextId(world),
    owner: 'acme',
    kind: 'email',
    name: 'On call',
    sendResolved: true,
    language: 'en',
    enabled: true,
    disabledReason: null,
    to: [],
    declines: [],
    templates: {},
    settings: {},
    secrets: [],
    target: '',
    revision: 1,
    createdAt: at,
    updatedAt: at,
    ...change,
  };
  world.channels.set(channel.id, channel);
  return channel;
}

const RULE_INPUT: RuleInput = {
  name: 'High error rate',
  scope: 'acme.shop',
  expression: 'sum by (job) (rate(http_requests_total{code=~"5.."}[5m]))',
  interval: '30s',
  levels: [
    { severity: 'critical', operator: '>', threshold: 0.6, for: '2m' },
    { severity: 'warning', operator: '>', threshold: 0.3, for: '5m' },
  ],
  labels: { team: 'shop' },
  annotations: { summary: 'Errors of {{ $labels.job }}' },
  channels: [],
  levelChange: 'raised',
  enabled: true,
};

function addRule(world: World, nowMs: number, change: Partial<Rule>): Rule {
  const at = new Date(nowMs - 3 * 60 * MINUTE_MS).toISOString();
  const rule: Rule = {
    id: nextId(world),
    owner: 'acme',
    ...RULE_INPUT,
    language: 'promql',
    expression: RULE_INPUT.expression ?? '',
    templateChange: null,
    lint: [],
    status: [evaluatedStatus(nowMs, at)],
    revision: 1,
    createdAt: at,
    updatedAt: at,
    updatedBy: 'ann',
    ...change,
  };
  world.rules.set(rule.id, rule);
  return rule;
}

function addIncident(
  world: World,
  startMs: number,
  change: Partial<Incident>,
  later: readonly (readonly [number, EventInput])[],
): void {
  const severity = change.severity ?? 'major';
  const incident: Incident = {
    id: nextId(world),
    owner: 'acme',
    tenant: 'acme',
    project: 'shop',
    environment: 'prod',
    cluster: 'eu-1',
    namespace: 'shop-prod',
    ruleId: null,
    title: 'High error rate',
    status: 'firing',
    severity,
    labels: { job: 'checkout', namespace: 'shop-prod', team: 'shop' },
    annotations: { summary: 'Errors of checkout' },
    levels: [
      { severity, state: 'firing', startsAt: new Date(startMs).toISOString(), endsAt: null },
    ],
    startedAt: new Date(startMs).toISOString(),
    resolvedAt: null,
    resolveReason: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    assignee: null,
    resolvable: false,
    lastEvent: 0,
    ...change,
  };
  record(world, incident, startMs, [{ kind: 'fired', severity }]);
  for (const [afterMs, event] of later) record(world, incident, startMs + afterMs, [event]);
}

/** A world with something of everything: all severities, all kinds of events, long names. */
export function seededWorld(nowMs: number): World {
  const world = emptyWorld();
  const mail = addChannel(world, nowMs, {
    to: ['oncall@acme.example', 'shop@acme.example'],
    settings: { to: ['oncall@acme.example', 'shop@acme.example'] },
    target: 'oncall@acme.example, shop@acme.example',
  });
  const hook = addChannel(world, nowMs, {
    kind: 'webhook',
    name: 'Ticket system',
    target: 'tickets.acme.example',
  });
  addChannel(world, nowMs, {
    kind: 'websocket',
    name: 'Browsers of the team',
    language: 'zh',
    enabled: false,
  });
  addChannel(world, nowMs, {
    kind: 'webhook',
    name: 'Old pager',
    target: 'pager.acme.example',
    enabled: false,
    disabledReason: 'webhook_gone',
  });
  const rules = seedRules(world, nowMs, [mail.id, hook.id]);
  seedIncidents(world, nowMs, { mail, hook, ruleId: rules.id });
  addRule(world, nowMs, { owner: 'globex', scope: 'globex.lab', name: 'Globex secret rule' });
  addIncident(
    world,
    nowMs - 9 * MINUTE_MS,
    { owner: 'globex', title: 'Globex secret', severity: 'P1' },
    [],
  );
  seedPolicies(world, nowMs, [mail.id]);
  seedSilences(world, nowMs);
  return world;
}

function seedRules(world: World, nowMs: number, channels: string[]): Rule {
  const [ok] = addRule(world, nowMs, {}).status;
  if (ok === undefined) throw new Error('a seeded rule has a status');
  const first = addRule(world, nowMs, {
    name: 'Latency of the checkout, 99th percentile',
    expression:
      'histogram_quantile(0.99, sum by (le, job) (rate(http_request_duration_seconds_bucket{job="checkout"}[5m])))',
    channels,
    status: [
      { ...ok, state: 'firing' },
      { ...ok, cluster: 'us-1', state: 'pending' },
    ],
  });
  addRule(world, nowMs, {
    name: 'Disk almost full',
    scope: 'acme',
    expression: 'node_filesystem_avail_bytes / node_filesystem_size_bytes',
    levels: [
      { severity: 'critical', operator: '<', threshold: 0.05, for: '5m' },
      { severity: 'major', operator: '<', threshold: 0.1, for: '15m' },
      { severity: 'minor', operator: '<', threshold: 0.15, for: '30m' },
      { severity: 'info', operator: '<', threshold: 0.2, for: '1h' },
    ],
    status: [
      {
        ...ok,
        stage: 'failed',
        health: 'err',
        message: 'vector contains metrics with the same labelset after applying alert labels',
      },
    ],
  });
  addRule(world, nowMs, {
    name: 'Containers: Failing requests',
    source: {
      kind: 'template',
      template: 'containers.container.requestErrors',
      parameters: { filters: [{ label: 'job', op: '=~', value: 'checkout|cart' }] },
    },
    expression: 'sum by (job) (rate(http_requests_total{job=~"checkout|cart"}[5m]))',
    templateChange: 'avg by (job) (rate(http_requests_total{job=~"checkout|cart"}[5m]))',
    levels: [
      { severity: 'critical', operator: '>', threshold: 0.2, for: '5m' },
      { severity: 'warning', operator: '>', threshold: 0.05, for: '5m' },
    ],
  });
  addRule(world, nowMs, {
    name: 'Queue is growing',
    scope: 'acme.payments.prod',
    expression: 'deriv(payment_queue_length[10m])',
    enabled: false,
    status: [{ ...ok, stage: 'disabled', health: 'unknown', lastEvaluationAt: null }],
  });
  return first;
}

function seedIncidents(
  world: World,
  nowMs: number,
  {
    mail,
    hook,
    ruleId,
  }: { readonly mail: Channel; readonly hook: Channel; readonly ruleId: string },
): void {
  addIncident(
    world,
    nowMs - 14 * MINUTE_MS,
    { ruleId, severity: 'critical', title: 'Latency of the checkout, 99th percentile' },
    [
      [1, { kind: 'notification_queued', channel: mail }],
      [2, { kind: 'notification_queued', channel: hook }],
      [
        900,
        { kind: 'delivery_succeeded', channel: mail, detail: '250 2.0.0 accepted for delivery' },
      ],
      [
        1_100,
        {
          kind: 'delivery_failed',
          channel: hook,
          reason: 'webhook_unavailable',
          detail: 'tickets.acme.example answered 503; next attempt in 30 s',
        },
      ],
      [MINUTE_MS, { kind: 'severity_raised', severity: 'critical' }],
      [
        MINUTE_MS + 900,
        { kind: 'delivery_succeeded', channel: hook, detail: '200 after 2 attempts' },
      ],
      [
        2 * MINUTE_MS,
        {
          kind: 'notification_not_sent',
          reason: 'channel_disabled',
          detail: 'Browsers of the team is disabled',
        },
      ],
      [
        3 * MINUTE_MS,
        { kind: 'note', author: 'bob', detail: 'The cache was rolled out at 09:40.' },
      ],
    ],
  );
  seedFiring(world, nowMs);
  seedResolved(world, nowMs);
  seedMonitor(world, nowMs);
}

function seedFiring(world: World, nowMs: number): void {
  const firing = [
    ['major', 'Disk almost full', 3],
    ['minor', 'Certificate expires soon', 95],
    ['warning', 'Replica lags behind', 240],
    ['info', 'New version deployed', 60 * 30],
  ] as const;
  for (const [severity, title, minutes] of firing) {
    addIncident(
      world,
      nowMs - minutes * MINUTE_MS,
      {
        severity,
        title,
        labels: {
          job: 'node',
          instance: 'db-7.eu-1.acme.example:9100',
          namespace: 'shop-prod',
          device: '/dev/nvme0n1p2',
          mountpoint: '/var/lib/postgresql',
          team: 'storage',
        },
      },
      [],
    );
  }
}

/** A monitor whose object was refused. */
function seedMonitor(world: World, nowMs: number): void {
  const at = new Date(nowMs - 3 * 60 * MINUTE_MS).toISOString();
  const id = nextId(world);
  world.monitors.set(id, {
    id,
    owner: 'acme',
    name: 'checkout',
    environment: 'acme.shop.prod',
    enabled: true,
    source: {
      kind: 'pod',
      selector: { matchLabels: { app: 'checkout' }, matchExpressions: [] },
    },
    endpoints: [{ ...PLAIN_ENDPOINT, port: 'web' }],
    limits: NO_LIMITS,
    carrier: 'kubernetes',
    delivery: { state: 'refused', message: 'quota of podmonitors is used up', at },
    targets: null,
    revision: 2,
    createdAt: at,
    updatedAt: at,
    updatedBy: 'ann',
  });
}

function seedResolved(world: World, nowMs: number): void {
  for (let hour = 1; hour <= 24; hour += 1) {
    const startMs = nowMs - hour * 60 * MINUTE_MS;
    addIncident(
      world,
      startMs,
      {
        title: hour % 3 === 0 ? 'Queue is growing' : 'High error rate',
        severity: ['critical', 'major', 'minor', 'warning', 'info'][hour % 5] ?? 'info',
        status: 'resolved',
        resolvedAt: new Date(startMs + 11 * MINUTE_MS).toISOString(),
        resolveReason: 'resolved_by_source',
        labels: { job: `worker-${hour}`, namespace: 'shop-prod' },
      },
      [[11 * MINUTE_MS, { kind: 'resolved', reason: 'resolved_by_source' }]],
    );
  }
}

/** One more incident of acme, as if it had just begun; named for how many there are. */
export function raiseIncident(world: World, nowMs: number): void {
  addIncident(world, nowMs, { title: `Raised ${world.incidents.size}` }, []);
}
