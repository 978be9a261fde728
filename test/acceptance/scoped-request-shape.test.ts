import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ScopedServer, startScopedServer } from '../support/scoped-server.ts';
import { type ScriptedBackend, startScriptedBackend } from '../support/scripted-backend.ts';

const enforcement = {
  namespaceLabel: 'ns',
  tenantLabel: null,
  clusterLabel: null,
  exemptMetrics: [],
};
const FORM = 'application/x-www-form-urlencoded';

let backend: ScriptedBackend;
let server: ScopedServer;

beforeAll(async () => {
  backend = await startScriptedBackend();
  server = await startScopedServer({
    clusters: [
      {
        id: 'eu1',
        metrics: { url: `${backend.url}/prefix`, bearerToken: 'backend-token', timeoutMs: 400 },
        enforcement,
      },
    ],
    environments: { 'acme.shop.prod': 'eu1/acme', 'globex.shop.prod': 'eu1/globex' },
    limits: { maxResponseBytes: 200_000 },
  });
});
beforeEach(() => backend.forget());
afterAll(async () => {
  await server.stop();
  await backend.stop();
});

interface Sent {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Over node:http, which sends paths as they are. */
function send({ method = 'GET', path, headers = {}, body }: Sent) {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>(
    (resolve, reject) => {
      const { hostname, port } = new URL(server.url);
      const call = request(
        { hostname, port, method, path, headers: { authorization: 'Bearer acme', ...headers } },
        async (answer) => {
          try {
            resolve({
              status: answer.statusCode ?? 0,
              headers: answer.headers,
              body: await text(answer),
            });
          } catch (thrown) {
            reject(thrown);
          }
        },
      );
      call.on('error', reject);
      call.end(body);
    },
  );
}

const base = '/scopes/acme/prometheus/api/v1';
const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  send({ method: 'POST', path, body, headers: { 'content-type': FORM, ...headers } });

/** Every value of a parameter that left for the backend. */
function sent(name: string): readonly string[] {
  return backend.seen.flatMap((one) => [
    ...new URLSearchParams(one.body).getAll(name),
    ...new URL(one.url, 'http://x').searchParams.getAll(name),
  ]);
}

describe('request shape', () => {
  it('sends one rewritten query, in the body, under the prefix, with our token', async () => {
    await send({ path: `${base}/query?query=up&time=1` });
    expect(backend.seen).toHaveLength(1);
    const [one] = backend.seen;
    expect([one?.method, one?.url, one?.body]).toEqual([
      'POST',
      '/prefix/api/v1/query',
      'query=up%7Bns%3D%22acme%22%7D&time=1',
    ]);
    expect(one?.headers.authorization).toBe('Bearer backend-token');
    expect(one?.headers['accept-encoding']).toBe('identity');
  });

  it.each([
    ['query twice in the URL', () => send({ path: `${base}/query?query=up&query=down` })],
    ['query in URL and body', () => post(`${base}/query?query=up`, 'query=down')],
    ['query twice in the body', () => post(`${base}/query`, 'query=up&query=down')],
    ['an unknown parameter', () => send({ path: `${base}/query?query=up&Query=down` })],
    ['match without brackets', () => send({ path: `${base}/series?match%5B%5D=up&match=down` })],
    ['an indexed match', () => send({ path: `${base}/series?match%5B0%5D=up` })],
    ['no query', () => send({ path: `${base}/query` })],
    ['an empty query', () => send({ path: `${base}/query?query=` })],
    ['an empty selector', () => send({ path: `${base}/series?match%5B%5D=` })],
    ['no selector for series', () => send({ path: `${base}/series` })],
    [
      'two selectors in one',
      () => send({ path: `${base}/series?match%5B%5D=${encodeURIComponent('up or down')}` }),
    ],
    [
      'a range selector as match',
      () => send({ path: `${base}/series?match%5B%5D=${encodeURIComponent('up[5m]')}` }),
    ],
    ['NUL in the query', () => send({ path: `${base}/query?query=up%00` })],
    ['invalid UTF-8', () => send({ path: `${base}/query?query=up%ff` })],
    ['a lone surrogate', () => send({ path: `${base}/query?query=%ED%A0%80` })],
    [
      'MetricsQL or in braces',
      () => send({ path: `${base}/query?query=${encodeURIComponent('{a="b" or c="d"}')}` }),
    ],
    ['a broken time', () => send({ path: `${base}/query?query=up&time=yesterday` })],
    ['a negative step', () => send({ path: `${base}/query_range?query=up&start=1&end=2&step=-1` })],
    ['a huge lookback', () => send({ path: `${base}/query?query=up&lookback_delta=10y` })],
    [
      'unterminated string',
      () => send({ path: `${base}/query?query=${encodeURIComponent('up{a="b')}` }),
    ],
    ['a label that is a path', () => send({ path: `${base}/label/..%2f..%2fadmin/values` })],
    ['a label with a question', () => send({ path: `${base}/label/x%3Fmatch/values` })],
  ])('refuses %s with 400 and asks nobody', async (_, ask) => {
    const answer = await ask();
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ status: 'error', errorType: 'bad_data' });
    expect(backend.seen).toHaveLength(0);
  });

