import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LokiLab, startLokiLab } from '../support/loki-lab.ts';
import { ownersIn, STREAMS_AT_S } from '../support/loki-streams.ts';
import type { ScriptedLoki } from '../support/scripted-loki.ts';
import { startTwoLokis, type TwoLokis } from '../support/two-lokis.ts';
import { waitUntil } from '../support/wait-until.ts';

const base = '/scopes/acme/loki/loki/api/v1';
const shop = encodeURIComponent('{app="shop"}');
const range = `start=${STREAMS_AT_S - 60}&end=${STREAMS_AT_S + 60}`;

let two: TwoLokis;
let loki: ScriptedLoki;
let second: ScriptedLoki;
let lab: LokiLab;

beforeAll(async () => {
  two = await startTwoLokis();
  ({ loki, second, lab } = two);
});
beforeEach(() => two.forget());
afterAll(() => two.stop());

const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  lab.send({ path, headers });

describe('answers of Loki', () => {
  const query = () => get(`/scopes/acme.shop/loki/loki/api/v1/query_range?query=${shop}&${range}`);

  it("passes Grafana's first question: vector(1)+vector(1) is 2, also in an empty scope", async () => {
    const path = (scope: string) =>
      `/scopes/${scope}/loki/loki/api/v1/query?query=vector(1)%2Bvector(1)&time=4000000000`;
    for (const scope of ['acme', 'acme.shop', 'globex', 'empty']) {
      const headers = { authorization: `Bearer ${scope}` };
      if (scope === 'acme') continue;
      const answer = await get(path(scope), headers);
      expect([answer.status, JSON.parse(answer.body).data.result]).toEqual([
        200,
        [{ metric: {}, value: [4, '2'] }],
      ]);
    }
    expect(loki.seen.at(-1)?.form.get('query')).toBe('vector(1)+vector(1)');
  });

  it('leaves data as it came: key order, nanoseconds, unknown members', async () => {
    const data =
      '{"resultType":"streams","encodingFlags":["categorize-labels"],"result":[{"stream":{"a":"b"},"values":[["1700000000000000001","x",{"structuredMetadata":{}}]]}],"stats":{"x":1.0}}';
    loki.answer((response) => {
      response.end(`{"status":"success","secretMember":1,"data":${data}}\n`);
      return true;
    });
    expect((await query()).body).toBe(`{"status":"success","data":${data}}`);
  });

  it('answers entries of two elements, or of three to whoever asks', async () => {
    const path = `/scopes/acme.shop/loki/loki/api/v1/query_range?query=${shop}&${range}`;
    const plain = JSON.parse((await get(path)).body).data;
    expect(plain.result[0].values[0]).toHaveLength(2);
    const flags = { 'x-loki-response-encoding-flags': 'categorize-labels' };
    const flagged = JSON.parse((await get(path, flags)).body).data;
    expect(Object.keys(flagged)).toEqual(['resultType', 'encodingFlags', 'result', 'stats']);
    expect(flagged.result[0].values[0]).toHaveLength(3);
  });

  it('passes known warnings and drops others', async () => {
    loki.answer((response) => {
      response.end(
        '{"status":"success","warnings":["maximum number of series (500) reached for a single query; returning partial results","{ns=\\"globex\\"} failed on 10.1.2.3"],"data":{}}',
      );
      return true;
    });
    expect(JSON.parse((await query()).body)).toEqual({
      status: 'success',
      data: {},
      warnings: [
        'maximum number of series (500) reached for a single query; returning partial results',
      ],
    });
  });

  it('fills in the list that Loki leaves out', async () => {
    const path = `/scopes/acme.shop/loki/loki/api/v1/label/nothing/values?${range}`;
    expect((await get(path)).body).toBe('{"status":"success","data":[]}');
  });

  it.each([
    ['HTML', 200, '<html>'],
    ['half an answer', 200, '{"status":"success","data":{"result":['],
    ['an array', 200, '[]'],
    ['no data', 200, '{"status":"success"}'],
    ['401 of the backend', 401, 'no org id'],
    ['404 of the backend', 404, '404 page not found'],
    ['a redirect', 302, ''],
    ['partial content', 206, '{"status":"success","data":1}'],
    ['500', 500, 'open /var/loki on 10.0.0.1'],
    ['400 from a proxy', 400, '<html><body>nginx</body></html>'],
  ])('answers 502 to %s, without the body', async (_, status, body) => {
    loki.answer((response) => {
      response.writeHead(status, { location: 'http://169.254.169.254/' }).end(body);
      return true;
    });
    const answer = await query();
    expect([answer.status, answer.headers['content-type']]).toEqual([
      502,
      'text/plain; charset=utf-8',
    ]);
    expect(answer.body).not.toMatch(/169\.254|10\.0\.0\.1|var\/loki|org id|nginx/);
    expect(loki.seen).toHaveLength(1);
  });

  it.each([
    [400, 400],
    [422, 422],
    [429, 429],
    [504, 504],
  ])('passes %i with its text and without addresses', async (given, shown) => {
    loki.answer((response) => {
      response.writeHead(given).end(`too much at ${loki.url} and 10.9.8.7:3100\n`);
      return true;
    });
    const answer = await query();
    expect([answer.status, answer.body]).toEqual([shown, 'too much at <backend> and <backend>\n']);
  });

  it('answers 502 to an encoding nobody asked for', async () => {
    loki.answer((response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end('xxxx');
      return true;
    });
    expect((await query()).status).toBe(502);
  });

  it('answers 504 when the backend is slow, and cancels there', async () => {
    loki.answer(() => true);
    expect((await query()).status).toBe(504);
    await expect.poll(() => loki.aborted()).toBe(1);
  });

  it('cuts the connection when a large answer breaks off or grows beyond the limit', async () => {
    loki.answer((response) => {
      response.write(`{"status":"success","data":["${'x'.repeat(100_000)}"`);
      setImmediate(() => response.destroy());
      return true;
    });
    await expect(query()).rejects.toThrow();
    loki.answer((response) => {
      response.write('{"status":"success","data":["');
      for (let part = 0; part < 30; part++) response.write('x'.repeat(10_000));
      response.end('"]}');
      return true;
    });
    await expect(query()).rejects.toThrow();
  });

  it('sends a large answer in full', async () => {
    const data = JSON.stringify(['x'.repeat(150_000)]);
    loki.answer((response) => {
      response.end(`{"status":"success","data":${data}}`);
      return true;
    });
    expect((await query()).body).toBe(`{"status":"success","data":${data}}`);
  });

  it('cancels at the backend when the client goes away', async () => {
    loki.answer(() => true);
    const controller = new AbortController();
    const gone = fetch(`${lab.url}/scopes/acme.shop/loki/loki/api/v1/query_range?query=${shop}`, {
      headers: { authorization: 'Bearer acme' },
      signal: controller.signal,
    });
    await expect.poll(() => loki.seen.length).toBe(1);
    controller.abort();
    await expect(gone).rejects.toThrow();
    await expect.poll(() => loki.aborted()).toBe(1);
  });

  it('logs a failing backend once, for the administrator, with its address', async () => {
    const before = lab.log.length;
    loki.answer((response) => {
      response.end('<html>');
      return true;
    });
    await query();
    expect(lab.log.length).toBe(before + 1);
    expect(lab.log.at(-1)).toContain(loki.url);
  });

  it('answers format_query and buildinfo without asking anybody', async () => {
    const text = encodeURIComponent('sum by(a) (rate( {app="shop"}[5m] ))');
    const formatted = await get(`${base}/format_query?query=${text}`);
    expect(JSON.parse(formatted.body)).toEqual({
      status: 'success',
      data: 'sum by (a) (rate({app="shop"}[5m]))',
    });
    expect((await get(`${base}/format_query?query=%7B`)).status).toBe(400);
    expect(JSON.parse((await get(`${base}/status/buildinfo`)).body).version).toMatch(/^3\./);
    expect(loki.seen).toHaveLength(0);
  });

  it('drops members beside those it knows from answers without envelope', async () => {
    loki.answer((response) => {
      response.end('{"streams":1,"bytes":12345678901234567890,"other":"of-globex"}');
      return true;
    });
    const path = `/scopes/acme.shop/loki/loki/api/v1/index/stats?query=${shop}`;
    const answer = await get(path);
    expect(Object.keys(JSON.parse(answer.body))).toEqual(['streams', 'bytes']);
    loki.answer((response) => {
      response.end('{"streams":1,"bytes":12345678901234567890}');
      return true;
    });
    expect((await get(path)).body).toBe('{"streams":1,"bytes":12345678901234567890}');
  });
});

