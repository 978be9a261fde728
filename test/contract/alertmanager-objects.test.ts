import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_INTAKE_LIMITS } from '../../alerting/intake/parse-alerts.ts';
import { parseWebhook } from '../../alerting/intake/parse-webhook.ts';
import type { TimeWindow } from '../../alerting/policies/time-window.ts';
import type { AlertmanagerPlace } from '../../alerting/sinks/alertmanager/alertmanager-place.ts';
import { delegateObjects } from '../../alerting/sinks/alertmanager/delegate-objects.ts';
import { forwardObjects } from '../../alerting/sinks/alertmanager/forward-objects.ts';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { createDiscovery } from '../../platform/kubernetes/discovery/discovery.ts';
import type { KubernetesClient } from '../../platform/kubernetes/kubernetes-client.ts';
import type { KubernetesObject } from '../../platform/kubernetes/objects/kubernetes-object.ts';
import { parseAllowList } from '../../platform/outbound/allow-list.ts';
import { type Alertmanager, startAlertmanager } from '../support/alertmanager.ts';
import type { Kubernetes } from '../support/kubernetes/start-kubernetes.ts';
import { startTwoTenantCluster } from '../support/kubernetes/two-tenant-cluster.ts';
import { clientOf } from '../support/kubernetes-client.ts';
import { operatorConfig } from '../support/operator-config.ts';
import { requires } from '../support/requires.ts';
import { startWebhookSink, type WebhookSink } from '../support/webhook-sink.ts';

const LADDER = ['critical', 'warning', 'info'];
const ACME_RULE = '01J00000000000000000000ACM.abcdefghijklmnopqrstu_';
const GLOBEX_RULE = '01J00000000000000000000GBX.abcdefghijklmnopqrstu-';
const CHANNEL = '01J00000000000000000000CH1';

const placeOf = (owner: string): AlertmanagerPlace => ({
  cluster: 'blue',
  owner,
  namespace: owner,
  namespaceLabel: 'namespace',
  labels: { alertmanagerConfig: 'yes' },
});

/** All day, every day, and never: of a zone whose clocks change, so that dates are written out. */
const always: TimeWindow = {
  ...{ name: 'always', kind: 'active', weekdays: [], times: [], monthDays: [], months: [] },
  zone: 'Europe/Berlin',
};
const night = { ...always, name: 'night', times: [{ fromMinute: 1_320, toMinute: 360 }] };
const timed = (): readonly TimeWindow[] => [
  always,
  { ...night, weekdays: ['mon', 'sun'] },
  { ...always, name: 'month ends', kind: 'mute', monthDays: [-1], months: [2] },
];

/** Whatever the day is. */
const alwaysOpen = (): readonly TimeWindow[] => [always];
const neverOpenTo =
  (closed: string) =>
  (owner: string): readonly TimeWindow[] =>
    owner === closed ? [...timed(), { ...always, name: 'never', kind: 'mute' }] : [always];

const forwarded = (url: string): readonly KubernetesObject[] =>
  ['acme', 'globex'].flatMap((owner) =>
    forwardObjects(
      placeOf(owner),
      { url: `${url}/${owner}`, authority: null, repeatMs: 300_000, alerts: 'ours' },
      `token-of-${owner}`,
    ),
  );

const delegated = (
  url: string,
  windowsOf: (owner: string) => readonly TimeWindow[] = timed,
): readonly KubernetesObject[] =>
  ['acme', 'globex'].flatMap((owner) => {
    const rule = {
      label: owner === 'acme' ? ACME_RULE : GLOBEX_RULE,
      labels: ['pod'],
      levels: [
        { severity: 'critical', channels: [CHANNEL], repeatMs: 3_600_000 },
        { severity: 'warning', channels: [CHANNEL], repeatMs: null },
      ],
      policy: { id: `P-${owner}`, windows: windowsOf(owner) },
    };
    const channel = {
      kind: 'webhook',
      name: 'hook',
      enabled: true,
      settings: {},
      sendResolved: true,
      secrets: { url: `${url}/${owner}` },
    } as const;
    const channels = new Map([[CHANNEL, channel]]);
    const allow = parseAllowList(['127.0.0.1']);
    return delegateObjects(placeOf(owner), [rule], LADDER, channels, allow, Date.now()).objects;
  });

