import fc from 'fast-check';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { InProcessSystem } from '../conformance/promql-engine-in-process.ts';
import type { SystemAnswer } from '../conformance/promql-engine-system.ts';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { propertyRuns } from '../support/property-runs.ts';
import { requires } from '../support/requires.ts';
import { answerOf, differenceBetween, type PrometheusAnswer } from './promql-engine-answers.ts';
import { engineQuery } from './promql-engine-arbitrary.ts';
import { asLoaded, WORLD_START_MS, worldSeries } from './promql-engine-world.ts';

const SEED = 4_242;
const PARALLEL = 8;
const MINUTE_MS = 60_000;

/** A question: a query over a span; without a step at its start alone. */
interface Question {
  readonly query: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
}

function questions(): fc.Arbitrary<Question> {
  const instant = fc.integer({ min: 0, max: 45 * 60 * 4 }).map((quarter) => ({
    startMs: WORLD_START_MS + quarter * 250,
    endMs: WORLD_START_MS + quarter * 250,
    stepMs: 0,
  }));
  const range = fc
    .tuple(
      fc.integer({ min: -5, max: 30 }),
      fc.integer({ min: 0, max: 12 }),
      fc.constantFrom(15_000, 60_000, 47_000, 300_000, 1_000_000),
      fc.constantFrom(0, 0, 1_500),
    )
    .map(([minute, steps, stepMs, shiftMs]) => ({
      startMs: WORLD_START_MS + minute * MINUTE_MS + shiftMs,
      endMs: WORLD_START_MS + minute * MINUTE_MS + shiftMs + steps * stepMs,
      stepMs,
    }));
  const when = fc.oneof(instant, range);
  return fc.tuple(engineQuery(), when).map(([query, span]) => ({ query, ...span }));
}

requires('prometheus')('generated queries, ours beside those of Prometheus 2.42', () => {
  let prometheus: Prometheus;
  const agent = new Agent({ connections: PARALLEL });
  const ours = new InProcessSystem({ compat2: true, delayedNameRemoval: false });

  beforeAll(async () => {
    prometheus = await startPrometheus({ memoryLimit: '1GiB', evaluationInterval: '1m' });
    const series = worldSeries(SEED);
    await prometheus.writeSeries(series);
    await ours.load(asLoaded(series));
  });
  afterAll(async () => {
    await agent.destroy();
    await prometheus?.stop();
  });

  function askOurs({ query, startMs, endMs, stepMs }: Question): Promise<SystemAnswer> {
    return stepMs === 0 ? ours.instant(query, startMs) : ours.range(query, startMs, endMs, stepMs);
  }

  async function askTheirs({ query, startMs, endMs, stepMs }: Question): Promise<PrometheusAnswer> {
    const isInstant = stepMs === 0;
    const span = isInstant
      ? { time: String(startMs / 1000) }
      : { start: `${startMs / 1000}`, end: `${endMs / 1000}`, step: `${stepMs / 1000}` };
    const path = isInstant ? 'query' : 'query_range';
    const { body } = await request(`${prometheus.url}/api/v1/${path}`, {
      dispatcher: agent,
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ query, ...span }).toString(),
    });
    return answerOf(await body.json());
  }

  const { numRuns, seed } = propertyRuns(400, 20_000);
  it(`agree on ${numRuns}`, async () => {
    const all = fc.sample(questions(), { numRuns, seed });
    const differences: string[] = [];
    let failures = 0;
    let empty = 0;
    const waiting = [...all];
    const worker = async (): Promise<void> => {
      for (let question = waiting.pop(); question !== undefined; question = waiting.pop()) {
        const [own, their] = await Promise.all([askOurs(question), askTheirs(question)]);
        if (their.kind === 'failure') failures++;
        else if (their.series.length === 0) empty++;
        const difference = differenceBetween(question.query, own, their);
        if (difference !== null) differences.push(`${JSON.stringify(question)}\n  ${difference}`);
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, worker));
    expect(differences.slice(0, 30).join('\n')).toBe('');
    expect(differences).toEqual([]);
    // Most questions must have an answer, or nothing has been compared.
    expect(failures + empty).toBeLessThan(numRuns / 2);
  });
});