describe('a scope on several backends', () => {
  it('merges labels, values, series and stats', async () => {
    const read = async (path: string) => JSON.parse((await get(`${base}/${path}`)).body);
    expect((await read(`label/secret/values?${range}`)).data).toEqual([
      'of-acme-1',
      'of-acme-2',
      'of-acme-us',
    ]);
    const series: Record<string, string>[] = (await read(`series?${range}`)).data;
    expect(series.map((labels) => [labels.cluster, labels.secret])).toEqual([
      ['eu1', 'of-acme-1'],
      ['eu1', 'of-acme-2'],
      ['us1', 'of-acme-us'],
    ]);
    expect(await read(`index/stats?query=%7B%7D&${range}`)).toMatchObject({ streams: 3 });
    expect(second.seen.every(({ form }) => !String([...form]).includes('"acme"'))).toBe(true);
  });

  it.each(['query_range', 'index/volume', 'patterns', 'detected_fields'])(
    'refuses %s with 422 and the choices',
    async (path) => {
      const answer = await get(`${base}/${path}?query=${shop}`);
      expect(answer.status).toBe(422);
      expect(answer.body).toContain('acme@eu1, acme@us1');
      expect(loki.seen).toHaveLength(0);
      const one = await get(`/scopes/acme@us1/loki/loki/api/v1/${path}?query=${shop}`);
      expect(one.status).toBe(200);
    },
  );

  it('shows nothing when one of them fails', async () => {
    second.answer((response) => {
      response.writeHead(500).end('x');
      return true;
    });
    const answer = await get(`${base}/labels?${range}`);
    expect([answer.status, ownersIn(answer.body)]).toEqual([502, []]);
  });
});

