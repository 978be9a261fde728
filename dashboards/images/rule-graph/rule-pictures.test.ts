import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../platform/clock/virtual-clock.ts';
import { createLogger } from '../../../platform/observe/logger.ts';
import { scopeOfRule } from '../../../platform/tenancy/rule-scope.ts';
import type { AskAnswer } from '../../../queries/templates/ask-metrics.ts';
import { directoryOf } from '../../../test/support/directory-of.ts';
import { incidentOf } from '../../../test/support/incident-of.ts';
import { ruleOf } from '../../../test/support/notify-things.ts';
import type { Drawing } from '../raster/raster-message.ts';
import { messagePictures } from './message-pictures.ts';
import { ruleGrid } from './rule-chart.ts';
import { RulePictures } from './rule-pictures.ts';

const NOW_MS = Date.UTC(2026, 0, 15, 12);
const HOUR_MS = 3_600_000;
const directory = directoryOf({
  environments: {
    'acme.shop.prod': 'east/acme-shop',
    'acme.shop.test': 'east/acme-test',
    'acme.far.prod': 'west/acme-far',
    'globex.shop.prod': 'east/globex-shop',
  },
});
const acme = ruleOf('acme', 'rule', {
  name: 'Load',
  expression: 'node_memory_used_bytes',
  levels: [
    {
      severity: 'critical',
      condition: { operator: '>', threshold: 5 },
      forMs: 0,
      checks: null,
      keepFiringForMs: 0,
      channels: null,
      repeat: null,
    },
  ],
});
const globex = ruleOf('globex', 'other', { name: 'Theirs' });
const here = { project: 'shop', environment: 'prod', labels: new Map([['pod', 'a']]) };
const incident = incidentOf('1', { ...here, startedAtMs: NOW_MS - HOUR_MS });
const request = {
  owner: 'acme',
  incidentId: '1',
  ruleId: 'rule',
  startedAtMs: NOW_MS - HOUR_MS,
  resolvedAtMs: null,
  language: 'zh',
  timeZone: 'Asia/Shanghai',
} as const;
const series = ['a', 'b'].map((pod) => ({
  labels: new Map([['pod', pod]]),
  points: [[NOW_MS - HOUR_MS, 7]] as const,
}));
const matrix: AskAnswer = { kind: 'matrix', sent: '', warnings: [], pairs: null, series };

function worldOf(answer: AskAnswer | 'never' = matrix, incidents = [incident]) {
  const asked: string[] = [];
  const drawn: Drawing[] = [];
  const clock = new VirtualClock(NOW_MS);
  const pictures = new RulePictures({
    ask: (scope, language) => ({
      ask: (query, time, signal) => {
        const pairs = scope.pairs.map(({ namespace }) => namespace).join();
        asked.push(`${language} ${query} ${time.kind} ${scope} ${pairs}`);
        signal.throwIfAborted();
        return answer === 'never' ? new Promise(() => undefined) : Promise.resolve(answer);
      },
    }),
    directory: () => directory,
    ladderOf: () => ['critical', 'warning'],
    raster: {
      prepare: () => asked.push('thread'),
      draw: async (drawing) => {
        drawn.push(drawing);
        return new Uint8Array([1]);
      },
    },
    clock,
  });
  const image = messagePictures({
    pictures,
    rules: { get: (id) => [acme, globex].find((rule) => rule.id === id) },
    incident: async (id) => incidents.find((one) => one.id === id),
    clock,
    logger: createLogger({ level: 'silent' }),
  });
  return { image, asked, drawn, clock };
}

const signal = new AbortController().signal;

describe('the picture of a message', () => {
  it('shows the incident’s own series, its levels and its firing, in its environment alone', async () => {
    const { image, asked, drawn } = worldOf();
    expect(await image.draw(request, signal)).toEqual({ png: new Uint8Array([1]), widthPx: 592 });
    expect(asked).toEqual([
      'thread',
      'promql node_memory_used_bytes range acme.shop.prod@east acme-shop',
    ]);
    const [{ chart, frame, theme } = {}] = drawn;
    expect(chart?.series.map(({ name }) => name)).toEqual(['{pod="a"}']);
    expect(chart?.thresholds).toMatchObject([{ value: 5, label: 'critical', shows: 'dashed' }]);
    expect(chart).toMatchObject({ timeZone: 'Asia/Shanghai', axes: [{ unit: 'bytes' }] });
    expect([chart?.fromMs, chart?.toMs]).toEqual([NOW_MS - 1.5 * HOUR_MS, NOW_MS]);
    expect(frame).toMatchObject({ title: 'Load', emptyText: '无数据' });
    expect(frame?.figureNames).toMatchObject({ max: '最大值' });
    expect(frame?.remark?.text).toBe('触发于 01-15 19:00 (Asia/Shanghai)');
    expect(frame?.bands).toMatchObject([{ fromMs: NOW_MS - HOUR_MS, toMs: NOW_MS }]);
    expect(theme).toBe('light');
  });

  it('of an incident of no environment looks where the rule does, on its cluster', async () => {
    const { image, asked } = worldOf(matrix, [incidentOf('1', { labels: new Map() })]);
    await image.draw(request, signal);
    expect(asked).toEqual([
      'thread',
      'promql node_memory_used_bytes range acme@east acme-shop,acme-test',
    ]);
  });

  it.each([
    ['of another tenant’s rule', { ruleId: 'other' }],
    ['for another tenant', { owner: 'globex' }],
    ['for another tenant with its rule', { owner: 'globex', ruleId: 'other' }],
    ['of a rule that is gone', { ruleId: 'gone' }],
    ['of no rule', { ruleId: null }],
    ['of an incident that is gone', { incidentId: 'gone' }],
  ])('is none %s', async (_name, changes) => {
    const { image, asked } = worldOf();
    expect(await image.draw({ ...request, ...changes }, signal)).toBeNull();
    expect(asked).toEqual([]);
  });

  it('of an environment that is gone asks about nothing', async () => {
    const gone = incidentOf('1', { ...here, environment: 'gone' });
    const { image, asked } = worldOf(matrix, [gone]);
    await image.draw(request, signal);
    expect(asked).toEqual(['thread', 'promql node_memory_used_bytes range acme.shop.gone@east ']);
    expect(scopeOfRule(directory, acme.scope).pairs).toHaveLength(3);
  });

  it('is none where the question fails, or takes more than five seconds', async () => {
    const error = { kind: 'limited', message: 'too many' } as const;
    expect(await worldOf({ kind: 'error', error }).image.draw(request, signal)).toBeNull();
    const { image, clock } = worldOf('never');
    const drawing = image.draw(request, signal);
    await clock.advance(5_000);
    expect(await drawing).toBeNull();
    expect(await worldOf().image.draw(request, AbortSignal.abort())).toBeNull();
  });
});

describe('the instants of a rule’s graph', () => {
  it.each([
    [HOUR_MS, 15_000],
    [2 * HOUR_MS, 30_000],
    [7 * 24 * HOUR_MS, 2_520_000],
  ])('over %i ms are %i ms apart, on whole steps', (spanMs, stepMs) => {
    const grid = ruleGrid(NOW_MS - spanMs - 1, NOW_MS - 1);
    expect(grid.stepMs % 15_000).toBe(0);
    expect(grid.fromMs % grid.stepMs).toBe(0);
    expect((grid.toMs - grid.fromMs) / grid.stepMs).toBeLessThanOrEqual(241);
    expect(Math.abs(grid.stepMs - stepMs)).toBeLessThanOrEqual(15_000);
  });
});
