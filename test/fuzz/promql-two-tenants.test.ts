import fc from 'fast-check';
import { Agent, errors, request } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { enforce } from '../../queries/scope/enforce.ts';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { propertyRuns } from '../support/property-runs.ts';
import { requires } from '../support/requires.ts';
import { promqlText } from './promql-arbitrary.ts';

const START_MS = Date.UTC(2026, 0, 1);
const MINUTE_MS = 60_000;
const AT_SECONDS = START_MS / 1000 + 1800;
const BATCH = 400;
const PARALLEL = 12;

const METRICS = ['up', 'requests_total', 'sum', 'latency_bucket', 'by', 'a:b'] as const;
const VOCABULARY = {
  metrics: [...METRICS, 'nothing'],
  labels: ['ns', 'job', 'le', 'on', 'secret'],
  values: [
    'acme',
    'globex',
    '',
    '.*',
    '.+',
    'acme|globex',
    'glob.*',
    'j1',
    '0.1',
    '+Inf',
    '[^a].*',
  ],
};

/** Which of equal elements these return is up to the order of storage, so answers may differ. */
const TIES = /topk|bottomk/i;

/** Never part of a query, so it can only come from a foreign series. */
const MARK = /zz-globex|nobodys/;

requires('prometheus')('generated queries against two tenants in one Prometheus', () => {
  let both: Prometheus;
  let acmeOnly: Prometheus;
  const agent = new Agent({ connections: PARALLEL });

  beforeAll(async () => {
    // Generated subqueries can be of any resolution: both stop at the same bound.
    const extraFlags = [
      '--query.max-samples=400000',
      '--query.timeout=20s',
      '--query.max-concurrency=6',
    ];
    // At the pace of a quick machine garbage grows faster than it is collected: to 15 GB, once.
    const options = { extraFlags, memoryLimit: '2GiB' };
    [both, acmeOnly] = await Promise.all([startPrometheus(options), startPrometheus(options)]);
    await acmeOnly.writeSeries(seriesOf('acme', 1));
    await both.writeSeries([...seriesOf('acme', 1), ...seriesOf('globex', 7_777), ...nobodys()]);
  });
  afterAll(async () => {
    await agent.destroy();
    await Promise.all([both?.stop(), acmeOnly?.stop()]);
  });

  async function askOnce(prometheus: Prometheus, query: string): Promise<Answer> {
    const parameters = `query=${encodeURIComponent(query)}&time=${AT_SECONDS}`;
    const { statusCode, body } = await request(`${prometheus.url}/api/v1/query`, {
      dispatcher: agent,
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: parameters,
    });
    return { status: statusCode, text: await body.text() };
  }

  /** Prometheus 2.42 panics on a few valid queries and closes the connection: an answer too. */
  async function ask(prometheus: Prometheus, query: string): Promise<Answer> {
    for (let attempt = 0; attempt < 3; attempt++) {
      try {
        return await askOnce(prometheus, query);
      } catch (thrown) {
        if (!(thrown instanceof errors.SocketError)) throw thrown;
      }
    }
    return { status: 0, text: 'connection closed' };
  }

  it('never returns a foreign series, sample or text', { timeout: 3_600_000 }, async () => {
    const { numRuns, seed } = propertyRuns(2_000, 100_000);
    let asked = 0;
    let answered = 0;
    for (let batch = 0; asked < numRuns; batch++) {
      const queries = fc.sample(promqlText(VOCABULARY, { dialect: '2.42', depth: 3 }), {
        numRuns: Math.min(BATCH, numRuns - asked),
        seed: seed + batch,
      });
      asked += queries.length;
      const outcomes = await inParallel(queries, async (query) => {
        const scoped = enforce(query, [{ name: 'ns', op: '=', value: 'acme' }]);
        if (scoped.kind !== 'ok') throw new Error(`refused ${query}: ${scoped.message}`);
        const [mixed, alone] = await Promise.all([
          ask(both, scoped.text),
          ask(acmeOnly, scoped.text),
        ]);
        return { query, scoped: scoped.text, mixed, alone };
      });
      for (const { query, scoped, mixed, alone } of outcomes) {
        if (MARK.test(mixed.text))
          throw new Error(`foreign text for ${query}\nscoped ${scoped}\n${mixed.text}`);
        const difference = TIES.test(query) ? null : compareAnswers(mixed, alone);
        if (difference)
          throw new Error(
            `${difference} for ${query}\nscoped ${scoped}\n${mixed.text}\n${alone.text}`,
          );
        if (mixed.status === 200 && !mixed.text.includes('"result":[]')) answered++;
      }
    }
    expect(asked).toBe(numRuns);
    expect(answered / asked).toBeGreaterThan(0.1);
  });
});

