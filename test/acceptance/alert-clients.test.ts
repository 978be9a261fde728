import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import type { TenantId } from '../adversary/attack.ts';
import { startAlertmanager } from '../support/alertmanager.ts';
import { ALERTS_CONFIG, type Alert, tokenOf } from '../support/alerts-lab.ts';
import { tokenClient } from '../support/api-client.ts';
import { openDirectState } from '../support/direct-state.ts';
import {
  alertJson,
  CLUSTER_TOKEN,
  NOTIFY_MIGRATIONS,
  type NotifyWorld,
  openNotifyWorld,
} from '../support/notify-world.ts';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { requires } from '../support/requires.ts';
import { serverTool, whyMissing } from '../support/server-tools.ts';
import { removeFolder, tempFolder } from '../support/temp-folder.ts';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';
import { startVmalert } from '../support/vmalert.ts';
import { waitUntil } from '../support/wait-until.ts';
import { type SinkRequest, startWebhookSink } from '../support/webhook-sink.ts';
import { documentedClients } from './documented-clients.ts';

const run = promisify(execFile);
const HOUR = 3_600_000;
/** For so long it stays stale; nobody ends it. */
const LONG_MS = (process.env.TOCSIN_PROOF === '1' ? 10 * 24 : 3) * HOUR;

/** Tells the address of every alert within a second, again and again. */
const quickTo = (url: string, config: object = {}) => ({
  route: {
    receiver: 'tocsin',
    group_by: ['alertname'],
    ...{ group_wait: '0s', group_interval: '1s', repeat_interval: '1s' },
  },
  receivers: [{ name: 'tocsin', webhook_configs: [{ url, send_resolved: true, ...config }] }],
});

/** The token of the cluster's own Alertmanager. */
const CLUSTER_SECRET = 'fixture-token-of-the-alertmanager-of-eu1';
const CONFIG = {
  ...ALERTS_CONFIG,
  clusters: ALERTS_CONFIG.clusters.map((one) => ({ ...one, alertNamespaceTrusted: true })),
  tokens: [
    ...ALERTS_CONFIG.tokens,
    {
      name: 'the Alertmanager of eu1',
      ...{ owner: '_platform', kind: 'cluster-intake', node: 'eu1', secret: CLUSTER_SECRET },
    },
  ],
};

/** Of how many groups these notifications say that they fire, or that they are over. */
function groupsSaid(requests: readonly SinkRequest[], isOver: boolean): number {
  const bodies = requests.map(({ body }) => JSON.parse(body));
  const wanted = bodies.filter(({ status }) => (status === 'resolved') === isOver);
  return new Set(wanted.map(({ groupKey }) => groupKey)).size;
}

/** State of the incident of the owner, and what happened to it. */
async function storyOf(world: NotifyWorld, owner: string) {
  const [row] = await world.incidents(owner);
  const lines = await world.events(row?.id ?? '');
  const told = lines.filter(({ kind }) => !/notification|delivery/.test(kind));
  return [row?.status, ...told.map(({ kind }) => kind)];
}

