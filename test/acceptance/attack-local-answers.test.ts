import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { enforcementWith, metricsBackend } from '../support/backends.ts';
import { limitGate } from '../support/limit-gate.ts';
import { type LokiLab, startLokiLab } from '../support/loki-lab.ts';
import { type ScopedServer, startScopedServer } from '../support/scoped-server.ts';

const NOBODY = 'http://127.0.0.1:9';
const LIMITS = { perSecond: 0.001, burst: 3 };
const environments = { 'acme.shop.prod': 'eu1/acme', 'globex.shop.prod': 'eu1/globex' };

let metrics: ScopedServer;
let logs: LokiLab;

beforeAll(async () => {
  metrics = await startScopedServer({
    clusters: [{ id: 'eu1', backend: metricsBackend(NOBODY), enforcement: enforcementWith() }],
    environments,
    tenantLimits: LIMITS,
  });
});
beforeEach(async () => {
  logs = await startLokiLab({ clusters: { eu1: NOBODY }, environments, gate: limitGate(LIMITS) });
  return () => logs.stop();
});
afterAll(() => metrics?.stop());

it.each([
  ['of metrics', () => `${metrics.base('acme')}/api/v1/parse_query?query=up`],
  ['of logs', () => `${logs.url}/scopes/acme/loki/loki/api/v1/format_query?query={a="b"}`],
])('answers %s that ask no backend count against the limits of the tenant', async (_, url) => {
  const headers = { authorization: 'Bearer acme' };
  const statuses: number[] = [];
  for (let asked = 0; asked < 5; asked++) statuses.push((await fetch(url(), { headers })).status);
  expect(statuses).toEqual([200, 200, 200, 429, 429]);
  const other = await fetch(url().replace('/acme/', '/globex/'), {
    headers: { authorization: 'Bearer globex' },
  });
  expect(other.status).toBe(200);
});
