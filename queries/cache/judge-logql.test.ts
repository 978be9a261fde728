import { describe, expect, it } from 'vitest';
import { judgeLogql } from './judge-logql.ts';
import { rememberedJudge } from './remembered-judge.ts';

const SEC = 1_000;
const MIN = 60_000;
const HOUR = 60 * MIN;
const APP = '{ns="acme", app="shop"}';

describe('what a metric query reads', () => {
  it.each([
    ['a range', `rate(${APP}[5m])`, 5 * MIN, 0],
    ['a range of another tenant', 'rate({ns="globex"}[5m])', 5 * MIN, 0],
    ['a range below a second', `count_over_time(${APP}[500ms])`, 500, 0],
    ['a range and an offset', `rate(${APP}[5m] offset 1h)`, 65 * MIN, 0],
    ['an offset smaller than a millisecond', `rate(${APP}[1s] offset 1us)`, SEC + 1, 0],
    ['a negative offset', `rate(${APP}[5m] offset -1m)`, 4 * MIN, MIN],
    ['a negative offset beyond the range', `rate(${APP}[5m] offset -1h)`, 0, HOUR],
    ['a tiny negative offset', `rate(${APP}[5m] offset -1us)`, 5 * MIN, 1],
    ['the widest of both sides', `rate(${APP}[1h]) / rate(${APP}[5m] offset -10m)`, HOUR, 10 * MIN],
    ['filters and parsers', `bytes_rate(${APP} |= "x" | json | took > 1s [1m])`, MIN, 0],
    ['a pipeline behind the range', `rate(${APP}[2m] | logfmt)`, 2 * MIN, 0],
    [
      'unwrap with a conversion and a filter',
      `quantile_over_time(0.9, ${APP} | json | unwrap duration(took) | __error__="" [3m]) by (app)`,
      3 * MIN,
      0,
    ],
    ['unwrap with an offset', `sum_over_time(${APP} | unwrap n [3m] offset 2m)`, 5 * MIN, 0],
    ['rate_counter', `rate_counter(${APP} | unwrap n [90s])`, 90 * SEC, 0],
    ['first and last', `first_over_time(${APP} | unwrap n [1m])`, MIN, 0],
    ['absence', `absent_over_time(${APP}[10m])`, 10 * MIN, 0],
    ['aggregations', `sum by (app) (max without (x) (rate(${APP}[1m])))`, MIN, 0],
    ['topk', `topk(3, rate(${APP}[1m]))`, MIN, 0],
    ['sort', `sort_desc(rate(${APP}[1m]))`, MIN, 0],
    ['label_replace', `label_replace(rate(${APP}[1m]), "a", "$1", "b", "(.*)")`, MIN, 0],
    ['sets', `rate(${APP}[1m]) or vector(0)`, MIN, 0],
    ['parentheses', `((rate(${APP}[1m])) > bool (1))`, MIN, 0],
    ['vectors', 'vector(1) + vector(1)', 0, 0],
    ['numbers', '1 + 1', 0, 0],
    [
      'templates of a line alone',
      `rate(${APP} | line_format "{{.a}} {{__timestamp__}}" [1m])`,
      MIN,
      0,
    ],
    ['a renamed label called now', `rate(${APP} | label_format now=a [1m])`, MIN, 0],
    ['text that has now in it', `rate(${APP} |= "now" | line_format "{{.known}}" [1m])`, MIN, 0],
  ])('%s', (_, query, behindMs, aheadMs) => {
    expect(judgeLogql(query)).toEqual({
      kind: 'cacheable',
      reach: { behindMs, aheadMs, pinned: null },
    });
  });
});

describe('queries that are not answered in pieces', () => {
  it.each([
    ['lines', APP, 'lines'],
    ['lines with filters', `${APP} |= "x" | json`, 'lines'],
    ['the clock in a line', `bytes_rate(${APP} | line_format "{{ now }}" [1m])`, 'clock'],
    [
      'the clock in a label',
      `sum by (m) (rate(${APP} | label_format a=b, m="{{date \\"15\\" now}}" [1m]))`,
      'clock',
    ],
    ['the clock on the right', `vector(1) * rate(${APP} | line_format \`{{now}}\` [1m])`, 'clock'],
    [
      'the clock in the depth',
      `label_replace((topk(1, rate(${APP} | line_format "{{now}}" [1m]))), "a", "$1", "b", "(.*)")`,
      'clock',
    ],
    ['a sketch', `approx_topk(3, sum by (app) (rate(${APP}[1m])))`, 'language'],
    ['a sketch in the depth', `1 + (approx_topk(3, rate(${APP}[1m])))`, 'language'],
    ['what is not understood', `rate(${APP}[1m]`, 'language'],
    ['PromQL', 'up offset 5m', 'language'],
    ['nothing', '', 'language'],
  ])('%s', (_, query, reason) => {
    expect(judgeLogql(query)).toEqual({ kind: 'bypass', reason });
  });
});

it('is a judge as the cache takes it, whatever look-back it is told', () => {
  const judge = rememberedJudge(judgeLogql, 10);
  const query = `rate(${APP}[5m])`;
  expect(judge(query, null)).toEqual(judgeLogql(query));
  expect(judge(query, HOUR)).toEqual(judgeLogql(query));
});
