import type { ServerResponse } from 'node:http';
import { Agent } from 'undici';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { createMetrics } from '../../platform/observe/metrics.ts';
import { DEFAULT_TLS } from '../../platform/tenancy/cluster-backend.ts';
import { fetchMatrix } from '../../queries/cache/fetch-matrix.ts';
import { judgePromql } from '../../queries/cache/judge-promql.ts';
import { RangeCache } from '../../queries/cache/range-cache.ts';
import { createRangeCacheMetrics } from '../../queries/cache/range-cache-metrics.ts';
import { printForm } from '../../queries/proxy/form.ts';
import { createHttpUpstream } from '../../queries/upstream/http-upstream.ts';
import {
  type ScriptedBackend,
  type SeenRequest,
  startScriptedBackend,
} from '../support/scripted-backend.ts';
import { waitUntil } from '../support/wait-until.ts';

const NOW_S = 1_800_000_000;
const MAX_ANSWER_BYTES = 100_000;

/** One series per tenant, as the query names it. */
function matrixFor(request: SeenRequest, beside = ''): string {
  const form = new URLSearchParams(request.url.split('?')[1] ?? '');
  const [start, end, step] = ['start', 'end', 'step'].map((name) => Number(form.get(name)));
  const samples: string[] = [];
  for (let at = start ?? 0; at <= (end ?? 0); at += step ?? 1) samples.push(`[${at},"0.10"]`);
  const [, ns] = /ns="(\w+)"/.exec(form.get('query') ?? '') ?? [];
  const result = `[{"metric":{"ns":"${ns}"},"values":[${samples.join(',')}]}]`;
  return `{"status":"success"${beside},"data":{"resultType":"matrix","result":${result}}}`;
}

