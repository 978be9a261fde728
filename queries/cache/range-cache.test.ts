import { describe, expect, it } from 'vitest';
import { NOW_S, rangeCacheLab } from '../../test/support/range-cache-lab.ts';
import { judgePromql } from './judge-promql.ts';
import type { RangeQuestion } from './range-question.ts';

describe('a range query', () => {
  it('is asked once where it is settled, and only its young end again', async () => {
    const { ask, backend } = rangeCacheLab();
    expect(await ask(-780, 0)).toBe('1 1 1 1 1 1 1 1 1 1 1 1 1 1');
    expect(await ask(-780, 0)).toBe('1 1 1 1 2 2 2 2 2 2 2 2 2 2');
    expect(backend.asked).toEqual(['acme -780..0', 'acme -540..0']);
  });

  it('is not asked at all where it is settled as a whole', async () => {
    const { ask, backend } = rangeCacheLab();
    await ask(-1200, -600);
    expect(await ask(-1140, -660)).toBe('1 1 1 1 1 1 1 1 1');
    expect(backend.asked).toHaveLength(1);
  });

  it('is asked for what is missing before, between and after', async () => {
    const { ask, backend } = rangeCacheLab();
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
    const { ask, backend } = rangeCacheLab();
    for (let at = -2400; at <= -1200; at += 120) await ask(at, at);
    await ask(-2460, -1140);
    expect(backend.asked.at(-1)).toBe('acme -2460..-1140');
  });

  it('slides with its window', async () => {
    const { ask, backend, clock } = rangeCacheLab({ keepMs: 36_000_000 });
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
    const { ask, clock } = rangeCacheLab();
    await ask(-1200, -1140);
    await clock.advance(3_600_000);
    expect(await ask(-1200, -1140)).toBe('1 1');
    await clock.advance(1);
    expect(await ask(-1200, -1140)).toBe('2 2');
  });

  it('has series put in order when a later piece brings new ones', async () => {
    const { ask, cache } = rangeCacheLab();
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
    const { ask, backend } = rangeCacheLab();
    await ask(-1200, -1140);
    expect(await ask(-1200, -1140, other)).toBe('2 2');
    expect(backend.asked).toHaveLength(2);
    expect(await ask(-1200, -1140)).toBe('1 1');
  });

  it('lies on the grid of its start', async () => {
    const { ask, backend } = rangeCacheLab();
    await ask(-1200, -1140);
    await ask(-1199, -1139);
    await ask(-1200, -1140);
    expect(backend.asked).toEqual(['acme -1200..-1140', 'acme -1199..-1139']);
  });

  it('does not depend on a timeout', async () => {
    const { ask, backend } = rangeCacheLab();
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
    const { ask, backend } = rangeCacheLab();
    await ask(-1200, -60, { query });
    await ask(-1200, -60, { query });
    expect(backend.asked[1]).toBe(second);
  });

  it.each([
    ['with warnings', { beside: { status: 'success', warnings: ['anything'] } }],
    ['that is partial', { beside: { status: 'success', isPartial: true } }],
    ['with something unknown beside it', { beside: { status: 'success', truncated: 1 } }],
  ])('is no answer %s', async (_name, how) => {
    const { ask, backend } = rangeCacheLab();
    Object.assign(backend, how);
    await ask(-1200, -1140);
    backend.beside = { status: 'success' };
    expect(await ask(-1200, -1140)).toBe('2 2');
  });

  it('is no error', async () => {
    const { ask, backend } = rangeCacheLab();
    backend.failure = new Error('broken');
    await expect(ask(-1200, -1140)).rejects.toThrow('broken');
    backend.failure = null;
    expect(await ask(-1200, -1140)).toBe('2 2');
  });

  it('carries infos of the backend, those that may be shown', async () => {
    const { ask, backend } = rangeCacheLab();
    const info =
      'PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "up"';
    backend.beside = { status: 'success', infos: [`${info} (1:5)`, 'secret'] };
    expect(await ask(-1200, -1200)).toBe(`1 ${info}`);
    expect(await ask(-1200, -1200)).toBe(`1 ${info}`);
    expect(backend.asked).toHaveLength(1);
  });

  it('stays within its bytes, and whoever holds most gives way', async () => {
    const { ask, backend } = rangeCacheLab({ maxBytes: 20_000 });
    await ask(-1200, -1140, { tenant: 'globex' });
    for (let query = 0; query < 20; query++) await ask(-1800, -1140, { query: `up + ${query}` });
    backend.asked.length = 0;
    await ask(-1200, -1140, { tenant: 'globex' });
    await ask(-1800, -1140, { query: 'up + 19' });
    await ask(-1800, -1140, { query: 'up + 0' });
    expect(backend.asked).toEqual(['acme -1800..-1140']);
  });

  it('is nothing without memory', async () => {
    const { ask, backend } = rangeCacheLab({ maxBytes: 0 });
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
    const { ask, backend } = rangeCacheLab();
    expect(await ask(-1200, -600, options)).toBe(`bypass ${reason}`);
    expect(backend.asked).toEqual([]);
  });

  it('passes by at once after an answer that could not be kept', async () => {
    const { ask, backend, clock } = rangeCacheLab();
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
    const { ask } = rangeCacheLab();
    await expect(ask(-1200, -600, { maxResponseBytes: 300 })).rejects.toMatchObject({
      kind: 'unprocessable',
      message: expect.stringContaining('larger than 300 bytes'),
    });
  });
});
