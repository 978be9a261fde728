import { describe, expect, it } from 'vitest';
import { parsePromql } from '../promql/parse.ts';
import { type EvaluationWindow, earliestReads } from './earliest-read.ts';

const NOON = Date.UTC(2026, 0, 1, 12);
const MINUTE = 60_000;
const range = { startMs: NOON, endMs: NOON + 60 * MINUTE, stepMs: MINUTE, lookbackMs: 5 * MINUTE };
const instant = { ...range, endMs: NOON, stepMs: 0 };

/** Minutes before noon of each selector's oldest read. */
function minutes(query: string, window: EvaluationWindow = range): readonly number[] {
  const parsed = parsePromql(query);
  if (parsed.kind === 'error') throw new Error(parsed.error.text);
  return earliestReads(parsed.expr, window).map(({ earliestMs }) => (NOON - earliestMs) / MINUTE);
}

describe('earliestReads', () => {
  it.each([
    ['x', [5]],
    ['x offset 1h', [65]],
    ['x offset -1h', [-55]],
    ['rate(x[10m])', [10]],
    ['rate(x[10m] offset 1h)', [70]],
    ['max_over_time(x[1h:1m])', [65]],
    ['max_over_time(rate(x[5m])[1h:1m] offset 1d)', [60 + 1440 + 5]],
    ['max_over_time(sum_over_time((x offset 2m)[10m:1m])[1h:1m])', [77]],
    ['x @ 1767261600', [125]],
    ['x @ start()', [5]],
    ['x @ end()', [-55]],
    ['rate(x[10m] @ end() offset 2h)', [70]],
    ['max_over_time((x @ 1767261600)[1w:1h])', [125]],
    ['x + y offset 1d', [5, 1445]],
    ['topk(scalar(k offset 1h), x)', [65, 5]],
    ['absent(x) or vector(1)', [5]],
    ['1 + time()', []],
    ['rate(x[range()])', [60]],
    ['rate(x[10m] offset step())', [11]],
    ['x offset (1h / 2)', [35]],
    ['rate(x[5m] anchored)', [10]],
  ])('%s', (query, expected) => {
    expect(minutes(query)).toEqual(expected);
  });

  it('knows instants of an instant query', () => {
    expect(minutes('x @ end()', instant)).toEqual([5]);
  });

  it.each([
    ['info(x, {y=~".+"})', 5],
    ['info(x)', 5],
    ['info(vector(1))', 5],
    ['info(x offset 1d, {y=~".+"})', 1445],
    ['info(x offset 1d)', 1445],
    ['info(rate(x[1m] offset 1d))', 1445],
    ['info(rate(x[1m] offset 1d) + y @ 1767261600)', 1445],
    ['info(y + x @ 1767261600)', 125],
    ['max_over_time(info(vector(1))[1h:1m])', 65],
  ])('knows when info series are read: %s', (query, expected) => {
    expect(Math.max(...minutes(query, instant))).toBe(expected);
  });

  it('names the metric that info() reads by itself, for what is exempt', () => {
    const parsed = parsePromql('sum(info(vector(1)))');
    if (parsed.kind === 'error') throw new Error(parsed.error.text);
    expect(earliestReads(parsed.expr, instant)).toMatchObject([
      { selector: { name: 'target_info', start: 4, end: 19 } },
    ]);
  });

  it.each([
    ['x', [5]],
    ['rate(x[10m])', [15]],
    ['max_over_time(x[1h:1m])', [75]],
    ['max_over_time(x[1h:30m])', [125]],
    ['max_over_time(rate(x[5m])[1h:30m] offset 1d)', [60 + 1440 + 35 + 35]],
    ['max_over_time(x[1h])', [65]],
  ])('allows for backends that look further: %s', (query, expected) => {
    expect(minutes(query, { ...range, looksFurther: true })).toEqual(expected);
  });

  it('allows for a long step where an instant selector looks back for one', () => {
    const daily = { ...range, stepMs: 1440 * MINUTE };
    expect(minutes('x', daily)).toEqual([5]);
    expect(minutes('x', { ...daily, looksFurther: true })).toEqual([1440]);
  });

  it('takes an unknown start or end for all there is', () => {
    const all = [Number.POSITIVE_INFINITY];
    expect(minutes('x', { ...range, startMs: Number.NEGATIVE_INFINITY })).toEqual(all);
    expect(minutes('x @ end()', { ...range, endMs: Number.POSITIVE_INFINITY })).toEqual(all);
  });

  it('takes what it cannot work out for reading everything', () => {
    expect(minutes('x offset (1h % (range() - 60m))')).toEqual([Number.POSITIVE_INFINITY]);
  });
});