  it.each([
    ['extra_filters[]', 'extra_filters%5B%5D=%7Bns%3D%22globex%22%7D'],
    ['extra_label', 'extra_label=ns=globex'],
    ['storeMatch[]', 'storeMatch%5B%5D=x'],
    ['dedup', 'dedup=false'],
  ])('drops %s', async (name, parameter) => {
    expect((await send({ path: `${base}/query?query=up&${parameter}` })).status).toBe(200);
    expect(sent(name)).toEqual([]);
    expect(sent('query')).toEqual(['up{ns="acme"}']);
  });

  it('takes a semicolon as data', async () => {
    expect((await send({ path: `${base}/query?query=up;query=down` })).status).toBe(400);
    expect(backend.seen).toHaveLength(0);
  });

  it.each([
    ['JSON', 'application/json', '{"query":"up"}', {}],
    ['multipart', 'multipart/form-data; boundary=x', '--x--', {}],
    ['text', 'text/plain', 'query=up', {}],
    ['latin1', `${FORM}; charset=iso-8859-1`, 'query=up', {}],
    ['gzip', FORM, 'query=up', { 'content-encoding': 'gzip' }],
  ])('refuses a body in %s with 415', async (_, type, body, headers: Record<string, string>) => {
    const answer = await post(`${base}/query`, body, { 'content-type': type, ...headers });
    expect(answer.status).toBe(415);
    expect(JSON.parse(answer.body)).toMatchObject({ status: 'error' });
    expect(backend.seen).toHaveLength(0);
  });

  it('refuses a body over the limit with 413', async () => {
    expect((await post(`${base}/query`, `query=${'x'.repeat(300_000)}`)).status).toBe(413);
    expect((await post(`${base}/query`, `query=${'x'.repeat(40_000)}`)).status).toBe(413);
    expect(backend.seen).toHaveLength(0);
  });

  it('answers floods of brackets quickly', async () => {
    for (const query of [
      '{'.repeat(30_000),
      '('.repeat(15_000),
      `${'('.repeat(15_000)}1${')'.repeat(15_000)}`,
    ]) {
      const answer = await post(`${base}/query`, `query=${encodeURIComponent(query)}`);
      expect([400, 413]).toContain(answer.status);
    }
    expect(backend.seen).toHaveLength(0);
  });

  it.each(['PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'])(
    'answers %s with 405 and Allow',
    async (method) => {
      const answer = await send({ method, path: `${base}/query?query=up` });
      expect([answer.status, answer.headers['allow']]).toEqual([405, 'GET, POST']);
      expect(backend.seen).toHaveLength(0);
    },
  );

  it('has label values by GET only', async () => {
    expect((await post(`${base}/label/job/values`, '')).headers['allow']).toBe('GET');
  });

  it.each([
    'admin/tsdb/delete_series',
    'status/config',
    'targets',
    'read',
    'write',
    'query/',
    'Query',
    'query%2F',
    '..%2fquery',
    'query;x=1',
    '%71uery/..',
    'label//values',
    'query_exemplars/x',
    '/query',
    './query',
  ])('knows no path %s', async (path) => {
    const answer = await send({ path: `${base}/${path}?query=up` });
    expect([400, 404]).toContain(answer.status);
    expect(JSON.parse(answer.body)).toMatchObject({ status: 'error' });
    expect(backend.seen).toHaveLength(0);
  });

