import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemAnswerOf } from '../conformance/prometheus-answer.ts';
import { InProcessSystem } from '../conformance/promql-engine-in-process.ts';
import type { SystemAnswer } from '../conformance/promql-engine-system.ts';
import {
  answerOf,
  differenceBetween,
  type PrometheusAnswer,
} from '../fuzz/promql-engine-answers.ts';
import { engineQuery } from '../fuzz/promql-engine-arbitrary.ts';
import { asLoaded, WORLD_START_MS, worldSeries } from '../fuzz/promql-engine-world.ts';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { propertyRuns } from '../support/property-runs.ts';
import { remoteWriteBody, type WrittenSeries } from '../support/remote-write-body.ts';
import { requires } from '../support/requires.ts';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';

const OWNERS = ['acme', 'globex'] as const;
const STORES = ['embedded', 'prometheus'] as const;
type Store = (typeof STORES)[number];

/** 3 says of which parameter it speaks here as well. */
const SELECTS_ALL = /^(?:invalid parameter "match\[\]": )?(match\[\] must contain .*)$/;

/** Beyond the fraction of every sample, so that no range of a question begins or ends at one. */
const SAMPLE_MS = 100;
const QUESTION_MS = 125;
const MINUTE_MS = 60_000;
const PARALLEL = 4;

/**
 * Where Prometheus 3, whose language the embedded store speaks, and 2.42 differ on purpose. That it is
 * only this, the engine tells: as 3 it must answer what the store does, as 2 what 2.42 does.
 */
