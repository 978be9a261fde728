import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Channel } from '../../web/contract/channels.ts';
import type { Incident, IncidentEvent } from '../../web/contract/incidents.ts';
import { startAlertmanager } from '../support/alertmanager.ts';
import { anonymousClient, tokenClient } from '../support/api-client.ts';
import { requires } from '../support/requires.ts';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';
import { waitUntil } from '../support/wait-until.ts';
import { startWebhookSink, type WebhookSink } from '../support/webhook-sink.ts';

const TENANTS = ['acme', 'globex'] as const;
type Tenant = (typeof TENANTS)[number];
const tokenOf = (tenant: Tenant) => `fixture-token-that-does-everything-for-${tenant}`;
const PERMISSIONS = [
  ...['incidents:read', 'incidents:ack', 'rules:write', 'silences:write'],
  ...['channels:read', 'channels:write'],
];

/** A short ladder; `globex` calls its rungs otherwise. */
const LADDERS = { acme: ['high', 'middle', 'low'], globex: ['page', 'call', 'ticket'] } as const;

const config = (port: number) => ({
  clusters: [{ id: 'eu1', enforcement: { namespaceLabel: 'namespace' } }],
  tenants: TENANTS.map((id) => ({
    id,
    severities: LADDERS[id],
    projects: [
      { id: 'shop', environments: [{ id: 'prod', cluster: 'eu1', namespace: `${id}-prod` }] },
    ],
  })),
  tokens: TENANTS.map((owner) => ({
    ...{ name: 'everything', owner, kind: 'scope', node: owner },
    ...{ permissions: PERMISSIONS, secret: tokenOf(owner) },
  })),
  outbound: { tenantAllow: [`127.0.0.1:${port}`] },
});

let service: TocsinProcess;
let sink: WebhookSink;
beforeAll(async () => {
  sink = await startWebhookSink();
  service = await startTocsin({ config: config(sink.port) });
});
afterAll(async () => {
  await Promise.all([service?.remove(), sink?.stop()]);
});

/** Who is told of a tenant's incidents, and in which groups. */
function routesOf(tenant: Tenant) {
  const client = tokenClient(service.url, tokenOf(tenant));
  const own = `/api/v1/tenants/${tenant}`;
  const tellAll = async () => {
    const hook = await client.post<Channel>(`${own}/channels`, {
      ...{ kind: 'webhook', name: 'hook', url: `${sink.url}/${tenant}`, enabled: true },
      ...{ secret: 'a-key-of-enough-length', sendResolved: true, language: 'en' },
    });
    const receiver = { kind: 'channels', channels: [hook.id] };
    const root = { id: 'root', name: 'all', matchers: [], continues: false, receiver };
    await client.put(`${own}/routes`, { routes: [root] }, 0);
  };
  /** One channel, to which the tree of routes groups by some labels, and of databases by others. */
  const groupsBy = async (by: readonly string[], ofDatabases: readonly string[]) => {
    const { items } = await client.get<{ items: Channel[] }>(`${own}/channels`);
    const receiver = { kind: 'channels', channels: items.map(({ id }) => id) };
    const shared = { continues: false, receiver };
    const matchers = [{ name: 'job', operator: '=', value: 'db' }];
    const routes = [
      { ...shared, id: 'root', name: 'all', matchers: [], grouping: { by } },
      {
        ...{ ...shared, id: 'db', parent: 'root', name: 'databases', matchers },
        grouping: { by: ofDatabases },
      },
    ];
    await client.put(`${own}/routes`, { routes }, 1);
  };
  return { tellAll, groupsBy };
}

/** What people and sources do with one incident of a tenant, over HTTP. */
function lifeOf(tenant: Tenant) {
  const client = tokenClient(service.url, tokenOf(tenant));
  const own = `/api/v1/tenants/${tenant}`;
  const alertmanager = `/scopes/${tenant}/alertmanager/api/v2`;
  const startsAt = new Date(Date.now() - 60_000).toISOString();
  const later = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
  const ladder = LADDERS[tenant];
  const alert = (severity: string, minutes: number) => ({
    labels: { alertname: 'Queue', namespace: `${tenant}-prod`, severity },
    startsAt,
    endsAt: later(minutes),
  });
  const incidents = async () => (await client.get<{ items: Incident[] }>(`${own}/incidents`)).items;
  const story = async () => {
    const [incident] = await incidents();
    const found = await client.get<{ events: IncidentEvent[] }>(`${own}/incidents/${incident?.id}`);
    return found.events;
  };
  return {
    ...{ client, ladder, incidents, story, ...routesOf(tenant) },
    fires: (...severities: string[]) =>
      client.post(
        `${alertmanager}/alerts`,
        severities.map((severity) => alert(severity, 60)),
      ),
    ends: (...severities: string[]) =>
      client.post(
        `${alertmanager}/alerts`,
        severities.map((severity) => alert(severity, 0)),
      ),
    acts: async (act: string, body: object) => {
      const [incident] = await incidents();
      return client.post(`${own}/incidents/${incident?.id}/${act}`, body);
    },
    silences: () =>
      client.post(`${alertmanager}/silences`, {
        matchers: [{ name: 'alertname', value: 'Queue', isRegex: false }],
        ...{
          startsAt: later(0),
          endsAt: later(60),
          createdBy: 'ann',
          comment: 'CONFIRM-BROAD a deployment',
        },
      }),
    settled: (kind: IncidentEvent['kind'], count: number) =>
      waitUntil(async () => (await story()).filter((one) => one.kind === kind).length === count, {
        what: `${count} × ${kind} of ${tenant}`,
      }),
  };
}

