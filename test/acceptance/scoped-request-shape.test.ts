import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ACME_API, FORM, type ScopedLab, startScopedLab } from '../support/scoped-lab.ts';
import type { ScriptedBackend } from '../support/scripted-backend.ts';

const base = ACME_API;
let lab: ScopedLab;
let backend: ScriptedBackend;
let send: ScopedLab['send'];
let post: ScopedLab['post'];

beforeAll(async () => {
  lab = await startScopedLab();
  ({ backend, send, post } = lab);
});
beforeEach(() => backend.forget());
afterAll(() => lab.stop());

/** Every value of a parameter that left for the backend. */
function sent(name: string): readonly string[] {
  return backend.seen.flatMap((one) => [
    ...new URLSearchParams(one.body).getAll(name),
    ...new URL(one.url, 'http://x').searchParams.getAll(name),
  ]);
}

describe('request shape', () => {
  it('sends one rewritten query, under the prefix, with our token', async () => {
    await send({ path: `${base}/query?query=up&time=1` });
    expect(backend.seen).toHaveLength(1);
    const [one] = backend.seen;
    expect([one?.method, one?.url, one?.body]).toEqual([
      'GET',
      '/prefix/api/v1/query?query=up%7Bns%3D%22acme%22%7D&time=1',
      '',
    ]);
    expect(one?.headers.authorization).toBe('Bearer backend-token');
    expect(one?.headers['accept-encoding']).toBe('identity');
  });

  it('sends what is too long for a URL in the body', async () => {
    const query = Array.from({ length: 200 }, () => 'some_metric').join(' + ');
    await send({ path: `${base}/query?query=${encodeURIComponent(query)}` });
    const [one] = backend.seen;
    expect([one?.method, one?.url]).toEqual(['POST', '/prefix/api/v1/query']);
    expect(sent('query')).toEqual([query.replaceAll('some_metric', 'some_metric{ns="acme"}')]);
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
      expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, POST']);
      expect(backend.seen).toHaveLength(0);
    },
  );

  it('has label values by GET only', async () => {
    expect((await post(`${base}/label/job/values`, '')).headers.allow).toBe('GET');
  });

  it.each([
    'admin/tsdb/delete_series',
    'status/config',
    'targets/metadata',
    'status/flags',
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
    expect(names.sort()).toEqual(['accept', 'accept-encoding', 'authorization']);
  });

  it('refuses a request that is framed in two ways', async () => {
    const { hostname, port } = new URL(lab.server.url);
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
