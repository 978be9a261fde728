import { describe, expect, it } from 'vitest';
import { labelsFromObject } from '../../../platform/model/labels.ts';
import { QueryFailure } from '../../source/query-failure.ts';
import type { SeriesColumns, SeriesSource } from '../../source/series-source.ts';
import type { Turn } from '../../source/turn.ts';
import { parsePromql } from '../parse.ts';
import { type EvaluationOptions, evaluateInstant, evaluateRange } from './evaluate.ts';
import type { QueryResult } from './query-result.ts';

const STEP_MS = 15_000;

/** Counters of two tenants, one sample each 15 s for an hour. */
function columns(): readonly SeriesColumns[] {
  return ['acme', 'globex'].map((ns, tenant) => ({
    labels: labelsFromObject({ __name__: 'requests_total', ns }),
    times: Float64Array.from({ length: 240 }, (_, i) => i * STEP_MS),
    values: Float64Array.from({ length: 240 }, (_, i) => i * 15 * (tenant + 1)),
    stale: null,
  }));
}

/** Reads everything that fulfils the matchers, whenever it is. */
function sourceOf(all: readonly SeriesColumns[]): SeriesSource {
  return {
    select: async ({ matchers }) =>
      all.filter(({ labels }) => matchers.every((m) => m.matches(labels.get(m.name) ?? ''))),
    labelSets: async () => [],
    labelNames: async () => [],
    labelValues: async () => [],
  };
}

class CountingTurn implements Turn {
  held = 0;
  most = 0;
  rests = 0;
  readonly #limit: number;

  constructor(limit = 1e9) {
    this.#limit = limit;
  }

  isDue(): boolean {
    return true;
  }

  async rest(): Promise<void> {
    this.rests++;
    if (this.rests > 10_000) throw new QueryFailure('canceled', 'query was canceled');
  }

  holdSamples(count: number): void {
    this.held += count;
    this.most = Math.max(this.most, this.held);
    if (this.held > this.#limit) throw new QueryFailure('execution', 'too many samples');
  }

  readBytes(): void {
    // Metrics are not counted in bytes.
  }
}

const HOUR: EvaluationOptions = { startMs: 600_000, endMs: 3_000_000, stepMs: 60_000 };

async function ask(
  text: string,
  turn: Turn = new CountingTurn(),
  options: EvaluationOptions = HOUR,
): Promise<QueryResult> {
  const parsed = parsePromql(text);
  if (parsed.kind === 'error') throw new Error(parsed.error.text);
  const evaluate = options.startMs === options.endMs ? evaluateInstant : evaluateRange;
  return evaluate({ expr: parsed.expr, text }, options, sourceOf(columns()), turn);
}

describe('a range query', () => {
  it('gives columns, sorted by labels', async () => {
    const { value } = await ask('rate(requests_total[5m])');
    if (value.kind !== 'matrix') throw new Error(value.kind);
    expect(value.series.map(({ labels }) => [...labels.values()])).toEqual([['acme'], ['globex']]);
    expect(value.series[0]?.times).toHaveLength(41);
    expect(value.series[0]?.values.every((rate) => Math.abs(rate - 1) < 1e-9)).toBe(true);
    expect(value.series[1]?.values.every((rate) => Math.abs(rate - 2) < 1e-9)).toBe(true);
  });

  it('reads one tenant where the matchers say so', async () => {
    const { value } = await ask('sum(requests_total{ns="acme"})');
    if (value.kind !== 'matrix') throw new Error(value.kind);
    expect(value.series).toHaveLength(1);
    expect(value.series[0]?.values[0]).toBe(600);
  });

  it.each([
    'rate(requests_total[5m])',
    'sum by (ns) (rate(requests_total[5m]))',
    'requests_total + on (ns) group_left requests_total',
    'requests_total and requests_total{ns="acme"}',
    'requests_total or vector(1)',
    'topk(1, requests_total)',
    'quantile(0.5, max_over_time(rate(requests_total[1m])[10m:1m]))',
    'absent(requests_total) or label_replace(requests_total, "a", "b", "", "")',
    'count_values("v", requests_total) * scalar(sum(requests_total @ end()))',
    'histogram_quantile(0.5, requests_total)',
    'clamp(requests_total, 1, time()) > bool 2',
    'predict_linear(requests_total[5m] @ end(), 60)',
    'info(requests_total)',
  ])('lets go of all but its result: %s', async (text) => {
    const turn = new CountingTurn();
    const { value } = await ask(text, turn);
    if (value.kind !== 'matrix') throw new Error(value.kind);
    const points = value.series.reduce((sum, { values }) => sum + values.length, 0);
    expect(turn.held).toBeGreaterThanOrEqual(points);
    // Rows have room at every step; what grows by doubling begins with 16 of them.
    const room = value.series.length * 41;
    expect(turn.held).toBeLessThanOrEqual(Math.max(room * 2, 41 * 16));
    expect(turn.rests).toBeGreaterThan(0);
  });

  it('stops at the limit of samples, before it takes memory for them', async () => {
    const turn = new CountingTurn(2_000);
    await expect(ask('vector(1)[100y:1ms]', turn, instant(0))).rejects.toThrow('too many samples');
    const queries = ['sum_over_time(vector(1)[9y:1s])', 'sum_over_time(nothing[100y:1ms])'];
    for (const query of queries) {
      await expect(ask(query, new CountingTurn(2_000))).rejects.toThrow('too many samples');
    }
  });

  it('is given up when the turn says so', async () => {
    const turn = new CountingTurn();
    turn.rests = 10_000;
    const failure = ask('rate(requests_total[5m])', turn);
    await expect(failure).rejects.toMatchObject({ kind: 'canceled' });
  });

  it('refuses what is no scalar and no vector', async () => {
    await expect(ask('requests_total[5m]')).rejects.toMatchObject({
      kind: 'bad_data',
      message:
        'invalid expression type "range vector" for range query, must be Scalar or instant Vector',
    });
  });
});

function instant(atMs: number): EvaluationOptions {
  return { startMs: atMs, endMs: atMs, stepMs: 1 };
}

describe('an instant query', () => {
  it('gives scalars, strings, vectors and samples', async () => {
    const at = instant(600_000);
    expect((await ask('1 + 1', undefined, at)).value).toEqual({
      kind: 'scalar',
      atMs: 600_000,
      value: 2,
    });
    expect((await ask('"x"', undefined, at)).value).toMatchObject({ kind: 'string', value: 'x' });
    const vector = (await ask('topk(2, requests_total)', undefined, at)).value;
    if (vector.kind !== 'vector') throw new Error(vector.kind);
    expect([...vector.values]).toEqual([1200, 600]);
    const samples = (await ask('requests_total{ns="acme"}[30s]', undefined, at)).value;
    if (samples.kind !== 'matrix') throw new Error(samples.kind);
    expect([...(samples.series[0]?.times ?? [])]).toEqual([585_000, 600_000]);
  });

  it('keeps ten notes and counts the others', async () => {
    const rates = Array.from({ length: 12 }, (_, i) => `quantile(${i + 2}, requests_total)`);
    const { warnings } = await ask(rates.join(' or '), undefined, instant(600_000));
    expect(warnings).toHaveLength(11);
    expect(warnings[0]).toBe(
      'PromQL warning: quantile value should be between 0 and 1, got 2 (1:10)',
    );
    expect(warnings[10]).toBe('2 more warning annotations omitted');
  });

  it('says nothing of them as 2.42', async () => {
    const options = { ...instant(600_000), compat2: true };
    expect((await ask('quantile(2, requests_total)', undefined, options)).warnings).toEqual([]);
  });
});
