import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROMETHEUS_ROUTES } from '../../queries/proxy/prometheus-routes.ts';
import { API } from '../../web/contract/api.ts';
import type { Endpoint } from '../../web/contract/endpoint.ts';
import { aimsAt } from '../adversary/aims.ts';
import type { TenantId } from '../adversary/attack.ts';
import { attackAll, type Field } from '../adversary/campaign.ts';
import { FORGED_HEADERS } from '../adversary/headers.data.ts';
import { ODD_PATHS } from '../adversary/paths.data.ts';
import { PROMETHEUS_CONTROLS } from '../adversary/prometheus-controls.ts';
import { prometheusField } from '../adversary/prometheus-field.ts';
import { SCOPE_ENDPOINTS } from '../adversary/scope-endpoints.ts';
import { foreignWord, neighbourOf, TENANTS, WORDS } from '../adversary/words.ts';
import { sendAll } from '../support/raw-http.ts';
import { requires } from '../support/requires.ts';
import { startTelltaleWorld, type TelltaleWorld } from '../support/telltale-prometheus.ts';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';

const ENDPOINTS = Object.entries(API)
  .map(([name, endpoint]): [string, Endpoint] => [name, endpoint])
  .filter(([, { path }]) => path.includes('{scope}'));
const CASES = ENDPOINTS.flatMap(([name, endpoint]) =>
  TENANTS.map((tenant) => [`${name} by ${tenant}`, name, endpoint, tenant] as const),
);

const secretOf = (tenant: TenantId) => `fixture-token-that-reads-all-of-${tenant}`;

function configOf(url: string) {
  return {
    clusters: [
      {
        id: 'eu1',
        metrics: { url, timeout: '20s' },
        enforcement: { namespaceLabel: 'namespace', exemptMetrics: ['shared_info'] },
      },
    ],
    tenants: TENANTS.map((id) => ({
      id,
      projects: [{ id: 'shop', environments: [{ id: 'prod', cluster: 'eu1', namespace: id }] }],
    })),
    tokens: TENANTS.map((owner) => ({
      name: 'reads metrics',
      owner,
      kind: 'scope',
      node: owner,
      permissions: ['metrics:read', 'rules:read', 'logs:read'],
      secret: secretOf(owner),
    })),
  };
}

describe('the positive controls of endpoints of scopes', () => {
  it('are one for each: add to test/adversary/scope-endpoints.ts how a new one shows a tenant its own', () => {
    expect(Object.keys(SCOPE_ENDPOINTS).sort()).toEqual(ENDPOINTS.map(([name]) => name).sort());
  });
});

requires('prometheus')('the built service under attack by a neighbour', () => {
  let world: TelltaleWorld;
  let service: TocsinProcess;
  let field: Field;

  beforeAll(async () => {
    world = await startTelltaleWorld();
    service = await startTocsin({ config: configOf(world.upstream.url) });
    field = {
      ...prometheusField(world),
      url: service.url,
      tokenOf: ({ tenant }) => secretOf(tenant),
    };
  }, 120_000);
  afterAll(async () => {
    await service?.remove();
    await world?.stop();
  });

  async function post({ method, path }: Endpoint, tenant: TenantId, bodies: readonly unknown[]) {
    const requests = bodies.map((body) => {
      const text = Buffer.from(JSON.stringify(body));
      const head = `${method} ${path.replace('{scope}', tenant)} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${secretOf(tenant)}\r\nContent-Type: application/json\r\nContent-Length: ${text.length}\r\n\r\n`;
      return { bytes: Buffer.concat([Buffer.from(head), text]), isHead: false };
    });
    return sendAll(service.url, requests, 4);
  }

  it.each(CASES)('%s: shows the own', async (_, name, endpoint, tenant) => {
    const control = SCOPE_ENDPOINTS[name];
    const [answer] = await post(endpoint, tenant, [control?.control(tenant)]);
    expect(answer?.status, answer?.body).toBe(200);
    expect(answer?.body).toContain(control?.sees(tenant));
    expect(foreignWord(answer?.body ?? '', tenant)).toBe(null);
  });

  it.each(CASES)('%s: every attack', async (_, name, endpoint, tenant) => {
    field.forget();
    const attacks = SCOPE_ENDPOINTS[name]?.attacks(tenant, neighbourOf(tenant)) ?? [];
    const answers = await post(
      endpoint,
      tenant,
      attacks.map(({ body }) => body),
    );
    const problems = answers.flatMap(({ status, head, body }, index) => {
      const word = foreignWord(`${head}${body}`, tenant);
      const what = `${attacks[index]?.name}: ${status} ${body.slice(0, 300)}`;
      if (word !== null) return [`shows ${word}: ${what}`];
      return status >= 500 || status === 0 ? [what] : [];
    });
    expect(problems).toEqual([]);
    const [aim] = aimsAt('prometheus', PROMETHEUS_ROUTES, {}).filter(
      (one) => one.tenant === tenant,
    );
    if (!aim) throw new Error('there are no routes');
    const left = field.left().flatMap((one) => field.leftProblem(one, aim) ?? []);
    expect([...new Set(left)].slice(0, 5)).toEqual([]);
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(40);
  });

  it.each(
    aimsAt('prometheus', PROMETHEUS_ROUTES, PROMETHEUS_CONTROLS)
      .filter(({ route }) => /v1.query$|series$|rules$/.test(route))
      .map((aim) => [`${aim.method} ${aim.route} by ${aim.tenant}`, aim] as const),
  )('%s: paths and headers, with the real door', async (_, aim) => {
    const { problems, outcomes } = await attackAll(field, aim, [...ODD_PATHS, ...FORGED_HEADERS]);
    expect(problems).toEqual([]);
    const own = outcomes.filter(({ answer }) => answer.body.includes(WORDS[aim.tenant]));
    expect(own.length).toBeGreaterThan(10);
  });
});
