import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { sendTo } from '../support/loki-client.ts';
import { lokiInstants } from '../support/loki-instants.ts';
import {
  bearer,
  type LokiService,
  type LokiTenant,
  startLokiService,
} from '../support/loki-service.ts';
import type { LokiRequest } from '../support/scripted-loki.ts';

const STEP_S = 300;
const HOUR_S = 3_600;
/** A multiple of the step, and of none of the hours that are asked for below. */
const NOW_S = Math.floor(systemClock.nowMs() / 1_000 / STEP_S) * STEP_S;

interface Matrix {
  readonly data: {
    readonly result: readonly {
      readonly metric: Readonly<Record<string, string>>;
      readonly values: readonly (readonly [number, string])[];
    }[];
  };
}

describe.each([0, 2])('metric queries over logs with %i workers', (workers) => {
  let lab: LokiService;
  /** Counts up, so that each question of this file is about something new. */
  let topic = 0;

  beforeAll(async () => {
    lab = await startLokiService(workers);
  }, 60_000);
  afterAll(() => lab?.stop());
  beforeEach(() => {
    lab.loki.forget();
    lab.loki.answer(answerMatrix);
    topic++;
  });

  /** One series that tells whose question it was, with the number of the question as value. */
  function answerMatrix(response: ServerResponse, { form }: LokiRequest): boolean {
    const [, ns = ''] = /ns="(\w+)"/.exec(form.get('query') ?? '') ?? [];
    const asked = String(lab.loki.seen.length);
    const values = lokiInstants(form, systemClock.nowMs()).map((ms) => [ms / 1_000, asked]);
    const data = { resultType: 'matrix', result: [{ metric: { ns }, values }], stats: { a: 1 } };
    response.end(JSON.stringify({ status: 'success', data }));
    return true;
  }

  /** Seconds from now on; as Grafana writes them. */
  function pathOf(tenant: LokiTenant, from: number, to: number): string {
    const form = new URLSearchParams({
      query: `sum by (ns) (rate({app="shop-${topic}"} |= "error" [5m]))`,
      start: `${NOW_S + from}000000000`,
      end: `${NOW_S + to}000000000`,
      step: `${STEP_S * 1_000}ms`,
      direction: 'backward',
      limit: '1000',
    });
    return `/scopes/${tenant}/loki/loki/api/v1/query_range?${form}`;
  }

  const send = (tenant: LokiTenant, path: string) =>
    sendTo(lab.service.url, { path, headers: bearer(tenant) });
  const ask = (tenant: LokiTenant, from: number, to: number) =>
    send(tenant, pathOf(tenant, from, to));
  const startsAsked = () => lab.loki.seen.map(({ form }) => Number(form.get('start')) - NOW_S);

  it('are put to Loki for what is not trusted yet, and for each tenant by itself', async () => {
    const first = await ask('acme', -4 * HOUR_S, 0);
    const second = await ask('acme', -4 * HOUR_S, 0);
    const other = await ask('globex', -4 * HOUR_S, 0);
    const [whole, young, neighbours] = startsAsked();
    expect([whole, neighbours]).toEqual([-4 * HOUR_S, -4 * HOUR_S]);
    expect(young).toBeGreaterThan(-HOUR_S);
    expect(young).toBeLessThanOrEqual(-HOUR_S + 2 * STEP_S);
    expect(lab.loki.seen).toHaveLength(3);
    for (const { form } of lab.loki.seen)
      expect([...form.keys()].sort()).toEqual(['end', 'query', 'start', 'step']);
    const [one, two, three] = [first, second, other].map(({ body }) => JSON.parse(body) as Matrix);
    expect(Object.keys(one?.data ?? {})).toEqual(['resultType', 'result', 'stats']);
    expect(one?.data.result.map(({ metric }) => metric)).toEqual([{ ns: 'acme' }]);
    expect(three?.data.result.map(({ metric }) => metric)).toEqual([{ ns: 'globex' }]);
    const values = two?.data.result[0]?.values ?? [];
    expect(values).toHaveLength((4 * HOUR_S) / STEP_S + 1);
    for (const [atS, value] of values)
      expect([atS, value]).toEqual([atS, atS < NOW_S + (young ?? 0) ? '1' : '2']);
  });

  it('are asked once by several at the same time', async () => {
    const held: (() => void)[] = [];
    lab.loki.answer((response, request) => held.push(() => answerMatrix(response, request)) > 0);
    const answers = [1, 2, 3].map(() => ask('acme', -3 * HOUR_S, -2 * HOUR_S));
    await expect.poll(() => held.length).toBe(1);
    // Whoever comes later joins what is under way, or finds it answered.
    for (const release of held) release();
    for (const { status } of await Promise.all(answers)) expect(status).toBe(200);
    expect(lab.loki.seen).toHaveLength(1);
  });

  it('take no place of the tenant where they are known', async () => {
    await ask('globex', -3 * HOUR_S, -2 * HOUR_S);
    const held: ServerResponse[] = [];
    lab.loki.answer((response) => held.push(response) > 0);
    const labels = '/scopes/globex/loki/loki/api/v1/labels';
    const waiting = [send('globex', labels), send('globex', labels)];
    await expect.poll(() => held.length).toBe(2);
    const known = await ask('globex', -3 * HOUR_S, -2 * HOUR_S);
    const unknown = await ask('globex', -4 * HOUR_S, -2 * HOUR_S);
    expect([known.status, unknown.status]).toEqual([200, 429]);
    for (const response of held) response.end('{"status":"success","data":[]}');
    for (const { status } of await Promise.all(waiting)) expect(status).toBe(200);
  });

  it('end at Loki with the client, and with the right to them', async () => {
    lab.loki.answer(() => true);
    const leaving = new AbortController();
    const url = `${lab.service.url}${pathOf('acme', -3 * HOUR_S, 0)}`;
    const left = fetch(url, { headers: bearer('acme'), signal: leaving.signal });
    await expect.poll(() => lab.loki.seen.length).toBe(1);
    leaving.abort();
    await expect(left).rejects.toThrow();
    await expect.poll(() => lab.loki.aborted()).toBe(1);
    const token = await lab.newToken();
    const cut = fetch(url, { headers: token.headers }).then(
      ({ status }) => status,
      () => 'cut',
    );
    await expect.poll(() => lab.loki.seen.length).toBe(2);
    await token.revoke();
    expect(await cut).not.toBe(200);
    await expect.poll(() => lab.loki.aborted()).toBe(2);
  });

  it('tell what Loki says, and forget it', async () => {
    lab.loki.answer((response) => {
      response.writeHead(400).end('maximum of series (500) reached for a single query\n');
      return true;
    });
    const refused = await ask('acme', -3 * HOUR_S, -2 * HOUR_S);
    expect([refused.status, refused.body]).toEqual([
      400,
      'maximum of series (500) reached for a single query\n',
    ]);
    lab.loki.answer(answerMatrix);
    expect((await ask('acme', -3 * HOUR_S, -2 * HOUR_S)).status).toBe(200);
    expect(startsAsked()).toEqual([-3 * HOUR_S, -3 * HOUR_S]);
  });

  it('are counted by language; lines go past', async () => {
    lab.loki.answer(() => false);
    const query = encodeURIComponent('{app="shop"}');
    for (let count = 0; count < 2; count++)
      await send('acme', `/scopes/acme/loki/loki/api/v1/query_range?query=${query}`);
    expect(lab.loki.seen).toHaveLength(2);
    const exposed = await (await fetch(`${lab.service.url}/metrics`)).text();
    expect(exposed).toMatch(
      /^tocsin_range_cache_answers_total\{language="logql",source="part"\} 1$/m,
    );
    expect(exposed).toMatch(
      /^tocsin_range_cache_answers_total\{language="logql",source="hit"\} \d/m,
    );
    expect(exposed).not.toMatch(/tocsin_range_cache_bypasses_total\{language="logql"/);
  });
});
