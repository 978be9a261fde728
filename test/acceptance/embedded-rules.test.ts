import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Incident } from '../../web/contract/incidents.ts';
import type { Rule, RuleInput } from '../../web/contract/rules.ts';
import { type ApiClient, signIn } from '../support/api-client.ts';
import {
  EmbeddedLabClient,
  labPassword,
  labToken,
  startEmbeddedLab,
} from '../support/embedded-lab.ts';
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

  const save = (tenant: Tenant, rule: RuleInput) =>
    api(tenant).post<Rule>(`/api/v1/tenants/${tenant}/rules`, rule);
  const evaluated = (tenant: Tenant, { id }: Rule) =>
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

  it('says at save that lines cannot be compared', async () => {
    const lines = ruleOf('Lines', 'acme', { expression: '{app="checkout"} |= "boom"' });
    const { status, body } = await api('acme').call('POST', '/api/v1/tenants/acme/rules', lines);
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: { details: [{ path: '/expression' }] } });
  });
});