it('the real process tells a life in order, for two tenants: fired, raised, acknowledged, noted, silenced, resolved', async () => {
  const stories = await Promise.all(
    TENANTS.map(async (tenant) => {
      const life = lifeOf(tenant);
      const [high, middle, low] = life.ladder;
      await life.tellAll();
      await life.fires(low);
      await life.settled('delivery_succeeded', 1);
      await life.fires(low, middle);
      await life.settled('delivery_succeeded', 2);
      await life.acts('acknowledge', { note: 'on it' });
      await life.settled('delivery_succeeded', 3);
      await life.acts('notes', { text: 'the consumer is stuck' });
      await life.settled('delivery_succeeded', 4);
      await life.silences();
      await life.fires(low, middle, high);
      await life.ends(low, middle, high);
      await life.settled('delivery_succeeded', 5);
      return { story: await life.story(), ladder: life.ladder };
    }),
  );
  for (const { story, ladder } of stories) {
    const [high, middle, low] = ladder;
    expect(story.map(({ kind, severity, reason }) => [kind, severity, reason])).toEqual([
      ['fired', low, null],
      ['notification_queued', low, 'firing'],
      ['delivery_succeeded', low, null],
      ['severity_raised', middle, null],
      ['notification_queued', middle, 'severity_raised'],
      ['delivery_succeeded', middle, null],
      ['acknowledged', middle, null],
      ['notification_queued', middle, 'acknowledged'],
      ['delivery_succeeded', middle, null],
      ['note', middle, null],
      ['notification_queued', middle, 'note'],
      ['delivery_succeeded', middle, null],
      ['severity_raised', high, null],
      ['notification_not_sent', high, 'silenced'],
      ['resolved', high, 'resolved_by_source'],
      ['notification_queued', high, 'resolved'],
      ['delivery_succeeded', high, null],
    ]);
  }
  for (const tenant of TENANTS) {
    const told = sink.requests.filter(({ path }) => path === `/${tenant}`);
    expect(told).toHaveLength(5);
    expect(told.every(({ body }) => JSON.parse(body).owner === tenant)).toBe(true);
  }
});

interface Group {
  readonly labels: Readonly<Record<string, string>>;
  readonly receiver: { readonly name: string };
  readonly alerts: readonly { readonly labels: Readonly<Record<string, string>> }[];
}

requires('prometheus-alertmanager')('groups of alerts beside the real Alertmanager', () => {
  it('have the same labels, receivers and alerts where routes group alike, for the tenant only', async () => {
    const real = await startAlertmanager({
      route: {
        ...{ receiver: 'hook', group_by: ['alertname', 'zone'] },
        routes: [{ matchers: ['job="db"'], receiver: 'hook', group_by: ['job'] }],
      },
      receivers: [{ name: 'hook' }],
    });
    const [acme, globex] = [lifeOf('acme'), lifeOf('globex')];
    try {
      await acme.groupsBy(['alertname', 'zone'], ['job']);
      const alerts = [
        { alertname: 'Load', zone: 'a', n: '1' },
        { alertname: 'Load', zone: 'a', n: '2' },
        { alertname: 'Load', zone: 'b', n: '3' },
        { alertname: 'Slow', n: '4' },
        { alertname: 'Slow', job: 'db', zone: 'a', n: '5' },
        { alertname: 'Load', job: 'db', n: '6' },
      ].map((labels) => ({
        labels: { ...labels, namespace: 'acme-prod', severity: 'high' },
        endsAt: new Date(Date.now() + 3_600_000).toISOString(),
      }));
      const anonymous = anonymousClient(real.url);
      await acme.client.post('/scopes/acme/alertmanager/api/v2/alerts', alerts);
      expect((await anonymous.call('POST', '/api/v2/alerts', alerts)).status).toBe(200);
      const theirs = () => anonymous.call('GET', '/api/v2/alerts/groups');
      await waitUntil(async () => ((await theirs()).body as Group[]).length >= 4, {
        what: 'groups',
      });
      const ours = await acme.client.get<Group[]>('/scopes/acme/alertmanager/api/v2/alerts/groups');
      expect(shown(ours)).toEqual(shown((await theirs()).body as Group[]));
      expect(shown(ours)).toHaveLength(4);
      const own = '/scopes/globex/alertmanager/api/v2/alerts/groups';
      expect(await globex.client.get<Group[]>(own)).toEqual([]);
    } finally {
      await real.stop();
    }
  });
});

function shown(groups: readonly Group[]) {
  return groups
    .map(({ labels, receiver, alerts }) => [
      JSON.stringify(Object.entries(labels).sort()),
      receiver.name,
      alerts.map((alert) => alert.labels.n).sort(),
    ])
    .sort((a, b) => (String(a) < String(b) ? -1 : 1));
}