const KNOWN: readonly (readonly [why: string, pattern: RegExp])[] = [
  ['a range no longer holds its beginning: those in subqueries begin at samples', /\[\w+:\w*\]/],
  ['any text is the name of a label', /"a-b"/],
  ['holt_winters has another name', /holt_winters/],
  ['the deviation of a single NaN is NaN, not 0', /std(?:dev|var)/],
  ['a counter is prolonged to zero after the threshold, not before', /\b(?:rate|increase)\(/],
  ['atan2 is no longer the one operation that keeps the name of a metric', /atan2/],
  ['what a comparison drops is matched twice all the same', /[=!<>]=?/],
];

interface Asked {
  readonly scope: 'acme' | '_platform';
  readonly path: string;
  readonly form: readonly (readonly [string, string])[];
}

requires('prometheus')('the scoped API before an embedded store and before Prometheus 2.42', () => {
  let prometheus: Prometheus;
  let service: TocsinProcess;
  let engines: Engines;
  let known = 0;

  beforeAll(async () => {
    prometheus = await startPrometheus({ memoryLimit: '1GiB', evaluationInterval: '1m' });
    service = await startTocsin({ config: configOf(prometheus.url) });
    const series = worldSeries(4_242).map(onGrid);
    engines = {
      acme: await enginesOf(series.filter(({ labels }) => labels.ns === 'acme')),
      _platform: await enginesOf(series),
    };
    for (const owner of OWNERS) {
      const own = series.filter(({ labels }) => labels.ns === owner);
      for (const store of STORES) await write(service, owner, store, own);
    }
  }, 120_000);
  afterAll(async () => {
    await service?.remove();
    await prometheus?.stop();
  });

  async function ask(store: Store, { scope, path, form }: Asked) {
    const name = scope === '_platform' ? `_platform@${store}` : `acme.${store}.prod`;
    const url = `${service.url}/scopes/${name}/prometheus/api/v1/${path}?${new URLSearchParams(form.map((pair) => [...pair]))}`;
    const response = await fetch(url, { headers: { authorization: `Bearer ${tokenOf(scope)}` } });
    return { status: response.status, body: await response.text() };
  }

  async function compare(asked: Asked): Promise<string | null> {
    const [own, their] = await Promise.all(STORES.map((store) => ask(store, asked)));
    if (!own || !their) throw new Error('a store was not asked');
    const query = asked.form.find(([name]) => name === 'query')?.[1];
    const said = `${own.status} ${own.body.slice(0, 300)}, theirs ${their.status} ${their.body.slice(0, 300)}`;
    if (query === undefined) {
      return own.status === their.status ? listDifference(own.body, their.body) : said;
    }
    const time = asked.form.find(([name]) => name === 'time')?.[1] ?? '0';
    const atMs = Math.round(Number(time) * 1000);
    const difference =
      differenceBetween(query, systemAnswerOf(own.body, atMs), answerOf(JSON.parse(their.body))) ??
      (own.status === their.status ? null : said);
    if (difference === null) return null;
    if (!KNOWN.some(([, pattern]) => pattern.test(query))) return difference;
    const { as2, as3 } = engines[asked.scope];
    const is3 = differenceBetween(query, await askEngine(as3, asked), plainAnswer(own.body));
    const is2 = differenceBetween(query, await askEngine(as2, asked), plainAnswer(their.body));
    if (is2 !== null || is3 !== null) return `${difference}; as 3: ${is3}; as 2: ${is2}`;
    known++;
    return null;
  }

  async function compareAll(all: readonly Asked[]): Promise<readonly string[]> {
    const problems: string[] = [];
    const waiting = [...all];
    const worker = async () => {
      for (let asked = waiting.pop(); asked !== undefined; asked = waiting.pop()) {
        const problem = await compare(asked);
        if (problem !== null) problems.push(`${JSON.stringify(asked)}\n  ${problem}`);
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, worker));
    return problems;
  }

  const { numRuns, seed } = propertyRuns(250, 10_000);
  it(`answer ${numRuns} generated queries alike`, async () => {
    const all = fc.sample(questions(), { numRuns, seed });
    known = 0;
    expect((await compareAll(all)).slice(0, 20).join('\n')).toBe('');
    expect(known).toBeLessThan(numRuns / 10);
  });

  it('list series, labels and values alike', async () => {
    expect((await compareAll(LISTS)).join('\n')).toBe('');
  });

  it('refuse alike, in the same words', async () => {
    expect((await compareAll(WRONG)).join('\n')).toBe('');
  });
});

type Engines = Readonly<Record<Asked['scope'], Awaited<ReturnType<typeof enginesOf>>>>;

async function enginesOf(series: readonly WrittenSeries[]) {
  const as2 = new InProcessSystem({ compat2: true, delayedNameRemoval: false });
  const as3 = new InProcessSystem({ compat2: false, delayedNameRemoval: false });
  await as2.load(asLoaded(series));
  await as3.load(asLoaded(series));
  return { as2, as3 };
}

function askEngine(engine: InProcessSystem, { form }: Asked): Promise<SystemAnswer> {
  const given = new Map(form);
  const atMs = (name: string) => Math.round(Number(given.get(name)) * 1000);
  const query = given.get('query') ?? '';
  if (given.has('time')) return engine.instant(query, atMs('time'));
  return engine.range(query, atMs('start'), atMs('end'), atMs('step'));
}

function plainAnswer(body: string): PrometheusAnswer {
  const answer = answerOf(JSON.parse(body));
  if (answer.kind === 'result') return answer;
  const message = answer.message.replace(/^invalid parameter "query": /, '');
  return { kind: 'failure', message };
}

const tokenOf = (scope: string) => `fixture-token-of-everything-of-${scope}`;

function configOf(url: string): Readonly<Record<string, unknown>> {
  return {
    limits: { default: { perSecond: 0, maxRange: '0' } },
    collector: { metrics: { retention: '0' }, scrape: { self: false, host: false } },
    clusters: STORES.map((id) => ({
      id,
      metrics: id === 'embedded' ? { kind: 'embedded' } : { url, timeout: '30s' },
      enforcement: { namespaceLabel: 'ns' },
    })),
    tenants: OWNERS.map((id) => ({
      id,
      projects: STORES.map((store) => ({
        id: store,
        environments: [{ id: 'prod', cluster: store, namespace: id }],
      })),
    })),
    tokens: [...OWNERS, '_platform'].map((owner) => ({
      name: 'everything',
      owner,
      kind: 'scope',
      node: owner,
      permissions: ['metrics:read', ...(owner === '_platform' ? [] : ['metrics:write'])],
      secret: tokenOf(owner),
    })),
  };
}

/** Samples a tenth of a second behind quarters of one. */
function onGrid({ labels, samples }: WrittenSeries): WrittenSeries {
  return {
    labels,
    samples: samples.map(([atMs, value]) => [Math.floor(atMs / 250) * 250 + SAMPLE_MS, value]),
  };
}

async function write(
  { url }: TocsinProcess,
  owner: string,
  store: Store,
  series: readonly WrittenSeries[],
): Promise<void> {
  const path = `${url}/scopes/${owner}.${store}.prod/prometheus/api/v1/write`;
  const response = await fetch(path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${tokenOf(owner)}`,
      'content-encoding': 'snappy',
      'content-type': 'application/x-protobuf',
      'x-prometheus-remote-write-version': '0.1.0',
    },
    body: new Uint8Array(remoteWriteBody(series)),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
}

const seconds = (ms: number): string => String(ms / 1000);

function questions(): fc.Arbitrary<Asked> {
  const span = fc.oneof(
    fc.integer({ min: 0, max: 45 * 60 * 4 }).map((quarter) => {
      const at = seconds(WORLD_START_MS + quarter * 250 + QUESTION_MS);
      return { path: 'query', form: [['time', at] as const] };
    }),
    fc
      .tuple(
        fc.integer({ min: -5, max: 30 }),
        fc.integer({ min: 0, max: 12 }),
        fc.constantFrom(15_000, 60_000, 47_000, 300_000, 1_000_000),
      )
      .map(([minute, steps, stepMs]) => {
        const startMs = WORLD_START_MS + minute * MINUTE_MS + QUESTION_MS;
        const form = [
          ['start', seconds(startMs)],
          ['end', seconds(startMs + steps * stepMs)],
          ['step', seconds(stepMs)],
        ] as const;
        return { path: 'query_range', form };
      }),
  );
  return fc
    .tuple(engineQuery(), span, fc.constantFrom('acme' as const, '_platform' as const))
    .map(([text, { path, form }, scope]) => ({ scope, path, form: [['query', text], ...form] }));
}

const START = seconds(WORLD_START_MS);
const END = seconds(WORLD_START_MS + 40 * MINUTE_MS);
const SPAN = [
  ['start', START],
  ['end', END],
] as const;
const of = (path: string, ...form: readonly (readonly [string, string])[]): readonly Asked[] =>
  (['acme', '_platform'] as const).map((scope) => ({ scope, path, form }));

const LISTS: readonly Asked[] = [
  ...of('series', ['match[]', 'limit'], ...SPAN),
  ...of('series', ['match[]', '{__name__=~"limit|sparse"}'], ['match[]', 'temperature'], ...SPAN),
  ...of('series', ['match[]', 'nothing'], ...SPAN),
  ...of('series', ['match[]', '{code!="",job=~"a.*|web"}'], ...SPAN),
  ...of('labels', ...SPAN),
  ...of('labels', ['match[]', 'latency_bucket'], ...SPAN),
  ...of('label/job/values', ...SPAN),
  ...of('label/le/values', ['match[]', '{le!="1"}'], ...SPAN),
  ...of('label/__name__/values', ...SPAN),
  ...of('label/nothing/values', ...SPAN),
  ...of('label/ns/values', ...SPAN),
];

const range = (start: string, end: string, step: string) =>
  [
    ['start', start],
    ['end', end],
    ['step', step],
  ] as const;

const WRONG: readonly Asked[] = [
  ...of('query', ['query', 'sum(']),
  ...of('query', ['query', '']),
  ...of('query', ['query', 'limit[5m'], ['time', END]),
  ...of('query', ['query', 'limit'], ['time', 'soon']),
  ...of('query', ['query', 'rate(limit)'], ['time', END]),
  ...of('query', ['query', 'limit + on (job) limit'], ['time', seconds(WORLD_START_MS + 900_000)]),
  ...of(
    'query',
    ['query', 'limit * on () temperature'],
    ['time', seconds(WORLD_START_MS + 900_000)],
  ),
  ...of('query', ['query', 'limit{job=~"("}'], ['time', END]),
  ...of('query', ['query', '{job=~".*"}'], ['time', END]),
  ...of(
    'query',
    ['query', 'label_replace(limit, "x", "y", "job", "(")'],
    ['time', seconds(WORLD_START_MS + 900_000)],
  ),
  ...of('query_range', ['query', 'limit[5m]'], ...range(START, END, '15')),
  ...of('query_range', ['query', '"text"'], ...range(START, END, '15')),
  ...of('query_range', ['query', 'limit'], ...range(END, START, '15')),
  ...of('query_range', ['query', 'limit'], ...range(START, END, '0')),
  ...of('query_range', ['query', 'limit'], ...range(START, END, '-1')),
  ...of('query_range', ['query', 'limit'], ...range(START, END, '0.01')),
  ...of('query_range', ['query', 'limit'], ...range(START, END, 'often')),
  ...of('series'),
  ...of('series', ['match[]', '{}'], ...SPAN),
  ...of('series', ['match[]', 'sum(x)'], ...SPAN),
  ...of('label/a-b/values', ...SPAN),
  ...of('labels', ['match[]', 'limit['], ...SPAN),
];

/** The order of lists is Prometheus's own, but that of label sets is nobody's. */
function listDifference(own: string, their: string): string | null {
  const [ours, theirs] = [own, their].map((text) => {
    const { data, ...rest } = JSON.parse(text) as {
      readonly error?: string;
      readonly data?: readonly unknown[];
    };
    const error = rest.error?.replace(SELECTS_ALL, '$1');
    return JSON.stringify({ ...rest, error, data: data?.map((one) => sortedText(one)).sort() });
  });
  return ours === theirs ? null : `${ours?.slice(0, 500)}, theirs ${theirs?.slice(0, 500)}`;
}

function sortedText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