  it('strips every header of the client', async () => {
    await send({
      path: `${base}/query?query=up`,
      headers: {
        'x-scope-orgid': 'globex',
        'x-prom-label-policy': 'x',
        'thanos-tenant': 'globex',
        cookie: 'a=b',
        range: 'bytes=0-1',
        'x-forwarded-for': '1.2.3.4',
        connection: 'x-scope-orgid',
        'x-http-method-override': 'DELETE',
        'accept-encoding': 'br',
      },
    });
    const names = Object.keys(backend.seen[0]?.headers ?? {}).filter(
      (name) => !['connection', 'host', 'content-length'].includes(name),
    );
    expect(names.sort()).toEqual(['accept', 'accept-encoding', 'authorization', 'content-type']);
  });

  it('refuses a request that is framed in two ways', async () => {
    const { hostname, port } = new URL(server.url);
    const raw = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), hostname);
      let received = '';
      socket.on('data', (chunk) => (received += String(chunk)));
      socket.on('close', () => resolve(received));
      socket.on('error', reject);
      socket.write(
        `POST ${base}/query HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer acme\r\nContent-Type: ${FORM}\r\nContent-Length: 8\r\nTransfer-Encoding: chunked\r\n\r\n8\r\nquery=up\r\n0\r\n\r\n`,
      );
    });
    expect(raw).toContain('400 Bad Request');
    expect(backend.seen).toHaveLength(0);
  });
});

describe('who asks', () => {
  it.each([
    ['another tenant', 'acme', 'globex', 403],
    ['an unknown tenant', 'acme', 'nobody', 403],
    ['the platform', 'acme', '_platform', 403],
    ['a path in the name', 'acme', '..%2fglobex', 403],
    ['an upper-case name', 'acme', 'ACME', 403],
    ['two clusters', 'acme', 'acme@eu1@us1', 403],
  ])('answers %s with 403, the same for unknown and foreign', async (_, token, scope, status) => {
    const answer = await send({
      path: `/scopes/${scope}/prometheus/api/v1/query?query=up`,
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body).error.replace(/"[^"]*"/, '""')).toBe(
      'you do not hold metrics:read in scope "", or there is no such scope',
    );
    expect(backend.seen).toHaveLength(0);
  });

  it('answers 401 with the ways to sign in', async () => {
    const answer = await send({ path: `${base}/query?query=up`, headers: { authorization: '' } });
    expect([answer.status, answer.headers['www-authenticate']]).toEqual([
      401,
      'Basic realm="tocsin", Bearer',
    ]);
  });

  it('keeps parallel questions of two tenants apart', async () => {
    backend.answer((response, seen) =>
      response.end(`{"status":"success","data":${JSON.stringify(seen.body)}}`),
    );
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => {
        const tenant = index % 2 === 0 ? 'acme' : 'globex';
        return send({
          path: `/scopes/${tenant}/prometheus/api/v1/query?query=up`,
          headers: { authorization: `Bearer ${tenant}` },
        });
      }),
    );
    answers.forEach(({ body }, index) => {
      expect(body).toContain(index % 2 === 0 ? 'acme' : 'globex');
      expect(body).not.toContain(index % 2 === 0 ? 'globex' : 'acme');
    });
  });
});

