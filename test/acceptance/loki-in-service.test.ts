import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LOKI_ROUTES } from '../../queries/proxy/loki/loki-routes.ts';
import { scanStreamSelectors } from '../conformance/logql-scanner.ts';
import { type Received, type Sent, sendTo } from '../support/loki-client.ts';
import { LOKI_QUESTIONS, STREAMS_RANGE } from '../support/loki-questions.ts';
import {
  bearer,
  LOKI_TENANTS,
  type LokiService,
  type LokiTenant,
  startLokiService,
} from '../support/loki-service.ts';
import { ownersIn, STREAMS_AT_S } from '../support/loki-streams.ts';
import type { ScriptedLoki } from '../support/scripted-loki.ts';
import type { TocsinProcess } from '../support/tocsin-process.ts';

const routesOf = (kinds: readonly string[]) =>
  LOKI_ROUTES.filter(({ answer }) => kinds.includes(answer.kind));
const pathOf = (path: string) => path.replace('{name}', 'secret');

/** What of the text of an answer must hold the tenant's own streams. */
const holdsNoNames = (path: string) => /stats$|\/labels?$|detected_labels$/.test(path);

describe.each([0, 2])('with %i workers', (workers) => {
  let lab: LokiService;
  let loki: ScriptedLoki;
  let service: TocsinProcess;

  beforeAll(async () => {
    lab = await startLokiService(workers);
    ({ loki, service } = lab);
  }, 60_000);
  beforeEach(() => loki.forget());
  afterAll(() => lab?.stop());

  const send = (tenant: LokiTenant, { headers, ...sent }: Sent): Promise<Received> =>
    sendTo(service.url, { ...sent, headers: { ...bearer(tenant), ...headers } });

  describe.each(LOKI_TENANTS)('the service answers %s', (tenant) => {
    const base = `/scopes/${tenant}/loki`;

    it.each(
      routesOf(['envelope', 'bare', 'export']).flatMap((route) =>
        route.methods.map((method) => [method, route.path] as const),
      ),
    )('%s %s from its own streams', async (method, path) => {
      const form = new URLSearchParams(LOKI_QUESTIONS[path]?.('{app="shop"}') ?? {}).toString();
      const url = `${base}/${pathOf(path)}`;
      const type = { 'content-type': 'application/x-www-form-urlencoded' };
      const answer = await send(
        tenant,
        method === 'GET'
          ? { path: `${url}?${form}` }
          : { method, path: url, headers: type, body: form },
      );
      expect([answer.status, answer.body]).toEqual([200, expect.any(String)]);
      const owners = ownersIn(answer.body);
      if (holdsNoNames(path)) expect([[], [tenant]]).toContainEqual(owners);
      else expect(owners).toEqual([tenant]);
      const sent = loki.seen.flatMap(({ form: asked }) =>
        ['query', 'match', 'match[]'].flatMap((name) =>
          asked.getAll(name).flatMap(scanStreamSelectors),
        ),
      );
      expect(sent.length).toBeGreaterThan(0);
      for (const one of sent) expect(one.startsWith(`ns="${tenant}"`), one).toBe(true);
      for (const { headers } of loki.seen)
        expect(headers.authorization).toBe('Bearer backend-token');
    });

    it('what needs no backend, by itself', async () => {
      const formatted = await send(tenant, {
        path: `${base}/loki/api/v1/format_query?query=${encodeURIComponent('{ app = "a" }')}`,
      });
      expect(JSON.parse(formatted.body)).toEqual({ status: 'success', data: '{app="a"}' });
      const built = await send(tenant, { path: `${base}/loki/api/v1/status/buildinfo` });
      expect(built.status).toBe(200);
      expect(loki.seen).toHaveLength(0);
    });

    it('rules and alerts of its own', async () => {
      const rules = LOKI_TENANTS.map((ns) => ({
        type: 'alerting',
        name: `rule of-${ns}`,
        query: '{app="shop"}',
        labels: { ns },
        alerts: [],
      }));
      loki.rules.rules = { groups: [{ name: 'g', file: 'f', rules }] };
      loki.rules.alerts = {
        alerts: LOKI_TENANTS.map((ns) => ({ labels: { ns, of: `of-${ns}` } })),
      };
      for (const { path } of routesOf(['filtered'])) {
        const answer = await send(tenant, { path: `${base}/${path}` });
        expect([path, answer.status, ownersIn(answer.body)]).toEqual([path, 200, [tenant]]);
      }
    });

    it('a push into its own environment, and takes none for another', async () => {
      const line = `pushed of-${tenant}`;
      const bodyOf = (stream: object) =>
        JSON.stringify({ streams: [{ stream, values: [[`${STREAMS_AT_S}000000005`, line]] }] });
      const push = (body: string) =>
        send(tenant, {
          method: 'POST',
          path: `${base}/loki/api/v1/push`,
          headers: { 'content-type': 'application/json' },
          body,
        });
      expect((await push(bodyOf({ app: 'pushed', secret: 'x' }))).status).toBe(204);
      const other = tenant === 'acme' ? 'globex' : 'acme';
      const refused = await push(bodyOf({ app: 'pushed', ns: other }));
      expect([refused.status, refused.body]).toEqual([400, expect.stringContaining(other)]);
      expect(loki.seen).toHaveLength(1);
      const query = encodeURIComponent('{app="pushed"}');
      const range = `start=${STREAMS_AT_S}&end=${STREAMS_AT_S + 1}`;
      const read = await send(tenant, {
        path: `${base}/loki/api/v1/query_range?query=${query}&${range}`,
      });
      expect(ownersIn(read.body)).toEqual([tenant]);
    });
  });

  describe('the service refuses', () => {
    const read = LOKI_ROUTES.filter(({ answer }) => answer.kind !== 'tail').flatMap((route) =>
      route.methods.map((method) => [method, route.path] as const),
    );

    it.each(read)('%s %s of the neighbour, like a scope that is none', async (method, path) => {
      const ask = async (scope: string) => {
        const answer = await send('acme', {
          method,
          path: `/scopes/${scope}/loki/${pathOf(path)}`,
        });
        return [answer.status, answer.body.replaceAll(scope, '…')];
      };
      const refused = await ask('globex.shop');
      expect(refused).toEqual([403, expect.stringMatching(/^[^{<]+\n$/)]);
      expect(await ask('nobody.shop')).toEqual(refused);
      expect(loki.seen).toHaveLength(0);
    });

    it.each([
      ['GET', 'loki/api/v1/delete', 404],
      ['POST', 'loki/api/v1/cache/ns', 404],
      ['GET', 'config', 404],
      ['GET', '', 404],
      ['DELETE', 'loki/api/v1/query_range', 405],
      ['PUT', 'loki/api/v1/push', 405],
      ['GET', 'loki/api/v1/push', 405],
      ['POST', 'loki/api/v1/tail', 405],
      ['POST', 'export', 405],
    ])('%s %s with %i', async (method, path, status) => {
      const answer = await send('acme', { method, path: `/scopes/acme/loki/${path}` });
      expect([answer.status, answer.body]).toEqual([status, expect.stringMatching(/^[^{<]+\n$/)]);
      expect(loki.seen).toHaveLength(0);
    });

    it('strangers', async () => {
      for (const path of ['loki/api/v1/labels', 'export']) {
        const answer = await sendTo(service.url, {
          path: `/scopes/acme/loki/${path}`,
          headers: { authorization: 'Bearer nobody' },
        });
        expect([answer.status, answer.headers['www-authenticate']]).toEqual([
          401,
          'Basic realm="tocsin", Bearer',
        ]);
      }
      expect(loki.seen).toHaveLength(0);
    });
  });

  describe('the limits of a tenant', () => {
    const rate = encodeURIComponent('rate({app="shop"}[5m])');

    it('refuse what asks for too much, and nothing of another tenant', async () => {
      const { start, end } = STREAMS_RANGE;
      const ask = (tenant: LokiTenant) =>
        send(tenant, {
          path: `/scopes/${tenant}/loki/loki/api/v1/query_range?query=${rate}&start=${start}&end=${end}&step=1`,
        });
      const refused = await ask('globex');
      expect([refused.status, refused.body]).toEqual([
        422,
        expect.stringContaining('exceeded maximum resolution of 50 points'),
      ]);
      expect(loki.seen).toHaveLength(0);
      expect((await ask('acme')).status).toBe(200);
    });

    it('refuse what is too much at once, and give places back', async () => {
      const waiting: ServerResponse[] = [];
      loki.answer((response) => waiting.push(response) > 0);
      const ask = (tenant: LokiTenant) =>
        send(tenant, { path: `/scopes/${tenant}/loki/loki/api/v1/labels` });
      const held = [ask('globex'), ask('globex')];
      await expect.poll(() => waiting.length).toBe(2);
      const third = await ask('globex');
      expect([third.status, third.headers['retry-after'], third.body]).toEqual([
        429,
        '5',
        '2 questions are under way and 0 are waiting; ask fewer at once\n',
      ]);
      const other = ask('acme');
      await expect.poll(() => waiting.length).toBe(3);
      for (const response of waiting) response.end('{"status":"success","data":[]}');
      for (const { status } of await Promise.all([...held, other])) expect(status).toBe(200);
      loki.forget();
      expect((await ask('globex')).status).toBe(200);
      const metrics = await (await fetch(`${service.url}/metrics`)).text();
      for (const reason of ['points', 'queue']) {
        expect(metrics).toContain(`tocsin_limit_refusals_total{reason="${reason}"} 1`);
      }
    });
  });
});
