import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { createMetrics } from '../../platform/observe/metrics.ts';
import type { FetchedMatrix } from './fetch-matrix.ts';
import { judgePromql } from './judge-promql.ts';
import { RangeCache } from './range-cache.ts';
import type { RangeCacheSettings } from './range-cache-config.ts';
import { createRangeCacheMetrics } from './range-cache-metrics.ts';
import type { RangeQuestion } from './range-question.ts';

const NOW_S = 1_800_000_000;
const SETTINGS: RangeCacheSettings = {
  maxBytes: 1_000_000,
  maxAnswerBytes: 100_000,
  untrustedMs: 600_000,
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

function lab(settings: Partial<RangeCacheSettings> = {}) {
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

describe('a range query', () => {
  it('is asked once where it is settled, and only its young end again', async () => {
    const { ask, backend } = lab();
    expect(await ask(-780, 0)).toBe('1 1 1 1 1 1 1 1 1 1 1 1 1 1');
    expect(await ask(-780, 0)).toBe('1 1 1 1 2 2 2 2 2 2 2 2 2 2');
    expect(backend.asked).toEqual(['acme -780..0', 'acme -540..0']);
  });

  it('is not asked at all where it is settled as a whole', async () => {
    const { ask, backend } = lab();
    await ask(-1200, -600);
    expect(await ask(-1140, -660)).toBe('1 1 1 1 1 1 1 1 1');
    expect(backend.asked).toHaveLength(1);
  });

  it('is asked for what is missing before, between and after', async () => {
    const { ask, backend } = lab();
    await ask(-1200, -1200);
    await ask(-1080, -1080);
    expect(await ask(-1260, -1020)).toBe('3 1 4 2 5');
    expect(backend.asked.slice(2)).toEqual([
      'acme -1260..-1260',
      'acme -1140..-1140',
      'acme -1020..-1020',
    ]);
  });

  it('is asked as one for many gaps', async () => {
    const { ask, backend } = lab();
    for (let at = -2400; at <= -1200; at += 120) await ask(at, at);
    await ask(-2460, -1140);
    expect(backend.asked.at(-1)).toBe('acme -2460..-1140');
  });

  it('slides with its window', async () => {
    const { ask, backend, clock } = lab({ keepMs: 36_000_000 });
    for (let minute = 0; minute < 120; minute++) {
      const at = minute * 60;
      const values = (await ask(at - 1200, at)).split(' ');
      expect(values).toHaveLength(21);
      expect(new Set(values.slice(11)).size).toBe(1);
      await clock.advance(60_000);
    }
    expect(backend.asked[50]).toBe('acme 2400..3000');
  });

  it('is asked again when the answer has been kept long enough', async () => {
    const { ask, clock } = lab();
    await ask(-1200, -1140);
    await clock.advance(3_600_000);
    expect(await ask(-1200, -1140)).toBe('1 1');
    await clock.advance(1);
    expect(await ask(-1200, -1140)).toBe('2 2');
  });

  it('has series put in order when a later piece brings new ones', async () => {
    const { ask, cache } = lab();
    await ask(-1200, -1140);
    const question: RangeQuestion = {
      ...{ owner: 'acme', scopeKey: 'acme', clusters: ['eu1'], backend: ['http://store'] },
      ...{ language: 'promql', judge: judgePromql, query: 'up', maxResponseBytes: 1e6 },
      parameters: [
        ['start', String(NOW_S - 1200)],
        ['end', String(NOW_S - 1080)],
        ['step', '60'],
      ],
    };
    const values = `"values":[[${NOW_S - 1080},"9"]]`;
    const result = ['{"x":"z"}', '{}', '{"ns":"acme","x":"ab"}', '{"ns":"acme","x":"b"}']
      .map((metric) => `{"metric":${metric},${values}}`)
      .join(',');
    const data = Buffer.from(`{"resultType":"matrix","result":[${result}]}`);
    const answer = await cache.answer(
      question,
      async () => ({ kind: 'answer', data, beside: { status: 'success' } }),
      new AbortController().signal,
    );
    if (answer.kind === 'bypass') throw new Error(answer.reason);
    const series = JSON.parse(answer.body.toString()).data.result;
    expect(series.map((one: { metric: { x?: string } }) => one.metric.x)).toEqual([
      undefined,
      'a',
      'ab',
      'b',
      'z',
    ]);
    expect(series[3].values).toHaveLength(3);
  });
});

describe('what is kept', () => {
  it.each([
    ['another scope', { tenant: 'globex' }],
    ['the same tenant with other pairs', { scopeKey: 'acme, dev only' }],
    ['other clusters', { clusters: ['eu1', 'eu2'] }],
    ['another backend', { backend: ['http://other'] }],
    ['another query', { query: 'up + 0' }],
    ['another look-back', { parameters: [['lookback_delta', '1m']] as const }],
  ])('is not shown to %s', async (_name, other) => {
    const { ask, backend } = lab();
    await ask(-1200, -1140);
    expect(await ask(-1200, -1140, other)).toBe('2 2');
    expect(backend.asked).toHaveLength(2);
    expect(await ask(-1200, -1140)).toBe('1 1');
  });

  it('lies on the grid of its start', async () => {
    const { ask, backend } = lab();
    await ask(-1200, -1140);
    await ask(-1199, -1139);
    await ask(-1200, -1140);
    expect(backend.asked).toEqual(['acme -1200..-1140', 'acme -1199..-1139']);
  });

  it('does not depend on a timeout', async () => {
    const { ask, backend } = lab();
    await ask(-1200, -1140, { parameters: [['timeout', '5s']] });
    await ask(-1200, -1140);
    expect(backend.asked).toHaveLength(1);
  });

  it.each([
    ['a negative offset', 'up offset -5m', 'acme -840..-60'],
    ['an offset', 'up offset 5m', 'acme -540..-60'],
    ['an instant that is settled', 'up @ 1799999400', 'acme -540..-60'],
    ['an instant that is not', 'up @ 1799999401', 'acme -1200..-60'],
    ['an instant with a negative offset', 'up @ 1799999390 offset -20s', 'acme -1200..-60'],
  ])('is settled with respect to %s', async (_name, query, second) => {
    const { ask, backend } = lab();
    await ask(-1200, -60, { query });
    await ask(-1200, -60, { query });
    expect(backend.asked[1]).toBe(second);
  });

  it.each([
    ['with warnings', { beside: { status: 'success', warnings: ['anything'] } }],
    ['that is partial', { beside: { status: 'success', isPartial: true } }],
    ['with something unknown beside it', { beside: { status: 'success', truncated: 1 } }],
  ])('is no answer %s', async (_name, how) => {
    const { ask, backend } = lab();
    Object.assign(backend, how);
    await ask(-1200, -1140);
    backend.beside = { status: 'success' };
    expect(await ask(-1200, -1140)).toBe('2 2');
  });

  it('is no error', async () => {
    const { ask, backend } = lab();
    backend.failure = new Error('broken');
    await expect(ask(-1200, -1140)).rejects.toThrow('broken');
    backend.failure = null;
    expect(await ask(-1200, -1140)).toBe('2 2');
  });

  it('carries infos of the backend, those that may be shown', async () => {
    const { ask, backend } = lab();
    const info =
      'PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "up"';
    backend.beside = { status: 'success', infos: [`${info} (1:5)`, 'secret'] };
    expect(await ask(-1200, -1200)).toBe(`1 ${info}`);
    expect(await ask(-1200, -1200)).toBe(`1 ${info}`);
    expect(backend.asked).toHaveLength(1);
  });

  it('stays within its bytes, and whoever holds most gives way', async () => {
    const { ask, backend } = lab({ maxBytes: 20_000 });
    await ask(-1200, -1140, { tenant: 'globex' });
    for (let query = 0; query < 20; query++) await ask(-1800, -1140, { query: `up + ${query}` });
    backend.asked.length = 0;
    await ask(-1200, -1140, { tenant: 'globex' });
    await ask(-1800, -1140, { query: 'up + 19' });
    await ask(-1800, -1140, { query: 'up + 0' });
    expect(backend.asked).toEqual(['acme -1800..-1140']);
  });

  it('is nothing without memory', async () => {
    const { ask, backend } = lab({ maxBytes: 0 });
    await ask(-1200, -1140);
    expect(await ask(-1200, -1140)).toBe('2 2');
    expect(backend.asked).toHaveLength(2);
  });
});

describe('a question that cannot be answered in pieces', () => {
  it.each([
    ['a query about its own range', { query: 'up @ end()' }, 'range_ends'],
    ['a limit', { parameters: [['limit', '10']] as const }, 'parameter'],
    ['statistics', { parameters: [['stats', 'all']] as const }, 'parameter'],
    ['a step that is no whole number of milliseconds', { step: '1.0005' }, 'time'],
    ['too many points', { step: '0.05' }, 'time'],
  ])('passes by: %s', async (_name, options, reason) => {
    const { ask, backend } = lab();
    expect(await ask(-1200, -600, options)).toBe(`bypass ${reason}`);
    expect(backend.asked).toEqual([]);
  });

  it('passes by at once after an answer that could not be kept', async () => {
    const { ask, backend, clock } = lab();
    backend.extra = ',"histograms":[]';
    expect(await ask(-1200, -1140)).toBe('bypass histograms');
    expect(await ask(-1200, -1140)).toBe('bypass histograms');
    expect(backend.asked).toHaveLength(1);
    backend.extra = '';
    await clock.advance(600_000);
    expect(await ask(-1200, -1140)).toBe('2 2');
    backend.isTooLarge = true;
    expect(await ask(-2400, -1140)).toBe('bypass too_large');
  });

  it('is refused when the answer is larger than allowed', async () => {
    const { ask } = lab();
    await expect(ask(-1200, -600, { maxResponseBytes: 300 })).rejects.toMatchObject({
      kind: 'unprocessable',
      message: expect.stringContaining('larger than 300 bytes'),
    });
  });
});

describe('questions at the same time', () => {
  it('are asked once', async () => {
    const { ask, backend } = lab();
    backend.hold();
    const answers = [
      ask(-1200, 0),
      ask(-1200, 0),
      ask(-1140, -60),
      ask(-1200, 0, { tenant: 'globex' }),
    ];
    await Promise.resolve();
    backend.release();
    await Promise.all(answers);
    expect(backend.asked).toEqual(['acme -1200..0', 'globex -1200..0']);
  });

  it('join what is under way, and ask for the rest themselves', async () => {
    const { ask, backend } = lab();
    backend.hold();
    const answers = [ask(-1200, -900), ask(-1080, -780)];
    backend.release();
    expect(await answers[1]).toBe('1 1 1 1 2 2');
    expect(backend.asked).toEqual(['acme -1200..-900', 'acme -840..-780']);
  });

  it('do not wait for one that asks for much more', async () => {
    const { ask, backend } = lab();
    backend.hold();
    const answers = [ask(-7200, -900), ask(-1080, -900)];
    backend.release();
    await Promise.all(answers);
    expect(backend.asked).toEqual(['acme -7200..-900', 'acme -1080..-900']);
  });

  it('do not share a timeout', async () => {
    const { ask, backend } = lab();
    backend.hold();
    const answers = [ask(-1200, 0), ask(-1200, 0, { parameters: [['timeout', '1ms']] })];
    backend.release();
    await Promise.all(answers);
    expect(backend.asked).toHaveLength(2);
  });

  it('are not ended by one caller who leaves, but by the last', async () => {
    const { ask, backend } = lab();
    backend.hold();
    const [first, second] = [new AbortController(), new AbortController()];
    const leaving = ask(-1200, 0, { signal: first.signal });
    const staying = ask(-1200, 0, { signal: second.signal });
    first.abort(new Error('gone'));
    await expect(leaving).rejects.toThrow('gone');
    expect(backend.aborted).toBe(0);
    second.abort(new Error('gone too'));
    await expect(staying).rejects.toThrow('gone too');
    expect(backend.aborted).toBe(1);
    const later = ask(-1200, -1140);
    backend.release();
    expect(await later).toBe('2 2');
  });

  it('fail together, and leave what else was asked for', async () => {
    const { ask, backend } = lab();
    await ask(-1080, -1080);
    backend.hold();
    const both = [ask(-1200, -960), ask(-1200, -960)];
    const settled = Promise.allSettled(both);
    backend.failure = new Error('broken');
    backend.release();
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('are not begun for a caller who has left', async () => {
    const { ask, backend } = lab();
    await expect(ask(-1200, 0, { signal: AbortSignal.abort(new Error('gone')) })).rejects.toThrow(
      'gone',
    );
    expect(backend.asked).toEqual([]);
  });
});
