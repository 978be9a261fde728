import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scanStreamSelectors } from '../conformance/logql-scanner.ts';
import { damagedLogql, logqlText } from '../fuzz/logql-arbitrary.ts';
import { type LokiLab, startLokiLab } from '../support/loki-lab.ts';
import { ownersIn, STREAMS_AT_S, twoTenantStreams } from '../support/loki-streams.ts';
import { propertyRuns } from '../support/property-runs.ts';
import { type ScriptedLoki, startScriptedLoki } from '../support/scripted-loki.ts';

let loki: ScriptedLoki;
let lab: LokiLab;

beforeAll(async () => {
  loki = await startScriptedLoki(twoTenantStreams());
  lab = await startLokiLab({
    clusters: { eu1: loki.url },
    environments: { 'acme.shop.prod': 'eu1/acme', 'globex.shop.prod': 'eu1/globex' },
  });
});
afterAll(async () => {
  await lab.stop();
  await loki.stop();
});

const PATHS = [
  'query',
  'query_range',
  'labels',
  'label/secret/values',
  'series',
  'index/stats',
  'index/volume',
  'index/volume_range',
  'patterns',
  'detected_labels',
  'detected_fields',
  'detected_field/secret/values',
] as const;

const tenant = fc.constantFrom('acme', 'globex');
const range = { start: String(STREAMS_AT_S - 60), end: String(STREAMS_AT_S + 60) };

/** Asks, and holds what left and what came back against the tenant. @returns the status */
async function askAndCheck(who: string, path: string, method: string, query: string) {
  loki.forget();
  const name = path === 'series' ? 'match[]' : 'query';
  const when = path === 'query' ? { time: range.end } : range;
  const form = new URLSearchParams({ ...when, [name]: query }).toString();
  const url = `/scopes/${who}/loki/loki/api/v1/${path}`;
  const headers = { authorization: `Bearer ${who}` };
  const answer = await (method === 'GET'
    ? lab.send({ path: `${url}?${form}`, headers })
    : lab.send({
        method,
        path: url,
        headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
        body: form,
      }));
  for (const request of loki.seen) {
    const texts = [...request.form.getAll('query'), ...request.form.getAll('match[]')];
    expect(request.form.getAll('match')).toEqual([]);
    for (const selector of texts.flatMap(scanStreamSelectors)) {
      expect(selector.startsWith(`ns="${who}"`), `${query} left as ${texts[0]}`).toBe(true);
    }
  }
  const foreign = ownersIn(answer.body).filter((owner) => owner !== who);
  expect(foreign, `${path} of ${query}`).toEqual([]);
  return answer.status;
}

describe('generated LogQL against the two tenants of a scripted Loki', () => {
  it('asks for own streams only, on every endpoint', { timeout: 600_000 }, async () => {
    const answered = new Set<string>();
    const property = fc.asyncProperty(
      tenant,
      fc.constantFrom(...PATHS),
      fc.constantFrom('GET', 'POST'),
      fc.oneof({ arbitrary: logqlText(), weight: 4 }, { arbitrary: damagedLogql(), weight: 1 }),
      async (who, path, method, query) => {
        const status = await askAndCheck(who, path, method, query);
        expect([200, 400, 422]).toContain(status);
        if (status === 200) answered.add(path);
      },
    );
    await fc.assert(property, propertyRuns(1_500, 30_000));
    expect([...answered].sort()).toEqual([...PATHS].sort());
  });
});
