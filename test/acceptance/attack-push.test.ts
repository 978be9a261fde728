import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Aim, Attack, TenantId } from '../adversary/attack.ts';
import { attackAll, type Field } from '../adversary/campaign.ts';
import { FORGED_HEADERS } from '../adversary/headers.data.ts';
import { ODD_PATHS } from '../adversary/paths.data.ts';
import { neighbourOf, TENANTS } from '../adversary/words.ts';
import { EmbeddedLabClient, labToken, startEmbeddedLab } from '../support/embedded-lab.ts';
import type { TocsinProcess } from '../support/tocsin-process.ts';

const NAMESPACES = { acme: 'acme-prod', globex: 'globex-prod' };

/** With the interface built, `GET *` is answered by it. */
const ATTACKS: readonly Attack[] = [...ODD_PATHS, ...FORGED_HEADERS].filter(
  ({ name }) => name !== 'path: an asterisk',
);

/** What each receiver takes: a metric or a line that names its pusher, and lies about its namespace. */
const PUSHES = [
  ['otlp/v1/metrics', 'POST', 'application/json', otlpMetrics],
  ['prometheus/api/v1/otlp/v1/metrics', 'POST', 'application/json', otlpMetrics],
  ['otlp/v1/logs', 'POST', 'application/json', otlpLogs],
  ['pushgateway/metrics/job/attack', 'PUT', 'text/plain', pushed],
] as const;

function otlpMetrics(tenant: TenantId, neighbour: TenantId): string {
  const attributes = [attribute('namespace', NAMESPACES[neighbour]), attribute('by', tenant)];
  const dataPoints = [{ timeUnixNano: `${Date.now()}000000`, asDouble: 1, attributes }];
  const metrics = [{ name: 'attacked_push', gauge: { dataPoints } }];
  return JSON.stringify({ resourceMetrics: [{ scopeMetrics: [{ metrics }] }] });
}

function otlpLogs(tenant: TenantId, neighbour: TenantId): string {
  const resource = { attributes: [attribute('k8s.namespace.name', NAMESPACES[neighbour])] };
  const record = { timeUnixNano: `${Date.now()}000000`, body: { stringValue: `by-${tenant}` } };
  return JSON.stringify({ resourceLogs: [{ resource, scopeLogs: [{ logRecords: [record] }] }] });
}

function pushed(tenant: TenantId, neighbour: TenantId): string {
  return `attacked_push{by="${tenant}",namespace="${NAMESPACES[neighbour]}"} 1\n`;
}

function attribute(key: string, stringValue: string) {
  return { key, value: { stringValue } };
}

const CASES = PUSHES.flatMap((push) =>
  TENANTS.map((tenant) => [`${push[0]} by ${tenant}`, push, tenant] as const),
);

function aimAt([route, method, type, bodyOf]: (typeof PUSHES)[number], tenant: TenantId): Aim {
  const neighbour = neighbourOf(tenant);
  return {
    api: 'prometheus',
    route,
    method,
    tenant,
    neighbour,
    target: `/scopes/${tenant}/${route}`,
    form: [],
    body: { type, text: bodyOf(tenant, neighbour) },
    textParameter: null,
    asText: (text) => text,
    isPlain: true,
    isLocal: false,
  };
}

describe('pushes that the embedded stores take by themselves', () => {
  let service: TocsinProcess;
  let field: Field;

  beforeAll(async () => {
    service = await startEmbeddedLab();
    field = {
      url: service.url,
      tokenOf: ({ tenant }) => labToken(tenant),
      // The stores are in the process: nothing leaves it.
      left: () => [],
      forget: () => undefined,
      leftProblem: () => null,
    };
  });
  afterAll(() => service?.remove());

  it.each(CASES)('%s: paths and headers lead to nobody else', async (_, push, tenant) => {
    // The end of a Pushgateway's path is the name of a job, which may be anything.
    const attacks = push[0].startsWith('pushgateway') ? FORGED_HEADERS : ATTACKS;
    const { problems, shots } = await attackAll(field, aimAt(push, tenant), attacks);
    // The judge knows the shapes of Prometheus and Loki; these answer in google.rpc.Status, or in lines.
    expect(problems.filter((one) => !one.includes('is not worded as'))).toEqual([]);
    expect(shots).toBeGreaterThan(15);
  });

  it.each(TENANTS)('%s finds nothing of the other', async (tenant) => {
    const client = new EmbeddedLabClient(service.url, labToken(tenant));
    const found = await client.series(`${tenant}.shop`, 'attacked_push');
    for (const { by, namespace } of found)
      expect([by, namespace]).toEqual([tenant, NAMESPACES[tenant]]);
    // All of acme lies on two clusters, so that its pushes are refused; globex has one.
    expect(found.length > 0).toBe(tenant === 'globex');
  });
});