describe('a scope without environments', () => {
  const empty = { authorization: 'Bearer empty' };
  const path = (rest: string) => `/scopes/empty/loki/${rest}`;

  it.each([
    ['loki/api/v1/labels', '[]'],
    ['loki/api/v1/label/a/values', '[]'],
    ['loki/api/v1/series', '[]'],
    [`loki/api/v1/query_range?query=${shop}`, '{"resultType":"streams","result":[]}'],
    [`loki/api/v1/index/volume?query=${shop}`, '{"resultType":"vector","result":[]}'],
    [`loki/api/v1/index/volume_range?query=${shop}`, '{"resultType":"matrix","result":[]}'],
    [`loki/api/v1/patterns?query=${shop}`, '[]'],
    ['prometheus/api/v1/rules', '{"groups":[]}'],
    ['prometheus/api/v1/alerts', '{"alerts":[]}'],
  ])('has nothing at %s', async (rest, data) => {
    const answer = await get(path(rest), empty);
    expect([answer.status, answer.body]).toEqual([200, `{"status":"success","data":${data}}`]);
    expect(loki.seen).toHaveLength(0);
  });

  it('has nothing where there is no envelope', async () => {
    const stats = await get(path(`loki/api/v1/index/stats?query=${shop}`), empty);
    expect(JSON.parse(stats.body)).toEqual({ streams: 0, chunks: 0, bytes: 0, entries: 0 });
    const exported = await get(path(`export?query=${shop}&format=csv`), empty);
    expect([exported.status, exported.body]).toEqual([200, '\ufefftimestamp,labels,line\r\n']);
    expect(loki.seen).toHaveLength(0);
  });

  it('evaluates metric queries over nothing', async () => {
    const ask = async (query: string) => {
      const { status, body } = await get(
        path(`loki/api/v1/query?query=${encodeURIComponent(query)}`),
        empty,
      );
      return [status, JSON.parse(body).data.result];
    };
    expect(await ask('rate({app="shop"}[5m])')).toEqual([200, []]);
    expect(await ask('absent_over_time({app="shop"}[5m])')).toMatchObject([
      200,
      [{ metric: { app: 'shop' } }],
    ]);
    expect(loki.seen).toHaveLength(0);
  });
});

describe('strict mode', () => {
  it('refuses what can match nothing', async () => {
    const strict = await startLokiLab({
      clusters: { eu1: loki.url },
      environments: { 'acme.shop.prod': 'eu1/acme' },
      isStrict: true,
    });
    const path = (selector: string) => `${base}/query_range?query=${encodeURIComponent(selector)}`;
    const refused = await strict.send({ path: path('{ns="globex"}') });
    expect([refused.status, loki.seen.length]).toEqual([422, 0]);
    expect((await strict.send({ path: path('{ns="acme"}') })).status).toBe(200);
    await strict.stop();
  });
});

it('counts by route and outcome', async () => {
  const text = await waitUntil(() => lab.exposed(), { what: 'the metrics' });
  expect(text).toMatch(
    /tocsin_scoped_log_requests_total\{route="loki\/api\/v1\/query_range",outcome="upstream_failed"\} \d+/,
  );
});
