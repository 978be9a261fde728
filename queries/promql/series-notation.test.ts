import { describe, expect, it } from 'vitest';
import { parseMetric, parseSequence, parseSeriesNotation } from './series-notation.ts';

describe('parseSequence', () => {
  it.each([
    ['1 -2 +3.5 .5 1e3', [1, -2, 3.5, 0.5, 1000]],
    ['1x2', [1, 1, 1]],
    ['1+2x3', [1, 3, 5, 7]],
    ['5-2x2', [5, 3, 1]],
    ['-1-1x1', [-1, -2]],
    ['_ _x2 1', ['gap', 'gap', 'gap', 1]],
    ['stale stalex1', ['stale', 'stale', 'stale']],
    ['NaN Inf -inf', [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]],
    ['{{count:1 sum:2}}x1', ['histogram', 'histogram']],
    ['', []],
  ])('%s', (text, points) => expect(parseSequence(text)).toEqual(points));

  it.each([
    ['one', 'not a point: one'],
    ['1+x3', 'not a point: 1+x3'],
    ['1x9999999', 'more than 1000000 points'],
    ['0x999999 0x1', 'more than 1000000 points: 0x1'],
    ['_x99999999999', 'more than 1000000 points'],
  ])('%s is refused', (text, message) => expect(() => parseSequence(text)).toThrow(message));
});

describe('parseMetric', () => {
  it.each([
    ['up', { __name__: 'up' }],
    ['up{tenant="acme", job="a b"}', { __name__: 'up', job: 'a b', tenant: 'acme' }],
    ['{tenant="globex"}', { tenant: 'globex' }],
    ['{"a.b", tenant="globex"}', { __name__: 'a.b', tenant: 'globex' }],
    ['', {}],
    ['{}', {}],
  ])('%s', (text, labels) => expect(Object.fromEntries(parseMetric(text))).toEqual(labels));

  it.each(['up{tenant=~"a.*"}', 'up{', '1'])('%s is refused', (text) =>
    expect(() => parseMetric(text)).toThrow(text),
  );
});

it('tells the labels of a series from its points', () => {
  const { labels, points } = parseSeriesNotation('up{tenant="ac}me", a="1 2"} 1 2');
  expect(Object.fromEntries(labels)).toEqual({ __name__: 'up', tenant: 'ac}me', a: '1 2' });
  expect(points).toEqual([1, 2]);
});