describe('what a backend answers', () => {
  const query = () => send({ path: `${base}/query?query=up` });

  it('keeps numbers and unknown members of data as they came', async () => {
    const data =
      '{"resultType":"vector","result":[{"metric":{},"value":[1699999940.500,"1e-07"]}],"stats":{"x":1.0}}';
    backend.answer((response) =>
      response.end(`{"status":"success","data":${data},"secretMember":1}`),
    );
    expect((await query()).body).toBe(`{"status":"success","data":${data}}`);
  });

  it('passes known warnings without positions and drops others', async () => {
    backend.answer((response) =>
      response.end(
        JSON.stringify({
          status: 'success',
          data: {},
          warnings: ['fetching series {ns="globex"} from store 10.1.2.3:10901 failed'],
          infos: [
            'PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "up" (1:6)',
          ],
        }),
      ),
    );
    expect(JSON.parse((await query()).body)).toEqual({
      status: 'success',
      data: {},
      infos: [
        'PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "up"',
      ],
    });
  });

  it.each([
    ['HTML', 200, '<html>'],
    ['half an answer', 200, '{"status":"success","data":{"result":['],
    ['an array', 200, '[]'],
    ['an error as success', 200, '{"status":"error","data":null,"errorType":"x","error":"y"}'],
    ['no data', 200, '{"status":"success"}'],
    ['401 of the backend', 401, 'who are you'],
    ['404 of the backend', 404, '404 page not found'],
    ['garbage with 400', 400, 'nope'],
    ['a redirect', 302, ''],
    ['partial content', 206, '{"status":"success","data":1}'],
    ['500', 500, '{"status":"error","errorType":"internal","error":"disk /var/lib on 10.0.0.1"}'],
  ])('answers 502 to %s, without the body', async (_, status, body) => {
    backend.answer((response) =>
      response.writeHead(status, { location: 'http://169.254.169.254/' }).end(body),
    );
    const answer = await query();
    expect(answer.status).toBe(502);
    expect(JSON.parse(answer.body)).toMatchObject({ status: 'error', errorType: 'unavailable' });
    expect(answer.body).not.toMatch(/169\.254|10\.0\.0\.1|var\/lib|who are you/);
    expect(backend.seen).toHaveLength(1);
  });

  it('passes 422 with addresses removed', async () => {
    backend.answer((response) =>
      response
        .writeHead(422)
        .end(
          JSON.stringify({
            status: 'error',
            errorType: 'execution',
            error: `many-to-many at ${backend.url}/x and 10.9.8.7:9090`,
          }),
        ),
    );
    const answer = await query();
    expect([answer.status, JSON.parse(answer.body).error]).toEqual([
      422,
      'many-to-many at <backend> and <backend>',
    ]);
  });

  it('answers 502 to an encoding nobody asked for', async () => {
    backend.answer((response) => response.writeHead(200, { 'content-encoding': 'br' }).end('xxxx'));
    expect((await query()).status).toBe(502);
  });

  it('answers 504 when the backend is slow, and cancels there', async () => {
    backend.answer(() => undefined);
    const answer = await query();
    expect([answer.status, JSON.parse(answer.body).errorType]).toEqual([504, 'timeout']);
    await expect.poll(() => backend.aborted()).toBe(1);
  });

  it('cuts the connection when a large answer breaks off', async () => {
    backend.answer((response) => {
      response.write(`{"status":"success","data":["${'x'.repeat(100_000)}"`);
      setImmediate(() => response.destroy());
    });
    await expect(query()).rejects.toThrow();
  });

  it('cuts the connection beyond the size limit, and refuses what is known to be too large', async () => {
    backend.answer((response) => {
      response.write('{"status":"success","data":["');
      for (let part = 0; part < 30; part++) response.write('x'.repeat(10_000));
      response.end('"]}');
    });
    await expect(query()).rejects.toThrow();
  });

  it('sends a large answer in full', async () => {
    const data = JSON.stringify(['x'.repeat(150_000)]);
    backend.answer((response) => response.end(`{"status":"success","data":${data}}`));
    expect((await query()).body).toBe(`{"status":"success","data":${data}}`);
  });

  it('cancels at the backend when the client goes away', async () => {
    backend.answer(() => undefined);
    const controller = new AbortController();
    const gone = fetch(`${server.url}${base}/query?query=up`, {
      headers: { authorization: 'Bearer acme' },
      signal: controller.signal,
    });
    await expect.poll(() => backend.seen.length).toBe(1);
    controller.abort();
    await expect(gone).rejects.toThrow();
    await expect.poll(() => backend.aborted()).toBe(1);
  });

  it('logs a failing backend once, for the administrator, with its address', async () => {
    const before = server.log.length;
    backend.answer((response) => response.end('<html>'));
    await query();
    expect(server.log.length).toBe(before + 1);
    expect(server.log.at(-1)).toContain(backend.url);
  });
});