describe('real programs that raise alerts', () => {
  let service: TocsinProcess;
  let folder: string;
  let prometheus: Prometheus | undefined;
  const open = (value: number) =>
    prometheus?.writeSeries([
      { labels: { __name__: 'gate', job: 'lab' }, samples: [[Date.now(), value]] },
    ]);
  beforeAll(async () => {
    folder = tempFolder('alert-clients');
    service = await startTocsin({ config: CONFIG });
    if (whyMissing('prometheus') !== null) return;
    const file = join(folder, 'rules.yml');
    writeFileSync(file, ruleFile('FromPrometheus'));
    const basicAuth = { username: 'x', password: tokenOf('acme') };
    const alertmanagers = [{ url: notifierOf('acme'), basicAuth }];
    prometheus = await startPrometheus({ ruleFiles: [file], alertmanagers });
    await open(1);
  });
  afterAll(async () => {
    await prometheus?.stop();
    await service?.remove();
    removeFolder(folder);
  });

  const notifierOf = (tenant: TenantId) => `${service.url}/scopes/${tenant}/alertmanager`;
  const alerts = (tenant: TenantId) =>
    tokenClient(service.url, tokenOf(tenant)).get<readonly Alert[]>(
      `/scopes/${tenant}/alertmanager/api/v2/alerts`,
    );
  const named = async (tenant: TenantId, name: string) =>
    (await alerts(tenant)).filter(({ labels }) => labels.alertname === name);
  const comes = (name: string) =>
    waitUntil(async () => (await named('acme', name)).length === 1, { what: `${name} of acme` });
  const goes = (name: string) =>
    waitUntil(async () => (await named('acme', name)).length === 0, { what: `the end of ${name}` });
  const ruleFile = (name: string) =>
    JSON.stringify({
      groups: [
        {
          name: 'g',
          interval: '1s',
          rules: [
            {
              alert: name,
              expr: 'gate > 0',
              labels: { severity: 'warning', namespace: 'acme-prod', alertgroup: 'mine' },
              annotations: { summary: '{{ $value }}' },
            },
          ],
        },
      ],
    });

  requires('vmalert')('vmalert', () => {
    it('raises and ends an alert, repeated keys and seven digits of a second included', async () => {
      const source = await startWebhookSink();
      let value = 1;
      source.answerWith(() => {
        const metric = { __name__: 'gate', job: 'lab' };
        const result = value > 0 ? [{ metric, value: [Date.now() / 1_000, String(value)] }] : [];
        const body = JSON.stringify({ status: 'success', data: { resultType: 'vector', result } });
        return { headers: { 'content-type': 'application/json' }, body };
      });
      const vmalert = await startVmalert({
        datasourceUrl: source.url,
        notifierUrl: notifierOf('acme'),
        password: tokenOf('acme'),
        rules: ruleFile('FromVmalert'),
      });
      try {
        await comes('FromVmalert');
        value = 0;
        await goes('FromVmalert');
        expect(await named('globex', 'FromVmalert')).toEqual([]);
      } finally {
        await vmalert.stop();
        await source.stop();
      }
    });
  });

  requires('amtool')('amtool', () => {
    const amtool = async (tenant: TenantId, ...words: readonly string[]) => {
      const address = new URL(notifierOf(tenant));
      address.username = 'x';
      address.password = tokenOf(tenant);
      const { stdout } = await run(serverTool('amtool').path, [
        `--alertmanager.url=${address}`,
        ...words,
      ]);
      return stdout;
    };

    it('adds an alert with times of the year 1, and finds it', async () => {
      const labels = ['FromAmtool', 'namespace=acme-prod', 'severity=warning'];
      await amtool('acme', 'alert', 'add', ...labels, '--annotation=summary=by hand');
      await comes('FromAmtool');
      expect(await amtool('acme', 'alert', 'query', 'alertname=FromAmtool')).toContain('by hand');
      expect(await amtool('globex', 'alert', 'query')).not.toContain('FromAmtool');
      const foreign = ['alert', 'add', 'Foreign', 'namespace=acme-prod'];
      await expect(amtool('globex', ...foreign)).rejects.toThrow();
      expect(await named('acme', 'Foreign')).toEqual([]);
    });

    it('reads our configuration as one of Alertmanager, and finds its routes', async () => {
      const status = await tokenClient(service.url, tokenOf('acme')).get<{
        readonly config: { readonly original: string };
      }>('/scopes/acme/alertmanager/api/v2/status');
      const file = join(folder, 'alertmanager.yml');
      writeFileSync(file, status.config.original);
      const { stdout } = await run(serverTool('amtool').path, ['check-config', file]);
      expect(stdout).toContain('SUCCESS');
      expect(await amtool('acme', 'config', 'routes', 'show')).toContain('default-route');
      expect(
        (await amtool('acme', 'config', 'routes', 'test', 'severity=critical')).trim(),
      ).not.toBe('');
    });
  });

  requires('prometheus-alertmanager')('a real Alertmanager in front, as a webhook', () => {
    it('tells the running service of what fires and of its end, for each tenant its own', async () => {
      const webhook = `${service.url}/intake/clusters/eu1/webhook`;
      const http_config = { authorization: { credentials: CLUSTER_SECRET } };
      const alertmanager = await startAlertmanager(quickTo(webhook, { http_config }));
      const counts = async (): Promise<readonly number[]> => [
        (await named('acme', 'FromAlertmanager')).length,
        (await named('globex', 'FromAlertmanager')).length,
      ];
      const post = (namespaces: readonly string[], change: object) =>
        fetch(`${alertmanager.url}/api/v2/alerts`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(
            namespaces.map((namespace) => ({
              labels: { alertname: 'FromAlertmanager', namespace, severity: 'warning' },
              startsAt: new Date(Date.now() - 5_000).toISOString(),
              ...change,
            })),
          ),
        });
      const become = (acme: number, globex: number) =>
        waitUntil(async () => String(await counts()) === `${acme},${globex}`, {
          what: `${acme} alerts of acme and ${globex} of globex`,
        });
      const over = () => ({ endsAt: new Date(Date.now() - 1_000).toISOString() });
      try {
        await post(['acme-prod', 'globex-prod'], {});
        await become(1, 1);
        await post(['acme-prod'], over());
        await become(0, 1);
        await post(['globex-prod'], over());
        await become(0, 0);
        const metrics = await (await fetch(`${alertmanager.url}/metrics`)).text();
        expect(metrics).toMatch(
          /^alertmanager_notifications_failed_total\{integration="webhook"[^}]*\} 0$/m,
        );
      } finally {
        await alertmanager.stop();
      }
    });

    it('that falls silent makes its alerts stale, and ends none; it may come back, and end them', async () => {
      const sink = await startWebhookSink();
      const alertmanager = await startAlertmanager(quickTo(sink.url));
      const clock = new VirtualClock(Date.now());
      const state = openDirectState(NOTIFY_MIGRATIONS);
      const none = { kind: 'failed', reason: 'connect', cause: new Error('nobody') } as const;
      const world = await openNotifyWorld({ state, clock, outbound: { send: async () => none } });
      try {
        const rules = ['acme', 'globex'].map((owner) =>
          world.addRule(owner, { name: `Q ${owner}` }),
        );
        const post = (change: object) =>
          fetch(`${alertmanager.url}/api/v2/alerts`, {
            method: 'POST',
            headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify(
              rules.map((rule) => ({
                ...alertJson({ rule, startsAtMs: Date.now() - 5_000, endsAtMs: null }, Date.now()),
                ...change,
              })),
            ),
          });
        let read = 0;
        const take = async (isOver: boolean) => {
          await waitUntil(() => groupsSaid(sink.requests.slice(read), isOver) === rules.length, {
            what: 'a notification of each',
          });
          for (; read < sink.requests.length; read += 1) {
            const body: unknown = JSON.parse(sink.requests[read]?.body ?? '');
            await world.notifier.pipeline.receive(CLUSTER_TOKEN, body, 'webhook');
          }
        };
        await world.start();
        await post({});
        await take(false);
        await clock.advance(13 * HOUR);
        for (const owner of ['acme', 'globex']) {
          expect(await storyOf(world, owner)).toEqual(['firing', 'fired', 'went_stale']);
        }
        await clock.advance(LONG_MS);
        expect(await storyOf(world, 'acme')).toEqual(['firing', 'fired', 'went_stale']);
        await take(false);
        expect((await storyOf(world, 'acme')).slice(2)).toEqual(['went_stale', 'came_back']);
        await post({ endsAt: new Date(Date.now() - 1_000).toISOString() });
        await take(true);
        for (const owner of ['acme', 'globex']) {
          const story = ['resolved', 'fired', 'went_stale', 'came_back', 'resolved'];
          expect(await storyOf(world, owner)).toEqual(story);
        }
      } finally {
        await world.stop();
        state.close();
        await alertmanager.stop();
        await sink.stop();
      }
    });
  });

  documentedClients({
    url: () => service.url,
    ...{ tokenOf, named, clusterToken: CLUSTER_SECRET },
  });

  // Last: it takes five seconds until it knows where alerts go, which pass meanwhile.
  requires('prometheus')('Prometheus', () => {
    it('raises and ends an alert of the tenant whose token it has, and of nobody else', async () => {
      await comes('FromPrometheus');
      await open(0);
      await goes('FromPrometheus');
      expect(await named('globex', 'FromPrometheus')).toEqual([]);
    });
  });
});
