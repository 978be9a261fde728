import { execFileSync } from 'node:child_process';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Incident } from '../../web/contract/incidents.ts';
import type { RuleEvaluations } from '../../web/contract/rule-evaluations.ts';
import type { RulePast } from '../../web/contract/rule-past.ts';
import type { Rule, RuleInput, RulePreview } from '../../web/contract/rules.ts';
import type { SystemRule, SystemRuleList } from '../../web/contract/system-rules.ts';
import { type ApiClient, signIn, tokenClient } from '../support/api-client.ts';
import {
  EmbeddedLabClient,
  labPassword,
  labToken,
  startEmbeddedLab,
} from '../support/embedded-lab.ts';
import { PAST_METRIC, pastLoadBodies, WRITE_HEADERS } from '../support/past-load.ts';
import { remoteWriteBody } from '../support/remote-write-body.ts';
import type { TocsinProcess } from '../support/tocsin-process.ts';
import { waitUntil } from '../support/wait-until.ts';

type Tenant = 'acme' | 'globex';

/** Fires at the first evaluation that finds more than two. */
function ruleOf(name: string, scope: string, change: Partial<RuleInput>): RuleInput {
  return {
    name,
    scope,
    language: 'logql',
    expression: 'sum by (namespace) (count_over_time({app="checkout"} |= "boom" [5m]))',
    interval: '1s',
    levels: [{ severity: 'critical', operator: '>', threshold: 2, checks: 1 }],
    labels: {},
    annotations: { summary: '{{ $value }} in {{ $labels.namespace }}' },
    channels: [],
    levelChange: 'raised',
    enabled: true,
    ...change,
  };
}

