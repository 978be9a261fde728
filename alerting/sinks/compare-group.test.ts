import { describe, expect, it } from 'vitest';
import type { RuleGroup } from '../rules/manifests/rule-group.ts';
import { differenceOf, evaluationOf } from './compare-group.ts';
import type { LoadedGroup, LoadedRule } from './loaded-rules.ts';

const labels = new Map([['severity', 'critical']]);
const annotations = new Map([['summary', '{{ $value }}']]);
const asked: RuleGroup = {
  name: 'tocsin/acme/1',
  language: 'promql',
  intervalMs: 1_000,
  limit: 2_000,
  rules: [
    {
      kind: 'alerting',
      alert: 'Queue',
      expr: '(x{ns="acme"}) > 1',
      forMs: 500,
      keepFiringForMs: 0,
      labels,
      annotations,
    },
  ],
};
const rule: LoadedRule = {
  kind: 'alerting',
  name: 'Queue',
  query: '(x{ns="acme"}) > 1',
  forMs: 500,
  keepFiringForMs: 0,
  labels,
  annotations,
  health: 'ok',
  state: 'inactive',
  lastError: null,
  lastEvaluationAtMs: 7,
};
const loaded: LoadedGroup = {
  fileName: 'a.yml',
  name: asked.name,
  intervalMs: 1_000,
  rules: [rule],
};

describe('what Prometheus runs beside what was asked', () => {
  it('is the same', () => {
    expect(differenceOf(asked, loaded, new WeakMap())).toBeUndefined();
  });

  it('is the same with labels of no value', () => {
    const more = { ...rule, labels: new Map([...labels, ['empty', '']]) };
    expect(differenceOf(asked, { ...loaded, rules: [more] }, new WeakMap())).toBeUndefined();
  });

  it.each<[string, Partial<LoadedGroup>]>([
    ['the interval', { intervalMs: 2_000 }],
    ['the number of levels', { rules: [] }],
    ['the name of level 1', { rules: [{ ...rule, name: 'other' }] }],
    ['the duration of level 1', { rules: [{ ...rule, forMs: 0 }] }],
    ['the labels of level 1', { rules: [{ ...rule, labels: new Map() }] }],
    ['the annotations', { rules: [{ ...rule, annotations: new Map([['summary', 'x']]) }] }],
    ['the query of level 1', { rules: [{ ...rule, query: '(x{ns="umbrella"}) > 1' }] }],
  ])('%s differs', (difference, change) => {
    expect(differenceOf(asked, { ...loaded, ...change }, new WeakMap())).toBe(difference);
  });

  it('is not taken for the same because it once was', () => {
    const seen = new WeakMap();
    expect(differenceOf(asked, loaded, seen)).toBeUndefined();
    const other = { ...loaded, rules: [{ ...rule, query: 'up' }] };
    expect(differenceOf(asked, other, seen)).toBe('the query of level 1');
  });
});

describe('levels together', () => {
  it('have the worst health, the highest state and the oldest evaluation', () => {
    const bad: LoadedRule = {
      ...rule,
      health: 'err',
      lastError: 'many-to-many',
      lastEvaluationAtMs: 3,
    };
    const high: LoadedRule = { ...rule, state: 'firing', lastEvaluationAtMs: 9 };
    expect(evaluationOf({ ...loaded, rules: [rule, bad, high] })).toMatchObject({
      health: 'err',
      state: 'firing',
      lastError: 'many-to-many',
      lastEvaluationAtMs: 3,
    });
  });

  it('are told of one by one, with their alerts and the time they took', () => {
    const alert = { labels, state: 'firing', activeAtMs: 5, value: 2 } as const;
    const alerts = { pending: 0, firing: 1, first: [alert] };
    const seen = { ...loaded, rules: [{ ...rule, durationMs: 4, alerts }, rule] };
    expect(evaluationOf(seen).levels).toEqual([
      { health: 'ok', lastEvaluationAtMs: 7, durationMs: 4, lastError: null, alerts },
      { health: 'ok', lastEvaluationAtMs: 7, durationMs: null, lastError: null, alerts: null },
    ]);
  });

  it('have no data to ask only when that is what all that fail say', () => {
    const away = { ...rule, health: 'err', isUnavailable: true } as const;
    const bad = { ...rule, health: 'err' } as const;
    expect(evaluationOf({ rules: [rule, away] }).isUnavailable).toBe(true);
    expect(evaluationOf({ rules: [bad, away] }).isUnavailable).toBe(false);
    expect(evaluationOf({ rules: [rule] }).isUnavailable).toBe(false);
  });

  it('were not evaluated while one was not', () => {
    const never = { ...rule, lastEvaluationAtMs: null };
    expect(evaluationOf({ ...loaded, rules: [rule, never] }).lastEvaluationAtMs).toBeNull();
  });
});