describe('objects for the operator', () => {
  let cluster: Kubernetes;
  let client: KubernetesClient;

  beforeAll(async () => {
    cluster = await startTwoTenantCluster({ kinds: ['AlertmanagerConfig'] });
    ({ client } = clientOf(cluster, 'tocsin'));
  });
  afterAll(async () => {
    await client?.close();
    await cluster?.stop();
  });

  it.each([
    ['forward', forwarded],
    ['delegate', delegated],
  ])('are what its definitions allow: %s', async (_mode, objectsOf) => {
    const discovery = createDiscovery(client, systemClock);
    for (const object of objectsOf('https://tocsin.test/intake/clusters/blue/webhook')) {
      const group = object.kind === 'Secret' ? '' : 'monitoring.coreos.com';
      const kind = await discovery.find({ group, kind: object.kind });
      if (kind.kind !== 'done') throw new Error(kind.message);
      const outcome = await client.apply(kind.value, object, { dryRun: true });
      expect(outcome).toMatchObject({ kind: 'done' });
    }
  });

  it('hold no secret outside of Secrets', () => {
    const objects = [...forwarded('https://t.test'), ...delegated('https://secret.test/key')];
    const configs = objects.filter(({ kind }) => kind === 'AlertmanagerConfig');
    expect(JSON.stringify(configs)).not.toMatch(/token-of|secret\.test/);
  });
});

requires('prometheus-alertmanager')('a cluster with an Alertmanager of its own', () => {
  let sink: WebhookSink;
  let alertmanager: Alertmanager | undefined;
  const quick = { groupWait: '0s', groupInterval: '1s' };

  beforeAll(async () => {
    sink = await startWebhookSink();
  });
  afterEach(async () => {
    await alertmanager?.stop();
    sink.clear();
  });
  afterAll(() => sink?.stop());

  const post = async (alerts: readonly object[]) => {
    const response = await fetch(`${alertmanager?.url}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(alerts),
    });
    expect(response.status).toBe(200);
  };
  const alertOf = (owner: string, severity: string, change: object = {}) => ({
    labels: {
      alertname: 'Queue',
      namespace: owner,
      pod: 'a',
      severity,
      tocsin_rule: owner === 'acme' ? ACME_RULE : GLOBEX_RULE,
    },
    startsAt: new Date(Date.now() - 5_000).toISOString(),
    ...change,
  });

  it('forwards each alert by itself, with its end, to whom it belongs', async () => {
    alertmanager = await startAlertmanager(operatorConfig(forwarded(sink.url), quick));
    const stranger = { ...alertOf('acme', 'info').labels, tocsin_rule: '' };
    await post([
      alertOf('acme', 'critical'),
      alertOf('acme', 'warning'),
      alertOf('globex', 'warning'),
      { labels: stranger },
    ]);
    const bodies = (path: string) =>
      sink.requests.filter((request) => request.path === path).map(({ body }) => JSON.parse(body));
    await sink.waitFor(() => bodies('/acme').length === 2 && bodies('/globex').length === 1);
    const read = bodies('/acme').map((body) =>
      parseWebhook(body, Date.now(), DEFAULT_INTAKE_LIMITS),
    );
    const severities = read.map(({ alerts }) => alerts.map(({ labels }) => labels.get('severity')));
    expect(severities.sort()).toEqual([['critical'], ['warning']]);
    expect(read.flatMap(({ alerts }) => alerts).every((one) => one.endsAtIsTimeout)).toBe(true);
    const tokens = sink.requests.map(({ path, headers }) => [path, headers.authorization]);
    expect(new Set(tokens.map(String))).toEqual(
      new Set(['/acme,Bearer token-of-acme', '/globex,Bearer token-of-globex']),
    );
    await post([
      alertOf('globex', 'warning', { endsAt: new Date(Date.now() - 1_000).toISOString() }),
    ]);
    const end = await sink.waitFor(({ body }) => JSON.parse(body).status === 'resolved');
    expect(end.path).toBe('/globex');
    const [ended] = parseWebhook(JSON.parse(end.body), Date.now(), DEFAULT_INTAKE_LIMITS).alerts;
    expect(ended?.endsAtIsTimeout).toBe(false);
  }, 20_000);

  it('decides by itself where it is told to: the higher severity mutes the lower', async () => {
    alertmanager = await startAlertmanager(operatorConfig(delegated(sink.url, alwaysOpen), quick));
    // Alertmanager learns what inhibits beside what it sends: of one post either may be first.
    await post([alertOf('acme', 'critical')]);
    await sink.waitFor(({ path }) => path === '/acme');
    await post([alertOf('acme', 'warning'), alertOf('globex', 'warning')]);
    await sink.waitFor(({ path }) => path === '/globex');
    const told = sink.requests.map(({ path, body }) => [
      path,
      JSON.parse(body).commonLabels.severity,
    ]);
    expect(told.sort()).toEqual([
      ['/acme', 'critical'],
      ['/globex', 'warning'],
    ]);
  }, 20_000);

  it('tells nobody outside of the times of a policy', async () => {
    const objects = delegated(sink.url, neverOpenTo('acme'));
    alertmanager = await startAlertmanager(operatorConfig(objects, quick));
    // Its group is flushed at once, and not later than that of the next.
    await post([alertOf('acme', 'critical')]);
    await post([alertOf('globex', 'warning')]);
    await sink.waitFor(({ path }) => path === '/globex');
    expect(sink.requests.filter(({ path }) => path === '/acme')).toEqual([]);
  }, 20_000);
});