describe('rules on logs, evaluated here', () => {
  let service: TocsinProcess;
  const people = new Map<Tenant, ApiClient>();

  beforeAll(async () => {
    service = await startEmbeddedLab();
    for (const tenant of ['acme', 'globex'] as const) {
      people.set(tenant, await signIn(service.url, `${tenant}-admin`, labPassword));
    }
  });
  afterAll(() => service?.remove());

  const api = (tenant: Tenant): ApiClient => {
    const client = people.get(tenant);
    if (!client) throw new Error(tenant);
    return client;
  };
  const data = (tenant: Tenant) => new EmbeddedLabClient(service.url, labToken(tenant));

  async function log(tenant: Tenant, scope: string, ...lines: readonly string[]): Promise<void> {
    const values = lines.map((line, index) => [`${Date.now()}00000${index}`, line]);
    const streams = [{ stream: { app: 'checkout' }, values }];
    const path = `/scopes/${scope}/loki/loki/api/v1/push`;
    expect(await data(tenant).json('POST', path, { streams })).toMatchObject({ status: 204 });
  }

  async function write(
    tenant: Tenant,
    labels: Readonly<Record<string, string>>,
    value: number,
  ): Promise<void> {
    const body = new Uint8Array(remoteWriteBody([{ labels, samples: [[Date.now(), value]] }]));
    const path = `/scopes/${tenant}.shop.prod/prometheus/api/v1/write`;
    expect((await data(tenant).send('POST', path, body, WRITE_HEADERS)).status).toBe(204);
  }

  const save = (tenant: Tenant, rule: RuleInput) =>
    api(tenant).post<Rule>(`/api/v1/tenants/${tenant}/rules`, rule);
  const evaluated = (tenant: Tenant, { id }: Pick<Rule, 'id'>) =>
    waitUntil(
      async () => {
        const rule = await api(tenant).get<Rule>(`/api/v1/tenants/${tenant}/rules/${id}`);
        return rule.status.some(({ stage, health }) => stage === 'evaluated' && health === 'ok');
      },
      { what: 'the first evaluation' },
    );
  const firing = async (tenant: Tenant) => {
    const path = `/api/v1/tenants/${tenant}/incidents?status=firing`;
    const { items } = await api(tenant).get<{ items: readonly Incident[] }>(path);
    return items.map(({ title, namespace, annotations }) => ({ title, namespace, annotations }));
  };

  it("counts the tenant's own lines, and no neighbour's", async () => {
    await log('globex', 'globex.shop.prod', 'boom 1', 'boom 2', 'boom 3', 'boom 4');
    await log('acme', 'acme.shop.prod', 'boom 1', 'boom 2');
    const rule = await save('acme', ruleOf('Boom', 'acme', {}));
    expect(rule).toMatchObject({ language: 'logql', levels: [{ checks: 1 }] });
    await evaluated('acme', rule);
    expect(await firing('acme')).toEqual([]);
    await log('acme', 'acme.shop.prod', 'boom 3');
    await waitUntil(async () => (await firing('acme')).length > 0, { what: 'the incident' });
    expect(await firing('acme')).toEqual([
      { title: 'Boom', namespace: 'acme-prod', annotations: { summary: '3 in acme-prod' } },
    ]);
    expect(await firing('globex')).toEqual([]);
  });

  it("bears no neighbour's namespace, whatever it makes of its lines", async () => {
    const forged = ruleOf('Forged', 'globex', {
      expression:
        'sum by (namespace) (count_over_time({app="checkout"} | label_format namespace=`acme-prod` [5m]))',
    });
    await save('globex', forged);
    await waitUntil(async () => (await firing('globex')).length > 0, { what: 'the incident' });
    expect(await firing('globex')).toMatchObject([{ title: 'Forged', namespace: 'globex-prod' }]);
    const alerts = 'ALERTS{alertname="Forged"}';
    await waitUntil(async () => (await data('globex').series('globex', alerts)).length > 0, {
      what: 'the ALERTS series',
    });
    expect(await data('globex').series('globex', alerts)).toMatchObject([
      { namespace: 'globex-prod', exported_namespace: 'acme-prod' },
    ]);
    expect(await data('acme').series('acme@lab', alerts)).toEqual([]);
  });

  it('raises what nobody wrote, for the tenant that switched it on and no other', async () => {
    const base = (tenant: Tenant) => `/api/v1/tenants/${tenant}`;
    const name = 'Certificate is not ready';
    const path = (tenant: Tenant) => `${base(tenant)}/system-rules/certificate-not-ready`;
    const labels = {
      __name__: 'certmanager_certificate_ready_status',
      name: 'web',
      condition: 'False',
    };
    for (const tenant of ['acme', 'globex'] as const) await write(tenant, labels, 1);
    const group = `${base('acme')}/system-rule-groups/certificates`;
    await api('acme').put(group, { enabled: true, channels: [] }, 0);
    const override = `${path('acme')}/override`;
    const made = await api('acme').put<SystemRule>(override, { interval: '1s' }, 0);
    expect(made).toMatchObject({ enabled: true, revision: 1, override: { interval: '1s' } });
    const raised = async (tenant: Tenant) =>
      (await firing(tenant)).filter(({ title }) => title === name);
    await waitUntil(async () => (await raised('acme')).length > 0, { what: 'the incident' });
    expect(await raised('acme')).toMatchObject([
      { namespace: 'acme-prod', annotations: { summary: name, value: '1' } },
    ]);
    await evaluated('acme', { id: made.ruleId });
    const { items } = await api('acme').get<{ items: Rule[] }>(`${base('acme')}/rules?limit=500`);
    const shown = items.find(({ id }) => id === made.ruleId);
    expect(shown).toMatchObject({ name, systemRule: 'certificate-not-ready', enabled: true });
    expect(shown?.status).toMatchObject([
      { cluster: 'far' },
      { cluster: 'lab', stage: 'evaluated', health: 'ok' },
    ]);
    expect(await raised('globex')).toEqual([]);
    const others = await api('globex').get<SystemRuleList>(`${base('globex')}/system-rules`);
    expect(others.items.every(({ enabled, override }) => !enabled && override === null)).toBe(true);
    const foreign = await api('globex').call('GET', `${base('acme')}/system-rules`);
    expect(foreign.status).toBe(403);
    await api('acme').put(override, { enabled: false }, 1);
    expect(await raised('acme')).toEqual([]);
  });

  const push = (tenant: Tenant, value: number) =>
    write(tenant, { __name__: 'jobs_waiting', job: 'queue' }, value);
  const onJobs = (name: string, scope: string, change: Partial<RuleInput>): RuleInput =>
    ruleOf(name, scope, {
      language: 'promql',
      expression: 'last_over_time(jobs_waiting[3s])',
      levels: [{ severity: 'critical', operator: '>', threshold: 100 }],
      annotations: {},
      ...change,
    });
  const titles = async (tenant: Tenant) =>
    (await firing(tenant)).map(({ title }) => title).filter((title) => /Jobs|Nobody/.test(title));
  const evaluations = (tenant: Tenant, { id }: Rule) =>
    api(tenant).get<RuleEvaluations>(`/api/v1/tenants/${tenant}/rules/${id}/evaluations`);

  it('without data keeps what fires, or raises that; both until data comes back', async () => {
    const kept = await save('acme', onJobs('Jobs kept', 'acme.shop', { noData: 'keep' }));
    await save('acme', onJobs('Jobs missing', 'acme.shop', { noData: 'alert' }));
    await save('acme', onJobs('Jobs', 'acme.shop', {}));
    await save('globex', onJobs('Jobs of globex', 'globex', { noData: 'alert' }));
    const expression = 'sum(count_over_time({app="nobody"}[1m]))';
    const { levels } = onJobs('', '', {});
    await save('acme', ruleOf('Nobody', 'acme.shop', { expression, levels, noData: 'alert' }));
    const all = ['Jobs', 'Jobs kept', 'Jobs missing', 'No data: Nobody'];
    /** Pushes all the while, or nothing. */
    const become = (wanted: readonly string[], value: number | null) =>
      waitUntil(
        async () => {
          if (value !== null) await Promise.all([push('acme', value), push('globex', 5)]);
          return isDeepStrictEqual((await titles('acme')).sort(), wanted);
        },
        { what: wanted.join(', '), everyMs: 200 },
      );
    await become(all, 200);
    const alerts = await waitUntil(
      async () => {
        const [level] = (await evaluations('acme', kept)).clusters[0]?.levels ?? [];
        return level?.alerts?.firing === 1 && level.alerts;
      },
      { what: 'the alert in its evaluation' },
    );
    expect(alerts).toMatchObject({
      firing: 1,
      first: [{ state: 'firing', value: '200', labels: { namespace: 'acme-prod' } }],
    });
    await become(['Jobs kept', 'No data: Jobs missing', 'No data: Nobody'], null);
    const found = (await firing('acme')).find(({ title }) => title === 'No data: Jobs missing');
    expect(found?.annotations).toEqual({
      summary: 'No data: Jobs missing',
      description: expect.stringContaining('gives nothing on cluster lab'),
    });
    await become(['No data: Nobody'], 5);
    const ofGlobex = await titles('globex');
    expect(ofGlobex.filter((title) => title !== 'No data: Jobs of globex')).toEqual([]);
  });

  it('that record, record in their own namespace, whatever the expression says', async () => {
    await push('acme', 7);
    const forged = 'label_replace(sum(jobs_waiting), "namespace", "globex-prod", "", "")';
    const record = { levels: [], annotations: {} };
    const sum = { ...record, expression: forged, record: 'acme:jobs:sum' };
    const lines = { ...record, expression: 'count_over_time({app="checkout"}[5m])' };
    const rule = await save('acme', onJobs('Sum', 'acme.shop', sum));
    await save('globex', ruleOf('Lines', 'globex', { ...lines, record: 'globex:lines:count' }));
    await evaluated('acme', rule);
    const series = (tenant: Tenant, name: string) => data(tenant).series(`${tenant}@lab`, name);
    await waitUntil(async () => (await series('acme', 'acme:jobs:sum'))[0]?.value === '7', {
      what: 'the recorded series',
    });
    expect(await series('acme', 'acme:jobs:sum')).toMatchObject([{ namespace: 'acme-prod' }]);
    await waitUntil(async () => (await series('globex', 'globex:lines:count')).length > 0, {
      what: 'what is recorded of lines',
    });
    const [counted] = await series('globex', 'globex:lines:count');
    expect(counted).toMatchObject({ namespace: 'globex-prod', app: 'checkout' });
    expect(await series('globex', 'acme:jobs:sum')).toEqual([]);
    expect(await series('acme', 'globex:lines:count')).toEqual([]);
    const { status } = await api('acme').get<Rule>(`/api/v1/tenants/acme/rules/${rule.id}`);
    expect(status).toMatchObject([{ stage: 'evaluated', state: 'inactive', alerts: null }]);
  });

  it('say how they were evaluated, to their readers alone, with a command that asks it', async () => {
    const rule = await save('acme', onJobs('Asked', 'acme.shop', { noData: 'alert' }));
    await evaluated('acme', rule);
    const { clusters } = await evaluations('acme', rule);
    expect(clusters).toMatchObject([{ cluster: 'lab', evaluator: 'tocsin' }]);
    const [level, missing] = clusters[0]?.levels ?? [];
    expect(level).toMatchObject({ kind: 'level', severity: 'critical', health: 'ok' });
    expect(missing).toMatchObject({ kind: 'no_data', query: expect.stringMatching(/^absent\(/) });
    const last = level?.evaluations[0];
    expect(last).toMatchObject({ error: null, results: 0 });
    expect(last?.durationMs).toBeGreaterThan(0);
    const command = last?.command ?? '';
    expect(command).toContain(`${service.url}/scopes/acme.shop@lab/`);
    const as = (token: string) => {
      const env = { ...process.env, TOCSIN_TOKEN: token };
      return JSON.parse(execFileSync('/bin/sh', ['-c', command], { env, encoding: 'utf8' }));
    };
    expect(as(labToken('acme'))).toMatchObject({ status: 'success', data: { result: [] } });
    expect(as(labToken('globex'))).toMatchObject({ status: 'error' });
    const { status } = await api('acme').get<Rule>(`/api/v1/tenants/acme/rules/${rule.id}`);
    expect(status[0]?.steps).toMatchObject({ loadedAt: expect.any(String) });
    expect(status[0]?.lagMs).toBeLessThan(30_000);
    for (const owner of ['acme', 'globex']) {
      const path = `/api/v1/tenants/${owner}/rules/${rule.id}/evaluations`;
      const answer = await api('globex').call('GET', path);
      expect(answer.status).toBe(owner === 'acme' ? 403 : 404);
    }
  });

  it('says at save that lines cannot be compared', async () => {
    const lines = ruleOf('Lines', 'acme', { expression: '{app="checkout"} |= "boom"' });
    const { status, body } = await api('acme').call('POST', '/api/v1/tenants/acme/rules', lines);
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: { details: [{ path: '/expression' }] } });
  });

  const DAY_MS = 86_400_000;

  async function load(tenant: Tenant, series: number, endMs: number): Promise<void> {
    const namespace = `${tenant}-prod`;
    const past = { namespace, series, startMs: endMs - DAY_MS, endMs, everyMs: 300_000 };
    const path = `/scopes/${tenant}.shop.prod/prometheus/api/v1/write`;
    for (const body of pastLoadBodies(past, 500)) {
      const answer = await data(tenant).send('POST', path, new Uint8Array(body), WRITE_HEADERS);
      expect(answer.status, answer.text).toBeLessThan(300);
    }
  }

  const loaded = (change: Partial<RuleInput>): RuleInput =>
    ruleOf('Loaded', 'acme.shop.prod', {
      language: 'promql',
      expression: PAST_METRIC,
      interval: '1m',
      levels: [
        { severity: 'critical', operator: '>', threshold: 0.98, for: '5m' },
        { severity: 'warning', operator: '>', threshold: 0.9, checks: 3 },
      ],
      ...change,
    });
  const past = (tenant: Tenant, rule: RuleInput, lengthMs = DAY_MS, endMs = Date.now()) => {
    const [start, end] = [endMs - lengthMs, endMs].map((ms) => new Date(ms).toISOString());
    const path = `/api/v1/tenants/${tenant}/rules/preview/past`;
    return api(tenant).call('POST', path, { rule, start, end });
  };
  const lookedAt = async (...args: Parameters<typeof past>) => {
    const { status, body } = await past(...args);
    expect(status, JSON.stringify(body).slice(0, 500)).toBe(200);
    return body as RulePast;
  };

  it('shows what a rule would have done on a day of 500 series, and nothing of a neighbour', async () => {
    const nowMs = Math.floor(Date.now() / 60_000) * 60_000;
    await load('acme', 500, nowMs);
    await load('globex', 3, nowMs);
    const startedMs = performance.now();
    const { clusters, failed } = await lookedAt('acme', loaded({}));
    const tookMs = performance.now() - startedMs;
    expect(failed).toEqual([]);
    const [lab] = clusters;
    expect(lab).toMatchObject({ cluster: 'lab', seriesCount: 500, seriesFired: 500, notices: [] });
    expect(lab?.instants).toMatchObject({ stepMs: 60_000 });
    expect(lab?.levels[0]?.fired).toBeGreaterThan(500);
    const { channels } = lab?.notifications ?? {};
    expect(channels?.map(({ name }) => name)).toContain("author's inbox");
    expect(lab?.messages[0]?.text).toContain('in acme-prod');
    // 2 s are wanted of a machine that does nothing else: `npm run bench -- --only rules`.
    expect(tookMs).toBeLessThan(10_000);
    const others = `${PAST_METRIC} or {__name__=~"preview_.*"} or on (pod) info(${PAST_METRIC})`;
    const theirs = loaded({ scope: 'globex', expression: others });
    const globex = await lookedAt('globex', theirs);
    expect(globex.clusters[0]).toMatchObject({ seriesCount: 3 });
    expect(JSON.stringify(globex)).not.toContain('acme');
    expect((await past('globex', loaded({}))).status).toBe(400);
    const { lint } = await api('acme').post<RulePreview>(
      '/api/v1/tenants/acme/rules/preview',
      loaded({ expression: `rate(${PAST_METRIC}[5m])` }),
    );
    expect(lint.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['rate_of_gauge', 'range_too_short']),
    );
  });

  it('shows the same of rules on logs and of those that compare by themselves', async () => {
    const ranged = await lookedAt('acme', ruleOf('Boom again', 'acme.shop.prod', {}), 120_000);
    expect(ranged.clusters[0]).toMatchObject({
      cluster: 'lab',
      seriesFired: 1,
      series: [{ labels: { namespace: 'acme-prod' }, spans: [{ level: 0, resolvedAt: null }] }],
      messages: [{ value: 3, isReal: true, annotations: { summary: '3 in acme-prod' } }],
    });
    const bare = {
      expression: `${PAST_METRIC}{pod="pod-1"} > 0.9`,
      levels: [{ severity: 'critical' }],
    };
    const own = await lookedAt('acme', loaded(bare));
    expect(own.clusters[0]).toMatchObject({ seriesCount: 1, seriesFired: 1 });
  });

  it('tells how a range is wrong, and asks nobody who may not', async () => {
    const { body, status } = await past('acme', loaded({}), -1_000);
    expect([status, body]).toMatchObject([400, { error: { details: [{ path: '/start' }] } }]);
    const far = await lookedAt('acme', loaded({ scope: 'acme.far' }), 600_000);
    expect(far.failed).toMatchObject([{ cluster: 'far', kind: 'upstream_failed' }]);
    const path = '/api/v1/tenants/acme/rules/preview/past';
    const rule = loaded({});
    const range = {
      start: new Date(Date.now() - 60_000).toISOString(),
      end: new Date().toISOString(),
    };
    expect((await api('globex').call('POST', path, { rule, ...range })).status).toBe(403);
    const statusOf = async (permissions: readonly string[], body: RuleInput) => {
      const made = { name: permissions.join(), kind: 'scope', node: 'acme.shop', permissions };
      const { secret } = await api('acme').post<{ secret: string }>('/api/v1/tenants/acme/tokens', {
        ...made,
        expiresAt: null,
      });
      const caller = tokenClient(service.url, secret);
      return (await caller.call('POST', path, { rule: body, ...range })).status;
    };
    expect(await statusOf(['rules:read'], rule)).toBe(403);
    expect(await statusOf(['rules:read', 'logs:read'], rule)).toBe(403);
    expect(await statusOf(['rules:read', 'metrics:read'], ruleOf('Lines', rule.scope, {}))).toBe(
      403,
    );
    expect(await statusOf(['rules:read', 'metrics:read'], rule)).toBe(200);
    expect(
      await statusOf(['rules:read', 'metrics:read', 'logs:read'], loaded({ scope: 'acme' })),
    ).toBe(403);
  });
});
