import { describe, expect, it } from 'vitest';
import { AppError } from '../../../platform/errors/app-error.ts';
import { createLogger } from '../../../platform/observe/logger.ts';
import { enforcementWith, metricsBackend } from '../../../test/support/backends.ts';
import { directoryOf, scopeIn } from '../../../test/support/directory-of.ts';
import type { QuestionFacts } from '../../limits/check-question.ts';
import type { TenantLimits } from '../../limits/tenant-limits.ts';
import type { QueryTime } from '../../templates/ask-metrics.ts';
import type { UpstreamReceiver, UpstreamRequest } from '../../upstream/upstream.ts';
import type { AskedCluster } from '../backend-plan.ts';
import { BackendPlans } from '../backend-plans.ts';
import { MetricsScopeRules } from '../scope-rules/metrics-scope-rules.ts';
import { ScopedMetrics, type ScopedMetricsOptions } from './scoped-metrics.ts';

const NOW_MS = Date.UTC(2026, 0, 15, 12);
const HOUR_MS = 3_600_000;
const AT: QueryTime = { kind: 'instant', atMs: NOW_MS };
const EMPTY = '{"status":"success","data":{"resultType":"vector","result":[]}}';

const directory = directoryOf({
  environments: {
    'acme.shop.prod': 'eu1/acme-shop',
    'acme.shop.young': 'eu1/acme-young',
    'acme.far.prod': 'us1/acme-far',
    'globex.shop.prod': 'eu1/globex-shop',
  },
  tenants: ['empty'],
  readableFrom: { 'eu1/acme-young': NOW_MS - HOUR_MS, 'eu1/globex-shop': NOW_MS - HOUR_MS },
});

interface World {
  readonly clusters?: readonly AskedCluster[];
  readonly answer?: (receiver: UpstreamReceiver) => void;
  readonly refusal?: AppError;
  readonly maxLookbackMs?: number;
  readonly isStrict?: boolean;
  readonly ranges?: ScopedMetricsOptions['ranges'];
}

const apart: readonly AskedCluster[] = ['eu1', 'us1'].map((id) => ({
  id,
  backend: metricsBackend(`http://${id}.example:9090`, { timeoutMs: 30_000 }),
  enforcement: enforcementWith({ exemptMetrics: ['shared'] }),
}));
const together: readonly AskedCluster[] = ['eu1', 'us1'].map((id) => ({
  id,
  backend: metricsBackend('http://both.example:9090'),
  enforcement: enforcementWith({ namespaceLabel: 'ns', clusterLabel: 'k8s' }),
}));

/** The real thing before an upstream that plays what the test says. */
function worldOf(options: World = {}) {
  const { clusters = apart, refusal, maxLookbackMs = 0, isStrict, ranges, ...world } = options;
  const sent: UpstreamRequest[] = [];
  const facts: QuestionFacts[] = [];
  const held = { count: 0, elapsedMs: 0, aborted: 0 };
  const answer =
    world.answer ??
    ((receiver: UpstreamReceiver) => {
      receiver.head(200, {});
      receiver.data(Buffer.from(EMPTY));
      receiver.done();
    });
  const backends = { current: () => directory, clusters: () => clusters };
  const clock = { nowMs: () => NOW_MS, monotonicMs: () => held.elapsedMs };
  const named = new ScopedMetrics({
    backends,
    plans: new BackendPlans(backends, 'metrics'),
    rules: new MetricsScopeRules({
      clock,
      clusters: () => clusters,
      isStrict: () => isStrict === true,
    }),
    upstream: {
      send: (request, receiver) => {
        sent.push(request);
        queueMicrotask(() => answer(receiver));
        const failed = () => receiver.failed('aborted', new Error('aborted'));
        const abort = () => {
          held.aborted++;
          queueMicrotask(failed);
        };
        return { resume: () => undefined, abort };
      },
    },
    gate: {
      limitsOf: () => ({ ...limits, maxLookbackMs }),
      check: (_tenant, asked) => {
        facts.push(asked);
        if (refusal) throw refusal;
      },
      enter: () => {
        held.count++;
        return Promise.resolve({ release: () => void held.count-- });
      },
    },
    ranges: ranges ?? null,
    limits: { maxQueryLength: 1_000, maxNamedMetricBytes: 5_000, rememberedQueries: 10 },
    clock,
    logger: createLogger({ level: 'silent' }),
  });
  const scopeOf = (scope: string) => scopeIn(directory, scope);
  return { sent, facts, held, named, scopeOf, open: (scope: string) => named.open(scopeOf(scope)) };
}

