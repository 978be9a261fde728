import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROMETHEUS_ROUTES } from '../../queries/proxy/prometheus-routes.ts';
import { API } from '../../web/contract/api.ts';
import type { Endpoint } from '../../web/contract/endpoint.ts';
import { aimsAt } from '../adversary/aims.ts';
import { bytesOf, shotOf, type TenantId } from '../adversary/attack.ts';
import { attackAll, type Field } from '../adversary/campaign.ts';
import { FORGED_HEADERS } from '../adversary/headers.data.ts';
import { ODD_PATHS } from '../adversary/paths.data.ts';
import { PROMETHEUS_CONTROLS } from '../adversary/prometheus-controls.ts';
import { prometheusField } from '../adversary/prometheus-field.ts';
import { SCOPE_ENDPOINTS } from '../adversary/scope-endpoints.ts';
import { SMUGGLING } from '../adversary/smuggling.data.ts';
import { foreignWord, neighbourOf, TENANTS, WORDS } from '../adversary/words.ts';
import { pushedBy, WRITE_BODIES, writeAim } from '../adversary/write-bodies.ts';
import { sendAll, sendBytes } from '../support/raw-http.ts';
import { inRepository } from '../support/repository.ts';
import { requires } from '../support/requires.ts';
import { startTelltaleWorld, type TelltaleWorld } from '../support/telltale-prometheus.ts';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';
import { waitUntil } from '../support/wait-until.ts';

const ENDPOINTS = Object.entries(API)
  .map(([name, endpoint]): [string, Endpoint] => [name, endpoint])
  .filter(([, { path, method }]) => path.includes('{scope}') && method === 'POST');

/** Those that take no body have nothing to be attacked with but what all share; where each is tested. */
const WITHOUT_BODY: Readonly<Record<string, string>> = {
  'deliveries.catchUp': 'test/contract/message-delivery.test.ts',
  'collection.get': 'test/acceptance/collection.test.ts',
};
const CASES = ENDPOINTS.flatMap(([name, endpoint]) =>
  TENANTS.map((tenant) => [`${name} by ${tenant}`, name, endpoint, tenant] as const),
);

const secretOf = (tenant: TenantId) => `fixture-token-that-reads-all-of-${tenant}`;

function configOf(url: string, workers: number) {
  return {
    server: { workers },
    limits: { default: { perSecond: 0 } },
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
      permissions: ['metrics:read', 'metrics:write', 'rules:read', 'logs:read'],
      secret: secretOf(owner),
    })),
  };
}

describe('the positive controls of endpoints of scopes', () => {
  it('are one for each: add to test/adversary/scope-endpoints.ts how a new one shows a tenant its own', () => {
    expect(Object.keys(SCOPE_ENDPOINTS).sort()).toEqual(ENDPOINTS.map(([name]) => name).sort());
  });

  it('are with two tenants for those that take no body', () => {
    const without = Object.entries(API)
      .filter(([, { path, method }]) => path.includes('{scope}') && method !== 'POST')
      .map(([name]) => name);
    expect(without).toEqual(Object.keys(WITHOUT_BODY));
    for (const file of Object.values(WITHOUT_BODY)) {
      const text = readFileSync(inRepository(file), 'utf8');
      expect(TENANTS.every((tenant) => text.includes(tenant))).toBe(true);
    }
  });
});

/** With two workers each tenant has one of its own, and connections go from one to the other. */
requires('prometheus')('the built service under attack by a neighbour', () => {
  describe.each(process.env.TOCSIN_PROOF === '1' ? [0, 2] : [2])('with %i workers', (workers) => {
    let world: TelltaleWorld;
    let service: TocsinProcess;
    let field: Field;

    beforeAll(async () => {
      world = await startTelltaleWorld();
      service = await startTocsin({ config: configOf(world.upstream.url, workers) });
      const started = () => service.log().split('"query worker serves"').length - 1 >= workers;
      await waitUntil(started, { what: 'all workers' });
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
      expect(own.length).toBeGreaterThan(30);
    });

    it.each(TENANTS)('%s: what is cut in several ways is cut in one', async (tenant) => {
      const aims = aimsAt('prometheus', PROMETHEUS_ROUTES, PROMETHEUS_CONTROLS).filter(
        (aim) => aim.tenant === tenant && /v1.query$/.test(aim.route),
      );
      const problems = await Promise.all(
        aims.flatMap((aim) =>
          SMUGGLING.map(async ({ name, bytes }) => {
            const answer = await sendBytes(field.url, bytes(aim, secretOf(tenant)), 1_000);
            const word = foreignWord(answer, tenant);
            const codes = [...answer.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, code]) =>
              Number(code),
            );
            if (word !== null) return [`${name}: shows ${word}`];
            const isLate = codes.slice(1).some((code) => code < 400);
            return isLate || codes.some((code) => code >= 500) ? [`${name}: ${codes}`] : [];
          }),
        ),
      );
      expect(problems.flat()).toEqual([]);
    });

    it.each(TENANTS)(
      '%s: what is pushed lies in the own scope, whatever it says',
      async (tenant) => {
        const aim = writeAim(tenant);
        const [control] = await sendAll(
          service.url,
          [{ bytes: bytesOf(shotOf(aim), secretOf(tenant)), isHead: false }],
          1,
        );
        expect([control?.status, control?.body]).toEqual([204, '']);
        const writing: Field = { ...field, leftProblem: () => null };
        const attacks = [...WRITE_BODIES, ...ODD_PATHS, ...FORGED_HEADERS];
        const { problems } = await attackAll(writing, aim, attacks);
        expect(problems).toEqual([]);
        const query = `count by (namespace) ({__name__="${pushedBy(tenant)}"})`;
        const { result } = (await world.shared.get('/api/v1/query', { query })) as {
          readonly result: readonly { readonly metric: Readonly<Record<string, string>> }[];
        };
        expect(result.map(({ metric }) => metric)).toEqual([{ namespace: tenant }]);
      },
    );

    it('answers both tenants on one connection, each with its own', async () => {
      const aims = aimsAt('prometheus', PROMETHEUS_ROUTES, PROMETHEUS_CONTROLS).filter(
        ({ isLocal }) => !isLocal,
      );
      const mixed = Array.from({ length: 3 }, (_, round) =>
        aims.map((__, index) => aims[(index * (round + 1) * 7) % aims.length]),
      ).flatMap((some) => some.flatMap((aim) => aim ?? []));
      const requests = mixed.map((aim) => ({
        bytes: bytesOf(shotOf(aim), secretOf(aim.tenant)),
        isHead: false,
      }));
      const answers = await sendAll(field.url, requests, 2);
      const problems = answers.flatMap(({ status, body }, index) => {
        const aim = mixed[index];
        const isOwn =
          aim && body.includes(WORDS[aim.tenant]) && foreignWord(body, aim.tenant) === null;
        return status === 200 && isOwn
          ? []
          : [`${aim?.method} ${aim?.route} by ${aim?.tenant}: ${status}`];
      });
      expect(problems).toEqual([]);
    });
  });
});
