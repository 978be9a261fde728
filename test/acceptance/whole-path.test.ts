import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Channel } from '../../web/contract/channels.ts';
import type { Page } from '../../web/contract/common.ts';
import type { Incident, Timeline } from '../../web/contract/incidents.ts';
import type { Rule } from '../../web/contract/rules.ts';
import type { Why } from '../../web/contract/why.ts';
import type { ApiClient } from '../support/api-client.ts';
import { freePort } from '../support/free-port.ts';
import { type LiveClient, openLive } from '../support/live-client.ts';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { expectReport, sendReport } from '../support/report-steps.ts';
import { requires } from '../support/requires.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';
import { removeFolder, tempFolder } from '../support/temp-folder.ts';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';
import {
  intakeToken,
  signInAs,
  type TenantName,
  tenants,
  twoTenants,
} from '../support/two-tenants.ts';
import { waitUntil } from '../support/wait-until.ts';
import { startWebhookSink, type WebhookSink } from '../support/webhook-sink.ts';

const HMAC_KEY = 'a-key-of-enough-length';

/** Rule, Prometheus, intake, incident, mail, webhook, socket: with restarts in between. */
requires('prometheus', 'promtool')('an alert on its whole way', () => {
  let folder: string;
  let prometheus: Prometheus;
  let service: TocsinProcess;
  let mail: SmtpSink;
  let webhooks: WebhookSink;
  const people = new Map<TenantName, ApiClient>();
  const live = new Map<TenantName, LiveClient>();
  const rules = new Map<TenantName, Rule>();

  beforeAll(async () => {
    folder = tempFolder('whole-path');
    const ruleFolder = join(folder, 'rules');
    mkdirSync(ruleFolder);
    const port = await freePort();
    [mail, webhooks, prometheus] = await Promise.all([
      startSmtpSink(),
      startWebhookSink(),
      startPrometheus({
        ruleFiles: [`${ruleFolder}/*.yml`],
        alertmanagers: [
          { url: `http://127.0.0.1:${port}/intake/clusters/lab`, bearerToken: intakeToken },
        ],
      }),
    ]);
    service = await startTocsin({
      port,
      config: {
        ...twoTenants({ prometheusUrl: prometheus.url, ruleFolder }),
        mail: { host: '127.0.0.1', port: mail.port, tls: 'none', from: 'alerts@tocsin.example' },
        outbound: { tenantAllow: [`127.0.0.1:${webhooks.port}`] },
      },
    });
    for (const { id } of tenants) people.set(id, await signInAs(service.url, `${id}-admin`));
    for (const { id } of tenants) live.set(id, await socketOf(id));
  }, 60_000);

  afterAll(async () => {
    for (const client of live.values()) client.close();
    await service?.remove();
    await Promise.all([prometheus?.stop(), mail?.stop(), webhooks?.stop()]);
    if (folder) removeFolder(folder);
  });

  const as = (tenant: TenantName): ApiClient => {
    const client = people.get(tenant);
    if (!client) throw new Error(tenant);
    return client;
  };
  const socketOf = (id: TenantName, since?: number) =>
    openLive(service.url, {
      owner: id,
      headers: as(id).headers,
      ...(since === undefined ? {} : { since }),
    });

  async function set(tenant: TenantName, value: number): Promise<void> {
    const namespace = tenants.find(({ id }) => id === tenant)?.namespace ?? '';
    const labels = { __name__: 'queue_depth', namespace, queue: 'orders' };
    await prometheus.writeSeries([{ labels, samples: [[Date.now(), value]] }]);
  }

  async function createRule(tenant: TenantName): Promise<void> {
    const base = `/api/v1/tenants/${tenant}`;
    const common = { sendResolved: true, language: 'en', enabled: true };
    const channels = await Promise.all(
      [
        { kind: 'email', name: 'mail', to: [`ops@${tenant}.example`], ...common },
        {
          kind: 'webhook',
          name: 'hook',
          url: `${webhooks.url}/${tenant}`,
          secret: HMAC_KEY,
          ...common,
        },
        { kind: 'websocket', name: 'browser', ...common },
      ].map((channel) => as(tenant).post<Channel>(`${base}/channels`, channel)),
    );
    const rule = await as(tenant).post<Rule>(`${base}/rules`, {
      name: 'Queue is long',
      scope: tenant,
      expression: 'queue_depth # of {orders}',
      interval: '1s',
      levels: [
        { severity: 'critical', operator: '>', threshold: 90, for: '0' },
        { severity: 'warning', operator: '>', threshold: 50, for: '0' },
      ],
      labels: { team: tenant },
      annotations: { summary: 'Depth {{ $value }}' },
      channels: channels.map(({ id }) => id),
      levelChange: 'raised',
      enabled: true,
    });
    rules.set(tenant, rule);
  }

  const incidentsOf = async (tenant: TenantName) =>
    (await as(tenant).get<Page<Incident>>(`/api/v1/tenants/${tenant}/incidents`)).items;
  const succeeded = async () => {
    const [incident] = await incidentsOf('acme');
    const path = `/api/v1/tenants/acme/incidents/${incident?.id}`;
    const { events } = await as('acme').get<Timeline>(path);
    return events.filter(({ kind }) => kind === 'delivery_succeeded').length;
  };
  const mailsTo = (tenant: TenantName) =>
    mail.mails.filter(({ to }) => to.includes(`ops@${tenant}.example`));
  const hooksOf = (tenant: TenantName) =>
    webhooks.requests.filter(({ path }) => path === `/${tenant}`);

  it('delivers the rules of both tenants until Prometheus evaluates them', async () => {
    await set('acme', 1);
    await set('umbrella', 1);
    for (const { id } of tenants) await createRule(id);
    for (const { id } of tenants) {
      const status = await waitUntil(
        async () => {
          const rule = await as(id).get<Rule>(`/api/v1/tenants/${id}/rules/${rules.get(id)?.id}`);
          return rule.status.find(({ stage }) => stage === 'evaluated');
        },
        { what: `the rule of ${id} to be evaluated` },
      );
      expect(status).toMatchObject({ cluster: 'lab', health: 'ok', message: null });
    }
  });

  it('tells one tenant by mail, webhook and socket, and the other nothing', async () => {
    await set('acme', 60);
    const sent = await mail.waitFor(({ to }) => to.includes('ops@acme.example'));
    expect(sent.subject).toContain('Queue is long');
    expect(sent.text).toContain('Depth 60');
    expect(sent.html).toContain('warning');
    const call = await webhooks.waitFor(({ path }) => path === '/acme');
    expect(JSON.parse(call.body)).toMatchObject({
      type: 'incident.firing',
      owner: 'acme',
      incident: { severity: 'warning' },
    });
    expect(call.headers['webhook-signature']).toMatch(/^v1,/);
    const changed = await live.get('acme')?.waitFor('incident');
    expect(changed?.incident).toMatchObject({
      owner: 'acme',
      status: 'firing',
      namespace: 'acme-prod',
    });
    await live.get('acme')?.waitFor('notification', ({ status }) => status === 'firing');
    expect(await incidentsOf('umbrella')).toEqual([]);
    expect(live.get('umbrella')?.messages.map(({ type }) => type)).toEqual(['hello']);
    expect([mailsTo('umbrella').length, hooksOf('umbrella').length]).toEqual([0, 0]);
  });

  it('says why each channel was told and when, and would be of other alerts', async () => {
    const [incident] = await incidentsOf('acme');
    const base = '/api/v1/tenants/acme/incidents';
    const path = `${base}/${incident?.id}/why`;
    const all = await waitUntil(
      async () => {
        const why = await as('acme').get<Why>(path);
        return why.route.channels.every(({ outcome }) => outcome === 'told') && why;
      },
      { what: 'all channels to be told' },
    );
    expect(all).toMatchObject({ incidentId: incident?.id, route: { reason: 'rule_channels' } });
    expect(all.rule?.id).toBe(rules.get('acme')?.id);
    expect(all.route.channels.map(({ name }) => name)).toEqual(['mail', 'hook', 'browser']);
    for (const { message, toldAt } of all.route.channels) {
      expect(message).toMatchObject({ purpose: 'firing', state: 'told', finishedAt: toldAt });
    }
    const alert = { labels: { alertname: 'Other', namespace: 'acme-prod' }, severity: 'critical' };
    const other = await as('acme').post<Why>(`${base}/why`, alert);
    expect(other).toMatchObject({ incidentId: null, rule: null, severity: 'critical' });
    expect(other.route.reason).toBe('default_receiver');
    expect(other.route.channels.map(({ outcome }) => outcome)).toContain('sends_now');
    const foreign = { ...alert, labels: { namespace: 'umbrella-prod' } };
    expect((await as('acme').call('POST', `${base}/why`, foreign)).status).toBe(404);
    expect((await as('umbrella').call('GET', path)).status).toBe(403);
    expect((await as('umbrella').call('POST', `${base}/why`, alert)).status).toBe(403);
  });

  it('keeps one incident across levels and tells when it climbs', async () => {
    await set('acme', 95);
    await mail.waitFor(({ subject }) => subject.includes('critical'));
    const all = await incidentsOf('acme');
    expect(all).toHaveLength(1);
    expect(all[0]).toMatchObject({ severity: 'critical', status: 'firing' });
    expect(mailsTo('acme')).toHaveLength(2);
    // What is not yet stored as sent when the process dies is sent again, with the same id.
    await waitUntil(async () => (await succeeded()) === 6, {
      what: 'both changes on three channels',
    });
  });

  it('survives kill -9 without telling again, and the socket resumes', async () => {
    const position = Math.max(
      ...(live.get('acme')?.messages ?? []).map((one) => ('position' in one ? one.position : 0)),
    );
    await service.kill();
    await service.restart();
    people.set('acme', await signInAs(service.url, 'acme-admin'));
    people.set('umbrella', await signInAs(service.url, 'umbrella-admin'));
    const resumed = await socketOf('acme', position);
    live.set('acme', resumed);
    expect(await resumed.waitFor('hello')).toMatchObject({ resumed: true });
    const seen = prometheusPosts();
    await waitUntil(async () => (await seen()) >= 2, { what: 'Prometheus to post again' });
    expect(await incidentsOf('acme')).toHaveLength(1);
    expect([mailsTo('acme').length, hooksOf('acme').length]).toEqual([2, 2]);
  });

  it('sends a dashboard as a report, to its own tenant alone', async () => {
    await prometheus.writeSeries(
      tenants.map(({ namespace }) => ({
        labels: { __name__: 'orders_open', namespace },
        samples: Array.from({ length: 30 }, (_, index) => [Date.now() - (30 - index) * 60_000, 40]),
      })),
    );
    const order = { tenant: 'acme', expression: 'orders_open' };
    const { report, mail: sent } = await sendReport(as('acme'), mail, order);
    expectReport(sent);
    const keep = process.env.TOCSIN_REPORT_MAIL ?? '';
    if (keep !== '') writeFileSync(keep, Buffer.from(sent.raw, 'latin1'));
    const path = `/api/v1/tenants/acme/reports/${report.id}`;
    for (const what of ['', '/runs', '/preview?as=html'])
      expect((await as('umbrella').call('GET', `${path}${what}`)).status).toBe(403);
    const { id: _, ...foreign } = report;
    const theirs = await as('umbrella').call('POST', '/api/v1/tenants/umbrella/reports', foreign);
    expect(theirs.status).toBeGreaterThanOrEqual(400);
    const preview = await as('acme').call('GET', `${path}/preview?as=html`);
    expect(preview.headers.get('content-security-policy')).toContain('sandbox');
    expect(String(preview.body)).toContain('data:image/png;base64,');
  });

  it('resolves everywhere, with one delivery each, and the timeline tells it all', async () => {
    await set('acme', 1);
    await mail.waitFor(({ subject }) => /resolved/i.test(subject));
    await live.get('acme')?.waitFor('incident', ({ incident }) => incident.status === 'resolved');
    await waitUntil(() => hooksOf('acme').length === 3, { what: 'the resolved webhook' });
    const [incident] = await incidentsOf('acme');
    const { events } = await as('acme').get<Timeline>(
      `/api/v1/tenants/acme/incidents/${incident?.id}`,
    );
    // Prometheus may post the end of one level before the other's: a step down, told to nobody.
    const kinds = events
      .map(({ kind }) => kind)
      .filter((kind) => !/notification|delivery|lowered/.test(kind));
    expect(kinds).toEqual(['fired', 'severity_raised', 'resolved']);
    expect(incident).toMatchObject({ status: 'resolved', resolveReason: 'resolved_by_source' });
    const ids = hooksOf('acme').map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids).size).toBe(3);
    expect(
      mailsTo('acme').map(({ subject }) => /warning|critical|Resolved/i.test(subject)),
    ).toEqual([true, true, true]);
  });

  it('answers another tenant as if nothing of it existed', async () => {
    const rule = rules.get('acme')?.id;
    const [incident] = await incidentsOf('acme');
    for (const path of [
      `rules/${rule}`,
      `incidents/${incident?.id}`,
      'channels',
      'rules',
      'incidents',
      'tokens',
    ]) {
      const foreign = await as('umbrella').call('GET', `/api/v1/tenants/acme/${path}`);
      const unknown = await as('umbrella').call('GET', `/api/v1/tenants/nobody/${path}`);
      expect([foreign.status, messageOf(foreign.body)]).toEqual([403, messageOf(unknown.body)]);
    }
    expect(
      (await as('umbrella').call('GET', `/api/v1/tenants/umbrella/rules/${rule}`)).status,
    ).toBe(404);
    expect(
      (await as('umbrella').call('GET', `/api/v1/tenants/umbrella/incidents/${incident?.id}`))
        .status,
    ).toBe(404);
    await expect(
      openLive(service.url, { owner: 'acme', headers: as('umbrella').headers }),
    ).rejects.toThrow('403');
  });

  it('stops the rule, and Prometheus forgets it', async () => {
    const rule = await as('acme').get<Rule>(`/api/v1/tenants/acme/rules/${rules.get('acme')?.id}`);
    await as('acme').delete(`/api/v1/tenants/acme/rules/${rule.id}`);
    await waitUntil(
      async () => !JSON.stringify(await prometheus.get('/api/v1/rules')).includes('acme'),
      { what: 'Prometheus to forget the rule of acme' },
    );
    expect(JSON.stringify(await prometheus.get('/api/v1/rules'))).toContain('umbrella');
  });

  /** How many posts of alerts Prometheus has had accepted since now. */
  function prometheusPosts(): () => Promise<number> {
    let start: number | null = null;
    return async () => {
      const text = await (await fetch(`${prometheus.url}/metrics`)).text();
      const sent = [...text.matchAll(/^prometheus_notifications_sent_total\{[^}]*\} (\S+)$/gm)];
      const errors = [...text.matchAll(/^prometheus_notifications_errors_total\{[^}]*\} (\S+)$/gm)];
      const sum = (found: RegExpExecArray[]) =>
        found.reduce((total, [, value]) => total + Number(value), 0);
      const total = sum(sent) - sum(errors);
      start ??= total;
      return total - start;
    };
  }
});

function messageOf(body: unknown): unknown {
  return (body as { error?: { message?: string } }).error?.message;
}