const limits: TenantLimits = {
  maxConcurrent: 16,
  maxQueued: 10,
  maxWaitMs: 1_000,
  perSecond: 0,
  burst: 1,
  maxTails: 0,
  maxRangeMs: 0,
  maxPoints: 11_000,
  maxLookbackMs: 0,
  maxBodyBytes: 1_000,
  maxResponseBytes: 10_000,
  timeoutMs: 20_000,
};
const signal = new AbortController().signal;
const formOf = ({ form }: UpstreamRequest) => Object.fromEntries(new URLSearchParams(form));

describe('a scope whose metrics are read', () => {
  it('asks with the matchers of the scope, within the limits of its tenant', async () => {
    const { open, sent, facts, held } = worldOf();
    const answer = await open('acme.shop@eu1').asker.ask('sum(up) / sum(shared)', AT, signal);
    expect(answer).toEqual({
      kind: 'vector',
      sent: 'sum(up{namespace=~"acme-shop|acme-young"}) / sum(shared)',
      warnings: [],
      pairs: null,
      samples: [],
    });
    const [request] = sent;
    expect(request).toMatchObject({ path: '/api/v1/query', method: 'GET', timeoutMs: 20_000 });
    expect(request && formOf(request)).toEqual({
      query: 'sum(up{namespace=~"acme-shop|acme-young"}) / sum(shared)',
      time: String(NOW_MS / 1000),
    });
    expect(facts).toEqual([{ bodyBytes: 0, range: null, earliestMs: null }]);
    expect(held.count).toBe(0);
  });

  it('asks ranges through the cache, but for those that leave something out', async () => {
    const asked: string[] = [];
    const body = '{"status":"success","data":{"resultType":"matrix","result":[]},"warnings":["x"]}';
    const known: ScopedMetricsOptions['ranges'] = {
      read: ({ query, payer, scope }, maxBytes) => {
        asked.push([query, payer, String(scope), maxBytes].join(' '));
        return Promise.resolve(asked.length === 1 ? Buffer.from(body) : null);
      },
    };
    const { open, sent, facts } = worldOf({ ranges: known, maxLookbackMs: 24 * HOUR_MS });
    const { asker } = open('acme.shop');
    const range = (hours: number) =>
      ({ kind: 'range', startMs: NOW_MS - hours * HOUR_MS, endMs: NOW_MS, stepMs: 1_000 }) as const;
    const scoped = 'up{namespace=~"acme-shop|acme-young"}';
    const answer = await asker.ask('up', range(0.5), signal);
    expect(answer).toMatchObject({ kind: 'matrix', sent: scoped, warnings: [] });
    expect([asked, sent.length]).toEqual([[`${scoped} acme acme.shop 5000`], 0]);
    await asker.ask('up', range(0.5), signal);
    expect([asked.length, sent.length]).toEqual([2, 1]);
    await asker.ask('up', range(2), signal);
    await asker.ask('up', AT, signal);
    expect([asked.length, sent.length]).toEqual([2, 3]);
    expect(facts[0]).toEqual({
      bodyBytes: 0,
      range: { startMs: NOW_MS - HOUR_MS / 2, endMs: NOW_MS, stepMs: 1_000 },
      earliestMs: expect.any(Number),
    });
  });

  it('leaves out what was another owner’s, and says so', async () => {
    const { open, sent } = worldOf();
    const opened = open('acme.shop');
    const time = { kind: 'range', startMs: NOW_MS - 2 * HOUR_MS, endMs: NOW_MS, stepMs: 60_000 };
    const answer = await opened.asker.ask('up', { ...time, kind: 'range' }, signal);
    expect(sent.map((request) => formOf(request).query)).toEqual(['up{namespace="acme-shop"}']);
    expect(answer).toMatchObject({
      warnings: [expect.stringContaining('acme.shop.young is left out')],
      pairs: [{ namespace: 'acme-shop' }],
    });
    expect(opened.earliestMs).toBeNull();
  });

  it.each([
    ['globex.shop', {}, NOW_MS - HOUR_MS],
    ['acme.shop', { maxLookbackMs: 6 * HOUR_MS }, NOW_MS - 6 * HOUR_MS + 20_000],
    ['globex.shop', { maxLookbackMs: 6 * HOUR_MS }, NOW_MS - HOUR_MS],
    ['acme.shop', {}, null],
  ])('of %s with %j may be read from %s on', (scope, world, expected) => {
    expect(worldOf(world).open(scope).earliestMs).toBe(expected);
  });

  it('tells clusters apart only where a backend holds several', () => {
    expect(worldOf().open('acme.far').dialect).toEqual({
      namespaceLabel: 'namespace',
      clusterLabel: null,
    });
    const one = worldOf({ clusters: together }).open('acme.far');
    expect(one.dialect).toEqual({ namespaceLabel: 'ns', clusterLabel: 'k8s' });
    expect(one.pairs.map(({ namespace }) => namespace)).toEqual(['acme-far']);
  });

  it('is all environments on the backend for _platform, without the others', () => {
    const { pairs, matchers } = worldOf().open('_platform@eu1');
    expect(pairs.map(({ namespace }) => namespace)).toEqual([
      'acme-shop',
      'acme-young',
      'globex-shop',
    ]);
    expect(matchers).toEqual([]);
  });

  it.each([
    ['acme', 'name a cluster: acme@eu1, acme@us1'],
    ['_platform', 'name a cluster: _platform@eu1, _platform@us1'],
    ['empty', 'scope empty holds no environment yet'],
  ])('is refused for %s', (scope, message) => {
    expect(() => worldOf().open(scope)).toThrow(message);
  });

  it.each<[string, World, string, AppError['kind'], string]>([
    ['no PromQL', {}, 'up{', 'bad_query', 'parse error'],
    ['a long query', {}, `up + ${'1 + '.repeat(300)}1`, 'too_large', 'more than the 1000 allowed'],
    ['a limit', { refusal: new AppError('limited', 'too many') }, 'up', 'limited', 'too many'],
    [
      'a contradiction in strict mode',
      { isStrict: true },
      'up{namespace="globex-shop"}',
      'unprocessable',
      'can match nothing',
    ],
    [
      'a large answer',
      {
        answer: (receiver) => {
          receiver.head(200, {});
          receiver.data(Buffer.alloc(5_001, '{'));
        },
      },
      'up',
      'unprocessable',
      'larger than 5000 bytes',
    ],
    [
      'a backend that is gone',
      { answer: (receiver) => receiver.failed('unreachable', new Error('ECONNREFUSED 10.0.0.1')) },
      'up',
      'upstream_failed',
      'cannot be reached',
    ],
  ])('answers %s with an error', async (_name, world, promql, kind, message) => {
    const { open, held } = worldOf(world);
    const answer = await open('acme.shop').asker.ask(promql, AT, signal);
    expect(answer).toEqual({
      kind: 'error',
      error: { kind, message: expect.stringContaining(message) },
    });
    expect(held.count).toBe(0);
  });

  it('explains what strict mode refuses by another way of asking', async () => {
    const { open } = worldOf({ isStrict: true });
    const answer = await open('acme.shop').lenientAsker.ask('up{namespace="x"}', AT, signal);
    expect(answer.kind).toBe('vector');
  });

  it('gives all questions the time of one', async () => {
    const { open, sent, held } = worldOf();
    const { asker } = open('acme.shop');
    held.elapsedMs = 19_000;
    await asker.ask('up', AT, signal);
    expect(sent[0]?.timeoutMs).toBe(1_000);
    held.elapsedMs = 20_000;
    expect(await asker.ask('up', AT, signal)).toMatchObject({ error: { kind: 'timeout' } });
    expect([sent.length, held.count]).toEqual([1, 0]);
  });

  it('cancels with the reason of the signal', async () => {
    const { open, held } = worldOf({ answer: () => undefined });
    const leaving = new AbortController();
    const answer = open('acme.shop').asker.ask('up', AT, leaving.signal);
    await Promise.resolve();
    leaving.abort(new Error('gone'));
    await expect(answer).rejects.toThrow('gone');
    expect(held).toMatchObject({ aborted: 1, count: 0 });
  });

  it('knows the names of its metrics, and does without where they cannot be had', async () => {
    const names = (text: string): World => ({
      answer: (receiver) => {
        receiver.head(200, {});
        receiver.data(Buffer.from(text));
        receiver.done();
      },
    });
    const known = worldOf(names('{"status":"success","data":["up",1,"down"]}'));
    expect(await known.open('acme.shop').metricNames(NOW_MS, signal)).toEqual(['up', 'down']);
    expect(known.sent[0]?.path).toBe('/api/v1/label/__name__/values');
    expect(known.sent[0] && formOf(known.sent[0])).toMatchObject({
      'match[]': '{namespace=~"acme-shop|acme-young"}',
      start: String((NOW_MS - HOUR_MS) / 1000),
    });
    expect(await worldOf(names('{')).open('acme.shop').metricNames(NOW_MS, signal)).toEqual([]);
    const some = worldOf(names('{"status":"success","data":["up"]}'));
    const present = ({ named, scopeOf }: typeof some) =>
      named.present(scopeOf('acme.shop'), ['up', 'down'], NOW_MS, signal);
    expect(await present(some)).toEqual(['up']);
    const match = '{namespace=~"acme-shop|acme-young",__name__=~"up|down"}';
    expect(some.sent[0] && formOf(some.sent[0])).toMatchObject({ 'match[]': match });
    await expect(present(worldOf(names('{')))).rejects.toThrow(AppError);
  });
});
