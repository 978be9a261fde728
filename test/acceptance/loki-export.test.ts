import { once } from 'node:events';
import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LokiLab, startLokiLab } from '../support/loki-lab.ts';
import { type ScriptedLoki, startScriptedLoki } from '../support/scripted-loki.ts';
import type { StoredStream } from '../support/scripted-loki-store.ts';

const START_S = 1_700_000_000;
const START_NS = BigInt(START_S) * 1_000_000_000n;
const range = `start=${START_S}&end=${START_S + 1_000}`;
const base = '/scopes/acme/loki/export';
const shop = encodeURIComponent('{app="shop"}');

/** 600 lines of acme in three streams, many in the same nanosecond, and as many of globex. */
function streams(): readonly StoredStream[] {
  return ['acme', 'globex'].flatMap((ns) =>
    ['a', 'b', 'c'].map((pod, shift) => ({
      labels: { ns, app: 'shop', ...(pod === 'a' ? {} : { pod }) },
      entries: [...Array(200).keys()].map((at) => ({
        ns: START_NS + BigInt(Math.floor((at + shift) / 7)),
        line: `${ns} ${pod} ${at}`,
      })),
    })),
  );
}

let loki: ScriptedLoki;
let lab: LokiLab;

beforeAll(async () => {
  loki = await startScriptedLoki(streams());
  lab = await startLokiLab({
    clusters: { eu1: loki.url },
    environments: { 'acme.shop.prod': 'eu1/acme', 'globex.shop.prod': 'eu1/globex' },
    limits: { maxLines: 50, maxExports: 8 },
  });
});
beforeEach(() => loki.forget());
afterAll(async () => {
  await lab.stop();
  await loki.stop();
});

interface Exported {
  readonly lines: readonly string[];
  readonly last: {
    readonly complete: boolean;
    readonly lines: number;
    readonly cursor: string | null;
  };
}

async function exportAs(query: string): Promise<Exported> {
  const answer = await lab.send({ path: `${base}?query=${shop}&${query}` });
  expect(answer.status, answer.body).toBe(200);
  const all = answer.body
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text));
  return { lines: all.slice(0, -1).map(({ line }) => line), last: all.at(-1) };
}

const expected = streams()
  .filter(({ labels }) => labels.ns === 'acme')
  .flatMap(({ entries }) => entries.map(({ line }) => line))
  .sort();