interface Answer {
  readonly status: number;
  readonly text: string;
}

function seriesOf(ns: string, factor: number) {
  const series = METRICS.flatMap((name, metric) =>
    ['j1', 'j2'].flatMap((job, jobIndex) =>
      ['0.1', '1', '+Inf'].map((le, leIndex) => ({
        labels: {
          __name__: name,
          ns,
          job,
          le,
          on: `o${leIndex}`,
          secret: `zz-${ns}-${name}-${job}-${le}`,
        },
        value: factor * (1 + metric * 100 + jobIndex * 17 + leIndex * 3),
      })),
    ),
  );
  return series.map(({ labels, value }) => ({ labels, samples: samplesOf(value) }));
}

function nobodys() {
  return METRICS.map((name, index) => ({
    labels: { __name__: name, job: 'j1', secret: 'nobodys' },
    samples: samplesOf(424_242 + index),
  }));
}

/** A counter with one reset, a sample a minute for forty minutes. */
function samplesOf(value: number): readonly (readonly [number, number])[] {
  return Array.from({ length: 40 }, (_, minute): [number, number] => [
    START_MS + minute * MINUTE_MS,
    value * (minute < 25 ? minute + 1 : minute - 20),
  ]);
}

async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index];
      if (item !== undefined) results[index] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  return results;
}

/** Says how two answers differ, order and the last digits of sums aside; null when they agree. */
function compareAnswers(mixed: Answer, alone: Answer): string | null {
  // Too slow for a busy machine: nothing to compare.
  if (mixed.status === 503 || alone.status === 503) return null;
  if (mixed.status !== alone.status) return `status ${mixed.status} instead of ${alone.status}`;
  if (mixed.status !== 200) return null;
  const [a, b] = [mixed, alone].map(({ text }) => elementsOf(JSON.parse(text)));
  if (!a || !b || a.length !== b.length) return `${a?.length} elements instead of ${b?.length}`;
  const different = a.findIndex((element, index) => {
    const other = b[index];
    return !other || element.key !== other.key || !close(element.values, other.values);
  });
  return different < 0 ? null : `element ${a[different]?.key} differs`;
}

interface Element {
  readonly key: string;
  readonly values: readonly string[];
}

function elementsOf(answer: { data: { resultType: string; result: unknown } }): readonly Element[] {
  const { resultType, result } = answer.data;
  if (!Array.isArray(result) || resultType === 'scalar' || resultType === 'string') {
    return [{ key: resultType, values: [JSON.stringify(result)] }];
  }
  return result
    .map(
      (one: {
        metric: Record<string, string>;
        value?: [number, string];
        values?: [number, string][];
      }) => ({
        key: JSON.stringify(Object.entries(one.metric).sort()),
        values: (one.values ?? (one.value ? [one.value] : [])).flatMap(([at, value]) => [
          String(at),
          value,
        ]),
      }),
    )
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

function close(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, index) => closeNumber(value, b[index] ?? ''));
}

function closeNumber(a: string, b: string): boolean {
  if (a === b) return true;
  const [x, y] = [Number(a), Number(b)];
  return Math.abs(x - y) <= 1e-9 * Math.max(Math.abs(x), Math.abs(y));
}
