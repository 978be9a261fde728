import { expect } from 'vitest';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { createMetrics } from '../../platform/observe/metrics.ts';
import type { FetchedMatrix } from '../../queries/cache/fetch-matrix.ts';
import { judgePromql } from '../../queries/cache/judge-promql.ts';
import { RangeCache } from '../../queries/cache/range-cache.ts';
import type { RangeCacheSettings } from '../../queries/cache/range-cache-config.ts';
import { createRangeCacheMetrics } from '../../queries/cache/range-cache-metrics.ts';
import type { RangeQuestion } from '../../queries/cache/range-question.ts';

/** The first now, in seconds since 1970. */
export const NOW_S = 1_800_000_000;
const SETTINGS: RangeCacheSettings = {
  maxBytes: 1_000_000,
  maxAnswerBytes: 100_000,
  untrustedMs: { promql: 600_000, logql: 600_000 },
  keepMs: 3_600_000,
};

/** A backend whose values tell the tenant, the instant, and how often it was asked. */
class FakeBackend {
  readonly asked: string[] = [];
  aborted = 0;
  beside: Readonly<Record<string, unknown>> = { status: 'success' };
  /** What follows the samples of a series, e.g. `,"histograms":[]`. */
  extra = '';
  failure: Error | null = null;
  isTooLarge = false;
  #held: (() => void)[] | null = null;

  hold(): void {
    this.#held = [];
  }

  release(): void {
    for (const go of this.#held ?? []) go();
    this.#held = null;
  }

  fetchFor(tenant: string) {
    return async (
      parameters: readonly (readonly [string, string])[],
      signal: AbortSignal,
    ): Promise<FetchedMatrix> => {
      const { start = '', end = '', step = '' } = Object.fromEntries(parameters);
      this.asked.push(`${tenant} ${Number(start) - NOW_S}..${Number(end) - NOW_S}`);
      const generation = this.asked.length;
      if (this.#held) {
        const held = this.#held;
        await new Promise<void>((resolve, reject) => {
          held.push(resolve);
          signal.addEventListener('abort', () => {
            this.aborted++;
            reject(signal.reason);
          });
        });
      }
      if (this.failure) throw this.failure;
      if (this.isTooLarge) return { kind: 'too_large' };
      const samples: string[] = [];
      for (let at = Number(start); at <= Number(end); at += Number(step))
        samples.push(`[${at},"${generation}"]`);
      const series = ['a', 'b'].map(
        (name) =>
          `{"metric":{"ns":"${tenant}","x":"${name}"},"values":[${samples.join(',')}]${this.extra}}`,
      );
      const data = `{"resultType":"matrix","result":[${series.join(',')}]}`;
      return { kind: 'answer', data: Buffer.from(data), beside: this.beside };
    };
  }
}

/** A cache in front of a fake backend, at a virtual time. */
export function rangeCacheLab(settings: Partial<RangeCacheSettings> = {}) {
  const clock = new VirtualClock(NOW_S * 1000);
  const backend = new FakeBackend();
  const cache = new RangeCache({
    settings: { ...SETTINGS, ...settings },
    clock,
    metrics: createRangeCacheMetrics(createMetrics({ version: 'test', withProcessMetrics: false })),
  });
  /** Range in seconds relative to the first now. @returns generation of each sample, e.g. `1 1 2` */
  const ask = async (
    from: number,
    to: number,
    options: Partial<RangeQuestion> & {
      readonly tenant?: string;
      readonly signal?: AbortSignal;
      readonly step?: string;
    } = {},
  ): Promise<string> => {
    const { tenant = 'acme', step = '60', signal = new AbortController().signal } = options;
    const question: RangeQuestion = {
      owner: tenant,
      scopeKey: tenant,
      clusters: ['eu1'],
      backend: ['http://store'],
      language: 'promql',
      judge: judgePromql,
      query: 'up',
      maxResponseBytes: 1_000_000,
      ...options,
      parameters: [
        ['start', String(NOW_S + from)],
        ['end', String(NOW_S + to)],
        ['step', step],
        ...(options.parameters ?? []),
      ],
    };
    const answer = await cache.answer(question, backend.fetchFor(tenant), signal);
    if (answer.kind === 'bypass') return `bypass ${answer.reason}`;
    return readAnswer(answer.body.toString(), tenant, NOW_S + from);
  };
  return { clock, backend, cache, ask };
}

/** Checks instants and labels, and gives the values of one series. */
function readAnswer(body: string, tenant: string, firstS: number): string {
  const { data, warnings = [], infos = [] } = JSON.parse(body);
  const [a, b] = data.result;
  expect(data.resultType).toBe('matrix');
  expect(data.result).toHaveLength(2);
  expect([a.metric, b.metric]).toEqual(['a', 'b'].map((x) => ({ ns: tenant, x })));
  expect(b.values).toEqual(a.values);
  expect(a.values.map(([at]: [number]) => at)).toEqual(
    a.values.map((_: unknown, index: number) => firstS + index * 60),
  );
  return [...a.values.map(([, value]: [number, string]) => value), ...warnings, ...infos].join(' ');
}
