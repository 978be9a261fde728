import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LOKI_ROUTES } from '../../queries/proxy/loki/loki-routes.ts';
import type { Sent } from '../support/loki-client.ts';
import { type LokiLab, startLokiLab } from '../support/loki-lab.ts';
import { twoTenantStreams } from '../support/loki-streams.ts';
import { type ScriptedLoki, startScriptedLoki } from '../support/scripted-loki.ts';

const FORM = 'application/x-www-form-urlencoded';
const root = '/scopes/acme/loki';
const base = `${root}/loki/api/v1`;
const shop = encodeURIComponent('{app="shop"}');

let loki: ScriptedLoki;
let lab: LokiLab;

beforeAll(async () => {
  loki = await startScriptedLoki(twoTenantStreams());
  lab = await startLokiLab({
    clusters: { eu1: loki.url },
    environments: { 'acme.shop.prod': 'eu1/acme', 'globex.shop.prod': 'eu1/globex' },
  });
});
beforeEach(() => loki.forget());
afterAll(async () => {
  await lab.stop();
  await loki.stop();
});

const send = (sent: Sent) => lab.send(sent);
const post = (path: string, body: string, headers: Readonly<Record<string, string>> = {}) =>
  lab.send({ method: 'POST', path, body, headers: { 'content-type': FORM, ...headers } });

