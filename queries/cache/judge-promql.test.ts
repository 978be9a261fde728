import { describe, expect, it } from 'vitest';
import { judgePromql } from './judge-promql.ts';
import { rememberedJudge } from './remembered-judge.ts';

const MIN = 60_000;
const HOUR = 60 * MIN;

describe('what a query reads', () => {
  it.each([
    ['up{ns="acme"}', 5 * MIN, 0, null],
    ['rate(up{ns="acme"}[1h])', HOUR, 0, null],
    ['up offset 1h', 65 * MIN, 0, null],
    ['up offset -1h', 0, HOUR, null],
    ['sum(up offset -10m) - up', 5 * MIN, 10 * MIN, null],
    ['max_over_time(rate(up[5m])[1h:1m] offset 30m)', 95 * MIN, 0, null],
    ['max_over_time((up offset -2h)[1h:])', 0, 2 * HOUR, null],
    ['up offset (1m * 2)', 7 * MIN, 0, null],
    ['rate(up[max_of(5m, 2m)] offset -1m)', 4 * MIN, MIN, null],
    ['up @ 3600', 0, 0, [55 * MIN, HOUR]],
    ['up @ 3600 offset -1h', 0, 0, [115 * MIN, 2 * HOUR]],
    ['rate(up[10m] @ 3600) + rate(up[10m] offset 1m)', 11 * MIN, 0, [50 * MIN, HOUR]],
    ['max_over_time(up[1h:5m] @ 7200)', 0, 0, [55 * MIN, 2 * HOUR]],
    ['max_over_time((up @ 0)[1h:5m])', 0, 0, [-5 * MIN, 0]],
    ['rate(up[5m] smoothed)', 10 * MIN, 5 * MIN, null],
    ['rate(up[5m] anchored)', 10 * MIN, 0, null],
    ['vector(time())', 0, 0, null],
    ['topk(3, up) or quantile(0.9, up offset 5m)', 10 * MIN, 0, null],
    ['timestamp(up) > hour()', 5 * MIN, 0, null],
    ['label_replace(up, "a", "$1", "b", "(.*)")', 5 * MIN, 0, null],
  ])('%s', (query, behindMs, aheadMs, pinned) => {
    const expected = pinned && { earliestMs: pinned[0], latestMs: pinned[1] };
    expect(judgePromql(query, null)).toEqual({
      kind: 'cacheable',
      reach: { behindMs, aheadMs, pinned: expected },
    });
  });

  it('counts the look-back that is asked for', () => {
    expect(judgePromql('up', HOUR)).toMatchObject({ reach: { behindMs: HOUR } });
  });
});

describe('queries that depend on the range as a whole', () => {
  it.each([
    ['up @ start()', 'range_ends'],
    ['rate(up[5m] @ end())', 'range_ends'],
    ['max_over_time(up[1h:5m] @ end())', 'range_ends'],
    ['vector(start())', 'range_ends'],
    ['up * range()', 'range_ends'],
    ['up > end() - 60', 'range_ends'],
    ['rate(up[step()])', 'range_ends'],
    ['rate(up[2 * range()])', 'range_ends'],
    ['up offset step()', 'range_ends'],
    ['max_over_time(up[1h:step()])', 'range_ends'],
    ['sum(up @ start()) by (ns)', 'range_ends'],
    ['rate({ns="acme"}[5m])', 'range_errors'],
    ['-{ns="acme"}', 'range_errors'],
    ['-{__name__=~"a|b"}', 'range_errors'],
    ['-(a or b)', 'range_errors'],
    ['rate((rate(a[5m]) or b)[5m:])', 'range_errors'],
    ['-sum by (__name__) ({ns="acme"})', 'range_errors'],
    ['-label_replace(up, "__name__", "$1", "x", "(.*)")', 'range_errors'],
    ['-count_values("__name__", up)', 'range_errors'],
    ['-(a == on (x) group_left (__name__) b)', 'range_errors'],
    ['info(up, {data=~".+"})', 'language'],
    ['up{', 'language'],
  ])('%s', (query, reason) => {
    expect(judgePromql(query, null)).toEqual({ kind: 'bypass', reason });
  });

  it.each([
    'sum(rate({__name__="up"}[5m]))',
    'last_over_time({ns="acme"}[5m])',
    '-rate(up[5m])',
    '-sum({ns="acme"})',
    '-(up > 5)',
    '-(5 < up)',
    '-topk(3, up)',
    '-(up or up{ns="acme"})',
    '-(a + b)',
    '-(a > bool b)',
    '-(rate(a[5m]) or rate(b[5m]))',
    'abs({ns="acme"})',
    '+{ns="acme"}',
  ])('is none of them: %s', (query) => {
    expect(judgePromql(query, null).kind).toBe('cacheable');
  });
});

it('remembers as many judgements as allowed', () => {
  const asked: string[] = [];
  const judge = rememberedJudge((query, lookbackMs) => {
    asked.push(query);
    return judgePromql(query, lookbackMs);
  }, 2);
  for (const query of ['a', 'b', 'a', 'c', 'b']) judge(query, null);
  judge('a', 1);
  expect(asked).toEqual(['a', 'b', 'c', 'b', 'a']);
});