describe('export of log lines', () => {
  it.each(['forward', 'backward'])(
    'gives every own line once, in order (%s)',
    async (direction) => {
      const { lines, last } = await exportAs(`${range}&direction=${direction}`);
      expect([...lines].sort()).toEqual(expected);
      expect(last).toEqual({ complete: true, lines: 600, cursor: null });
      for (const pod of ['a', 'b', 'c']) {
        const own = lines.filter((line) => line.startsWith(`acme ${pod} `));
        const places = own.map((line) => Number(line.split(' ')[2]));
        expect(places).toEqual(
          [...places].sort((a, b) => (direction === 'forward' ? a - b : b - a)),
        );
      }
      expect(loki.seen.length).toBeGreaterThan(12);
      for (const { form } of loki.seen) expect(form.get('query')).toContain('{ns="acme",');
    },
  );

  it.each(['forward', 'backward'])('goes on where it was cut, anywhere (%s)', async (direction) => {
    const whole = (await exportAs(`${range}&direction=${direction}`)).lines;
    const parts: string[] = [];
    let cursor = '';
    for (const limit of [1, 2, 49, 50, 51, 99, 300, 1_000]) {
      const asked = cursor === '' ? `${range}&direction=${direction}` : `cursor=${cursor}`;
      const { lines, last } = await exportAs(`${asked}&limit=${limit}`);
      expect(lines.length).toBeLessThanOrEqual(limit);
      parts.push(...lines);
      cursor = last.cursor ?? '';
      if (last.complete) break;
    }
    expect(parts).toEqual(whole);
    expect(cursor).toBe('');
  });

  it('reads more lines of one nanosecond than a page holds, stream by stream', async () => {
    loki.store.add({
      labels: { ns: 'acme', app: 'shop', pod: 'd' },
      entries: [...Array(45).keys()].map((at) => ({ ns: START_NS + 3n, line: `acme d ${at}` })),
    });
    const { lines } = await exportAs(`${range}&direction=forward`);
    expect(lines).toHaveLength(645);
    expect(new Set(lines).size).toBe(645);
    expect(loki.seen.some(({ path }) => path.endsWith('/series'))).toBe(true);
    for (const { form } of loki.seen) {
      expect(form.get('query') ?? form.get('match[]')).toMatch(/^\{ns="acme",/);
    }
  });

  it('says so when one stream alone has more than a page in one nanosecond', async () => {
    loki.store.add({
      labels: { ns: 'acme', app: 'dense' },
      entries: [...Array(60).keys()].map((at) => ({ ns: START_NS, line: `${at}` })),
    });
    const answer = await lab.send({ path: `${base}?query=%7Bapp%3D%22dense%22%7D&${range}` });
    expect([answer.status, answer.body]).toEqual([
      422,
      expect.stringContaining('have the same timestamp'),
    ]);
  });

  it('writes CSV and text, with cursors in header and trailer', async () => {
    const path = `${base}?query=${shop}&${range}&direction=forward&limit=2`;
    const csv = await lab.send({ path: `${path}&format=csv` });
    expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8; header=present');
    expect(csv.headers['content-disposition']).toBe('attachment; filename="logs-acme.csv"');
    expect(csv.body.split('\r\n')).toHaveLength(5);
    expect(csv.body).toMatch(
      /^\ufefftimestamp,labels,line\r\n"2023-11-14T22:13:20\.000000000Z","\{""/,
    );
    const cursor = String(csv.trailers['tocsin-cursor']);
    expect(csv.body).toContain(`cursor=${cursor}`);
    expect([csv.trailers['tocsin-lines'], csv.trailers['tocsin-complete']]).toEqual(['2', 'false']);
    const begin = String(csv.headers['tocsin-cursor']);
    const again = await lab.send({
      path: `${base}?query=${shop}&cursor=${begin}&limit=2&format=csv`,
    });
    expect(again.body).toBe(csv.body);
    const text = await lab.send({ path: `${path}&format=text` });
    expect(text.body).toMatch(/^2023-11-14T22:13:20\.000000000Z acme \w 0\n/);
    expect(text.headers['content-type']).toBe('text/plain; charset=utf-8');
  });

  it('says after every page where it is, to whoever asks', async () => {
    const answer = await lab.send({
      path: `${base}?query=${shop}&${range}&direction=forward&checkpoints=true`,
    });
    const all = answer.body
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const at = all.findIndex((one) => one.checkpoint !== undefined);
    expect(at).toBeGreaterThan(0);
    const rest = await exportAs(`cursor=${all[at].checkpoint}`);
    const lines = all.filter((one) => one.line !== undefined).map(({ line }) => line);
    expect([...lines.slice(0, at), ...rest.lines]).toEqual(lines);
  });

  it.each([
    ['no query', range],
    ['a metric query', `query=vector(1)&${range}`],
    ['a query that does not parse', `query=%7B&${range}`],
    ['a start after the end', `query=${shop}&start=2&end=1`],
    ['an unknown format', `query=${shop}&format=xlsx`],
    ['a limit over a million', `query=${shop}&limit=1000001`],
    ['a limit of zero', `query=${shop}&limit=0`],
    ['a broken cursor', `query=${shop}&cursor=x`],
    ['checkpoints in CSV', `query=${shop}&format=csv&checkpoints=true`],
    ['an unknown parameter', `query=${shop}&x=1`],
  ])('refuses %s and asks nobody', async (_, query) => {
    expect((await lab.send({ path: `${base}?${query}` })).status).toBe(400);
    expect(loki.seen).toHaveLength(0);
  });

  it('takes a cursor only for its own query and scope, and for nobody else', async () => {
    const { last } = await exportAs(`${range}&limit=1`);
    const cursor = last.cursor ?? '';
    loki.forget();
    const other = encodeURIComponent('{app="other"}');
    const paths = [
      `${base}?query=${other}&cursor=${cursor}`,
      `/scopes/acme.shop/loki/export?query=${shop}&cursor=${cursor}`,
      `${base}?query=${shop}&cursor=${cursor}&start=1`,
    ];
    for (const path of paths) expect((await lab.send({ path })).status).toBe(400);
    expect(
      (await lab.send({ path: `/scopes/globex/loki/export?query=${shop}&cursor=${cursor}` }))
        .status,
    ).toBe(403);
    expect(loki.seen).toHaveLength(0);
  });

  it('asks for smaller pages where the backend gives no more', async () => {
    loki.answer((response, { form }) => {
      if (Number(form.get('limit')) <= 20) return false;
      response.writeHead(400);
      response.end(
        `max entries limit per query exceeded, limit > max_entries_limit_per_query (${form.get('limit')} > 20)`,
      );
      return true;
    });
    const { last } = await exportAs(`start=${START_S - 1}&end=${START_NS + 3n}&direction=forward`);
    expect(last.complete).toBe(true);
    expect(loki.seen.map(({ form }) => form.get('limit')).slice(0, 3)).toEqual(['50', '20', '20']);
  });

  it('answers an error while nothing was sent, and cuts the connection afterwards', async () => {
    loki.answer((response) => {
      response.writeHead(500).end('x');
      return true;
    });
    const early = await lab.send({ path: `${base}?query=${shop}&${range}` });
    expect([early.status, early.headers['content-type']]).toEqual([
      502,
      'text/plain; charset=utf-8',
    ]);
    let asked = 0;
    loki.answer((response) => {
      if (++asked < 4) return false;
      response.writeHead(500).end('x');
      return true;
    });
    const { answer, isWhole, text } = await open(
      `${base}?query=${shop}&${range}&direction=forward`,
    );
    expect([answer.statusCode, await isWhole]).toEqual([200, false]);
    const last = JSON.parse(text().trimEnd().split('\n').at(-1) ?? '');
    expect(last).toMatchObject({ complete: false, error: expect.stringContaining('log backend') });
    loki.forget();
    const rest = await exportAs(`cursor=${last.cursor}`);
    const lines = text()
      .trimEnd()
      .split('\n')
      .slice(0, -1)
      .map((one) => JSON.parse(one).line);
    expect(lines).toHaveLength(last.lines);
    expect(new Set([...lines, ...rest.lines]).size).toBe(645);
    expect(lines.length + rest.lines.length).toBe(645);
  });

  it('cancels at the backend when the client goes away', async () => {
    loki.answer(() => true);
    const controller = new AbortController();
    const gone = fetch(`${lab.url}${base}?query=${shop}&${range}`, {
      headers: { authorization: 'Bearer acme' },
      signal: controller.signal,
    });
    await expect.poll(() => loki.seen.length).toBe(1);
    controller.abort();
    await expect(gone).rejects.toThrow();
    await expect.poll(() => loki.aborted()).toBe(1);
  });

  it('leaves others room, however many callers a tenant has', async () => {
    const held: ServerResponse[] = [];
    loki.answer((response) => held.push(response) > 0);
    const path = `${base}?query=${shop}&${range}`;
    const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
    const running = ['acme', 'acme', 'acme.shop', 'acme.shop'].map((token) =>
      lab.send({ path: path.replace('acme', 'acme.shop.prod'), headers: bearer(token) }),
    );
    await expect.poll(() => held.length).toBe(4);
    const fifth = await lab.send({
      path: path.replace('acme', 'acme.shop.prod'),
      headers: bearer('acme.shop.prod'),
    });
    expect([fifth.status, fifth.body]).toEqual([429, expect.stringContaining('of its tenant')]);
    const other = lab.send({ path: path.replace('acme', 'globex'), headers: bearer('globex') });
    await expect.poll(() => held.length).toBe(5);
    for (const response of held) response.end(pageOf(0, 0, START_NS));
    for (const one of await Promise.all([...running, other])) expect(one.status).toBe(200);
  });

  it('ends when the right does, and has a bound on how many run', async () => {
    const held: ServerResponse[] = [];
    loki.answer((response) => held.push(response) > 0);
    const ask = () => open(`${base}?query=${shop}&${range}&direction=forward`, 'acme.shop');
    const first = ask();
    const second = ask();
    await expect.poll(() => held.length).toBe(2);
    const third = await lab.send({
      path: `${base}?query=${shop}&${range}`,
      headers: { authorization: 'Bearer acme.shop' },
    });
    expect([third.status, third.headers['retry-after']]).toEqual([429, '30']);
    const ended = Promise.allSettled([first, second]);
    lab.revoke('acme.shop');
    // Without a line of the page that is under way.
    expect((await ended).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect.poll(() => loki.aborted()).toBe(2);
    expect(held).toHaveLength(2);
  });
});

/** One answer of `count` lines a nanosecond apart. */
function pageOf(from: number, count: number, startNs: bigint): string {
  const values = [...Array(count).keys()].map((at) => [
    String(startNs + BigInt(from + at)),
    `line ${from + at} ${'x'.repeat(80)}`,
  ]);
  const stream = { ns: 'acme', app: 'shop' };
  const data = { resultType: 'streams', result: [{ stream, values }] };
  return JSON.stringify({ status: 'success', data });
}

/** Asks and reads on its own; `isWhole` is false when the connection was cut. */
async function open(path: string, token = 'acme') {
  const { hostname, port } = new URL(lab.url);
  const call = request({ hostname, port, path, headers: { authorization: `Bearer ${token}` } });
  call.end();
  const [answer]: [IncomingMessage] = (await once(call, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  answer.on('data', (chunk) => chunks.push(chunk));
  const isWhole = new Promise<boolean>((resolve) => {
    answer.on('close', () => resolve(answer.complete));
    answer.on('error', () => resolve(false));
  });
  return { answer, isWhole, text: () => Buffer.concat(chunks).toString('utf8') };
}

describe('a large export', () => {
  const count = process.env.TOCSIN_PROOF === '1' ? 1_000_000 : 100_000;

  it(`streams ${count} lines in bounded memory`, { timeout: 120_000 }, async () => {
    const large = await startLokiLab({
      clusters: { eu1: loki.url },
      environments: { 'acme.shop.prod': 'eu1/acme' },
      limits: { maxLines: 5_000, maxMergedBytes: 33_554_432 },
    });
    loki.answer((response, { form }) => {
      const from = Number(BigInt(form.get('start') ?? '0') - START_NS);
      const limit = Math.min(Number(form.get('limit')), count + 10_000 - from);
      response.end(pageOf(Math.max(0, from), limit, START_NS));
      return true;
    });
    const { hostname, port } = new URL(large.url);
    const path = `${base}?query=${shop}&start=${START_NS}&end=${START_S + 1}&direction=forward&limit=${count}`;
    const call = request({ hostname, port, path, headers: { authorization: 'Bearer acme' } });
    call.end();
    const [answer]: [IncomingMessage] = (await once(call, 'response')) as [IncomingMessage];
    const before = process.memoryUsage().rss;
    let lines = 0;
    let tail = '';
    let peak = before;
    for await (const chunk of answer) {
      const text = String(chunk);
      for (const char of text) if (char === '\n') lines++;
      tail = (tail + text).slice(-500);
      peak = Math.max(peak, process.memoryUsage().rss);
    }
    const last = JSON.parse(tail.trimEnd().split('\n').at(-1) ?? '');
    expect([lines, last.lines, last.complete]).toEqual([count + 1, count, false]);
    const grownMb = (peak - before) / 1_048_576;
    // Mostly garbage not yet collected, of the fake and of this reader too.
    expect(grownMb, `memory grew by ${grownMb.toFixed(0)} MB`).toBeLessThan(150);
    await large.stop();
  });
});