describe('request shape of the scoped Loki API', () => {
  it('sends one rewritten query, under the prefix, with our token', async () => {
    await send({ path: `${base}/query_range?query=${shop}&limit=10&start=1&end=2` });
    expect(loki.seen).toHaveLength(1);
    const [one] = loki.seen;
    expect([one?.method, one?.path, one?.body.length]).toEqual([
      'GET',
      '/loki/api/v1/query_range',
      0,
    ]);
    expect([...(one?.form ?? [])]).toEqual([
      ['query', '{ns="acme",app="shop"}'],
      ['limit', '10'],
      ['start', '1'],
      ['end', '2'],
    ]);
    expect(one?.headers.authorization).toBe('Bearer backend-token');
  });

  it('sends what is too long for a URL in the body', async () => {
    const text = 'x'.repeat(3_000);
    await send({
      path: `${base}/query_range?query=${encodeURIComponent(`{app="shop"} |= "${text}"`)}`,
    });
    const [one] = loki.seen;
    expect([one?.method, one?.url]).toEqual(['POST', '/prefix/loki/api/v1/query_range']);
    expect(one?.form.getAll('query')).toEqual([`{ns="acme",app="shop"} |= "${text}"`]);
  });

  it('rewrites match and match[] alike', async () => {
    const other = encodeURIComponent('{env="prod"}');
    await send({ path: `${base}/series?match=${shop}&match%5B%5D=${other}&match=%7B%7D` });
    expect(loki.seen[0]?.form.getAll('match')).toEqual([]);
    expect(loki.seen[0]?.form.getAll('match[]')).toEqual([
      '{ns="acme",app="shop"}',
      '{ns="acme"}',
      '{ns="acme",env="prod"}',
    ]);
  });

  it.each([
    [
      'query twice in the URL',
      () => send({ path: `${base}/query_range?query=${shop}&query=${shop}` }),
    ],
    ['query in URL and body', () => post(`${base}/query_range?query=${shop}`, `query=${shop}`)],
    ['query twice in the body', () => post(`${base}/query_range`, `query=${shop}&query=${shop}`)],
    ['an unknown parameter', () => send({ path: `${base}/query_range?query=${shop}&Query=x` })],
    ['an indexed match', () => send({ path: `${base}/series?match%5B0%5D=${shop}` })],
    ['an empty match', () => send({ path: `${base}/series?match=` })],
    ['no query', () => send({ path: `${base}/query_range` })],
    ['an empty query', () => send({ path: `${base}/query?query=` })],
    ['a log query at an instant', () => send({ path: `${base}/query?query=${shop}` })],
    ['a metric query to volume', () => send({ path: `${base}/index/volume?query=vector(1)` })],
    [
      'a pipeline as selector of labels',
      () => send({ path: `${base}/labels?query=${shop}%7C%3D%22a%22` }),
    ],
    ['a semicolon as separator', () => send({ path: `${base}/labels?start=1;query=%7B%7D` })],
    ['{} as a query', () => send({ path: `${base}/query_range?query=%7B%7D` })],
    [
      'a selector that matches all',
      () => send({ path: `${base}/query_range?query=%7Ba%3D~%22.*%22%7D` }),
    ],
    ['NUL in the query', () => send({ path: `${base}/query_range?query=${shop}%00` })],
    ['invalid UTF-8', () => send({ path: `${base}/query_range?query=%ff` })],
    ['a lone surrogate', () => send({ path: `${base}/query_range?query=%ED%A0%80` })],
    ['single quotes', () => send({ path: `${base}/labels?query=%7Ba%3D'b'%7D` })],
    ['an unterminated text', () => send({ path: `${base}/labels?query=%7Ba%3D%22b%7D` })],
    [
      'variants',
      () =>
        send({
          path: `${base}/query?query=${encodeURIComponent('variants(count_over_time({a="b"}[1m])) of ({a="b"}[1m])')}`,
        }),
    ],
    [
      'or in braces',
      () => send({ path: `${base}/query_range?query=${encodeURIComponent('{a="b" or c="d"}')}` }),
    ],
    ['a broken time', () => send({ path: `${base}/query_range?query=${shop}&start=yesterday` })],
    ['a negative step', () => send({ path: `${base}/query_range?query=${shop}&step=-1` })],
    ['a broken since', () => send({ path: `${base}/query_range?query=${shop}&since=soon` })],
    ['a broken direction', () => send({ path: `${base}/query_range?query=${shop}&direction=up` })],
    ['a limit of zero', () => send({ path: `${base}/query_range?query=${shop}&limit=0` })],
    ['a huge limit', () => send({ path: `${base}/query_range?query=${shop}&limit=5001` })],
    [
      'targets that are no names',
      () => send({ path: `${base}/index/volume?query=${shop}&targetLabels=a%22` }),
    ],
    ['a label that is a path', () => send({ path: `${base}/label/..%2f..%2fconfig/values` })],
    ['a label with a question', () => send({ path: `${base}/label/x%3Fquery/values` })],
    [
      'a field with a slash',
      () => send({ path: `${base}/detected_field/a%2Fb/values?query=${shop}` }),
    ],
    ['a tail without upgrade', () => send({ path: `${base}/tail?query=${shop}` })],
  ])('refuses %s with 400 in plain text and asks nobody', async (_, ask) => {
    const answer = await ask();
    expect([answer.status, answer.headers['content-type']]).toEqual([
      400,
      'text/plain; charset=utf-8',
    ]);
    expect(answer.body).toMatch(/^[^{<].*\n$/s);
    expect(loki.seen).toHaveLength(0);
  });

  it("says what is wrong in Loki's words", async () => {
    const broken = await send({ path: `${base}/query_range?query=%7Bapp%3D%22shop%22` });
    expect(broken.body).toBe(
      'parse error at line 1, col 12: syntax error: unexpected $end, expecting } or ,\n',
    );
    const instant = await send({ path: `${base}/query?query=${shop}` });
    expect(instant.body).toContain('log queries are not supported as an instant query type');
  });

  it('does not count the samples of metric queries as lines', async () => {
    const query = encodeURIComponent('rate({app="shop"}[5m])');
    expect((await send({ path: `${base}/query?query=${query}&limit=99999` })).status).toBe(200);
  });

  it.each(['shards', 'storeChunks', 'regexp', 'timeout'])('drops %s', async (name) => {
    const path = `${base}/query_range?query=${shop}&${name}=%7Bns%3D%22globex%22%7D`;
    expect((await send({ path })).status).toBe(200);
    expect(loki.seen[0]?.form.has(name)).toBe(false);
  });

  it('does not pass the body of a GET on', async () => {
    const body = 'query=%7Bns%3D%22globex%22%7D';
    const headers = { 'content-type': FORM, 'content-length': String(body.length) };
    await send({ path: `${base}/query_range?query=${shop}`, headers, body });
    expect(loki.seen.map(({ form, body }) => [form.get('query'), body.length])).toEqual([
      ['{ns="acme",app="shop"}', 0],
    ]);
  });

  it.each([
    ['JSON', 'application/json', '{"query":"x"}', {}],
    ['multipart', 'multipart/form-data; boundary=x', '--x--', {}],
    ['text', 'text/plain', 'query=x', {}],
    ['latin1', `${FORM}; charset=iso-8859-1`, 'query=x', {}],
    ['gzip', FORM, 'query=x', { 'content-encoding': 'gzip' }],
  ])('refuses a body in %s with 415', async (_, type, body, headers: Record<string, string>) => {
    const answer = await post(`${base}/query_range`, body, { 'content-type': type, ...headers });
    expect(answer.status).toBe(415);
    expect(loki.seen).toHaveLength(0);
  });

  it('refuses what is too long with 413, and floods quickly', async () => {
    expect((await post(`${base}/query`, `query=${'x'.repeat(300_000)}`)).status).toBe(413);
    expect((await post(`${base}/query`, `query=${'x'.repeat(40_000)}`)).status).toBe(413);
    for (const query of ['{'.repeat(30_000), '('.repeat(30_000), '{a="b"}|='.repeat(3_000)]) {
      const answer = await post(`${base}/query_range`, `query=${encodeURIComponent(query)}`);
      expect(answer.status).toBe(400);
    }
    expect(loki.seen).toHaveLength(0);
  });

  it.each(
    LOKI_ROUTES.flatMap(({ path, methods }) =>
      ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']
        .filter((method) => !methods.some((known) => known === method))
        .map((method) => [method, path, [...methods].sort().join(', ')] as const),
    ),
  )('answers %s %s with 405 and Allow', async (method, path, allow) => {
    const answer = await send({
      method,
      path: `${root}/${path.replace('{name}', 'a')}?query=${shop}`,
    });
    expect([answer.status, answer.headers.allow]).toEqual([405, allow]);
    expect(loki.seen).toHaveLength(0);
  });

  it.each([
    'loki/api/v1/delete',
    'loki/api/v1/cache/generation_numbers',
    'loki/api/v1/index/shards',
    'loki/api/v1/rules',
    'loki/api/v1/rules/ns/group',
    'api/prom/rules/ns',
    'api/prom/query',
    'api/prom/label',
    'api/prom/tail',
    'api/prom/push',
    'api/prom/api/v1/rules',
    'otlp/v1/logs',
    'config',
    'services',
    'metrics',
    'ready',
    'flush',
    'log_level',
    'ingester/shutdown',
    'ring',
    'ui/api/v1/x',
    'debug/pprof/heap',
    'loki/api/v1/query/',
    'loki/api/v1/Query',
    'loki/api/v1/query%2F',
    'loki/api/v1/..%2fquery',
    'loki/api/v1/query;x=1',
    'loki/api/v1/%71uery/..',
    'loki/api/v1/label/a/b/values',
    'loki/api/v1//query',
    'loki/api/v1/./query',
    'prometheus/api/v1/rules/',
    'prometheus/api/v1/Rules',
    'prometheus/api/v1/query',
    '',
    'loki',
  ])('knows no path %s, by any method', async (path) => {
    for (const method of ['GET', 'POST', 'DELETE', 'PUT']) {
      const answer = await send({ method, path: `${root}/${path}?query=${shop}` });
      expect([400, 404], `${method} ${answer.status}`).toContain(answer.status);
      expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
    }
    expect(loki.seen).toHaveLength(0);
  });

  it('strips every header of the client', async () => {
    await send({
      path: `${base}/query_range?query=${shop}`,
      headers: {
        'x-scope-orgid': 'globex',
        'x-prom-label-policy': 'x',
        'x-loki-disable-pipeline-wrappers': 'true',
        'x-loki-query-limits': '{}',
        'x-loki-response-encoding-flags': 'categorize-labels, other',
        'x-query-tags': 'Source=x',
        accept: 'application/vnd.apache.parquet',
        cookie: 'a=b',
        range: 'bytes=0-1',
        'x-forwarded-for': '1.2.3.4',
        connection: 'x-scope-orgid',
        'x-http-method-override': 'DELETE',
        'accept-encoding': 'br',
      },
    });
    const { headers = {} } = loki.seen[0] ?? {};
    const names = Object.keys(headers).filter(
      (name) => !['connection', 'host', 'content-length'].includes(name),
    );
    expect(names.sort()).toEqual([
      'accept',
      'accept-encoding',
      'authorization',
      'x-loki-response-encoding-flags',
    ]);
    expect([headers.accept, headers['accept-encoding']]).toEqual(['application/json', 'identity']);
    expect(headers['x-loki-response-encoding-flags']).toBe('categorize-labels');
  });

  it('refuses who is nobody, and who may not, alike for what is and is not there', async () => {
    const path = (scope: string) => `/scopes/${scope}/loki/loki/api/v1/labels`;
    const nobody = await send({ path: path('acme'), headers: { authorization: '' } });
    expect([nobody.status, nobody.headers['www-authenticate']]).toEqual([
      401,
      'Basic realm="tocsin", Bearer',
    ]);
    const foreign = await send({ path: path('globex') });
    const unknown = await send({ path: path('gloxxx') });
    expect([foreign.status, unknown.status]).toEqual([403, 403]);
    expect(foreign.body.replace('globex', 'gloxxx')).toBe(unknown.body);
    expect(loki.seen).toHaveLength(0);
  });

  it('refuses a request that is framed in two ways', async () => {
    const { hostname, port } = new URL(lab.url);
    const raw = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), hostname);
      let received = '';
      socket.on('data', (chunk) => (received += String(chunk)));
      socket.on('close', () => resolve(received));
      socket.on('error', reject);
      socket.write(
        `POST ${base}/query HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer acme\r\nContent-Type: ${FORM}\r\nContent-Length: 7\r\nTransfer-Encoding: chunked\r\n\r\n7\r\nquery=x\r\n0\r\n\r\n`,
      );
    });
    expect(raw).toContain('400 Bad Request');
    expect(loki.seen).toHaveLength(0);
  });
});