describe('the range cache in front of a backend over HTTP', () => {
  let backend: ScriptedBackend;
  let cache: RangeCache;
  const agent = new Agent({ connections: 8 });
  const upstream = createHttpUpstream({ dispatcherFor: () => agent, clock: systemClock });

  beforeAll(async () => {
    backend = await startScriptedBackend();
  });
  afterAll(async () => {
    await agent.destroy();
    await backend?.stop();
  });
  beforeEach(() => {
    const metrics = createMetrics({ version: 'test', withProcessMetrics: false });
    cache = new RangeCache({
      clock: new VirtualClock(NOW_S * 1000),
      metrics: createRangeCacheMetrics(metrics),
      settings: {
        maxBytes: 1_000_000,
        maxAnswerBytes: MAX_ANSWER_BYTES,
        untrustedMs: { promql: 600_000, logql: 3_600_000 },
        keepMs: 3_600_000,
      },
    });
    backend.answer((response, request) => response.end(matrixFor(request)));
  });
  afterEach(() => backend.forget());

  /** The last hour of a tenant's series, one point a minute. */
  async function ask(tenant: string, signal = new AbortController().signal): Promise<string> {
    const query = `up{ns="${tenant}"}`;
    const answer = await cache.answer(
      {
        owner: tenant,
        scopeKey: tenant,
        clusters: ['eu1'],
        backend: [backend.url],
        language: 'promql',
        judge: judgePromql,
        query,
        parameters: [
          ['start', `${NOW_S - 3_600}`],
          ['end', `${NOW_S}`],
          ['step', '60'],
        ],
        maxResponseBytes: 1_000_000,
      },
      (parameters, gone) => {
        const request = {
          backend: { url: backend.url, headers: [], tls: DEFAULT_TLS },
          method: 'GET',
          path: '/api/v1/query_range',
          form: printForm([['query', query], ...parameters]),
          timeoutMs: 5_000,
        } as const;
        return fetchMatrix(
          upstream,
          request,
          { maxBytes: MAX_ANSWER_BYTES, language: 'promql' },
          gone,
        );
      },
      signal,
    );
    return answer.kind === 'bypass' ? `bypass ${answer.reason}` : answer.body.toString();
  }

  it('gives the backend’s own digits, asks for the rest only, and mixes no tenants', async () => {
    const first = await ask('acme');
    expect(first).toContain(
      `"result":[{"metric":{"ns":"acme"},"values":[[${NOW_S - 3_600},"0.10"]`,
    );
    expect(await ask('acme')).toBe(first);
    expect(await ask('globex')).toBe(first.replace('acme', 'globex'));
    const starts = backend.seen.map(({ url }) =>
      new URLSearchParams(url.split('?')[1]).get('start'),
    );
    expect(starts).toEqual([`${NOW_S - 3_600}`, `${NOW_S - 540}`, `${NOW_S - 3_600}`]);
  });

  it('asks once for callers at the same time, and ends with the last of them', async () => {
    const held: ServerResponse[] = [];
    backend.answer((response) => void held.push(response));
    const callers = Array.from({ length: 20 }, () => new AbortController());
    const answers = callers.map(({ signal }) => ask('acme', signal).catch(() => 'gone'));
    await waitUntil(() => held.length === 1, { what: 'the question at the backend' });
    for (const caller of callers.slice(1)) caller.abort();
    expect(await Promise.all(answers.slice(1))).toEqual(new Array(19).fill('gone'));
    expect(backend.aborted()).toBe(0);
    callers[0]?.abort();
    expect(await answers[0]).toBe('gone');
    await waitUntil(() => backend.aborted() === 1, { what: 'the end of the question' });
    expect(backend.seen).toHaveLength(1);
  });

  it('lets the one that stays have its answer', async () => {
    const held: [ServerResponse, SeenRequest][] = [];
    backend.answer((...one) => void held.push(one));
    const leaving = new AbortController();
    const gone = ask('acme', leaving.signal).catch(() => 'gone');
    const stays = ask('acme');
    await waitUntil(() => held.length === 1, { what: 'the question at the backend' });
    leaving.abort();
    expect(await gone).toBe('gone');
    for (const [response, request] of held) response.end(matrixFor(request));
    expect(await stays).toContain('"ns":"acme"');
  });

  it.each<[string, (response: ServerResponse, request: SeenRequest) => void, object]>([
    [
      'an error of the query',
      (response) => {
        response.statusCode = 422;
        response.end('{"status":"error","errorType":"execution","error":"too many samples"}');
      },
      { kind: 'unprocessable', message: 'too many samples' },
    ],
    [
      'an error page',
      (response) => {
        response.statusCode = 502;
        response.end('<html>'.repeat(50_000));
      },
      { kind: 'upstream_failed' },
    ],
    [
      'half an answer',
      (response, request) => response.end(matrixFor(request).slice(0, -20)),
      { kind: 'upstream_failed', message: expect.stringContaining('ended in the middle') },
    ],
    [
      'a connection that breaks off',
      (response, request) => {
        response.setHeader('content-length', 100_000);
        response.write(matrixFor(request), () => response.destroy());
      },
      { kind: 'upstream_failed' },
    ],
    [
      'an encoding that was not asked for',
      (response) => {
        response.setHeader('content-encoding', 'br');
        response.end('x');
      },
      { kind: 'upstream_failed' },
    ],
    [
      'success that says error',
      (response) => response.end('{"status":"error","data":{"resultType":"matrix","result":[]}}'),
      { kind: 'upstream_failed' },
    ],
  ])('passes on %s, and does not keep it', async (_name, how, error) => {
    backend.answer(how);
    await expect(ask('acme')).rejects.toMatchObject(error);
    backend.answer((response, request) => response.end(matrixFor(request)));
    expect(await ask('acme')).toContain('"0.10"');
    const [first, second] = backend.seen;
    expect(second?.url).toBe(first?.url);
  });

  it('does not keep what a backend warns of', async () => {
    backend.answer((response, request) =>
      response.end(matrixFor(request, ',"warnings":["store 10.0.0.7:9090 is away"]')),
    );
    const partial = await ask('acme');
    expect(partial).not.toContain('10.0.0.7');
    await ask('acme');
    const [first, second] = backend.seen;
    expect(second?.url).toBe(first?.url);
  });

  it('gives up what is too large, and does not try again', async () => {
    backend.answer((response) => response.end('x'.repeat(5_000_000)));
    await expect(ask('globex')).rejects.toMatchObject({ kind: 'upstream_failed' });
    backend.answer((response) =>
      response.end(`{"status":"success","data":{"padding":"${'x'.repeat(5_000_000)}"}}`),
    );
    expect(await ask('acme')).toBe('bypass too_large');
    expect(await ask('acme')).toBe('bypass too_large');
    expect(backend.seen).toHaveLength(2);
  });
});
