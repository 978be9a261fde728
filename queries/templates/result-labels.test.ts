import { describe, expect, it } from 'vitest';
import { parsePromql } from '../promql/parse.ts';
import { resultLabels } from './result-labels.ts';

const of = (text: string): string => {
  const parsed = parsePromql(text);
  if (parsed.kind === 'error') throw new Error(parsed.error.text);
  const labels = resultLabels(parsed.expr);
  return labels === 'any' ? labels : [...labels].sort().join();
};

describe('the labels of a result', () => {
  it.each([
    ['up', 'any'],
    ['1 + vector(1)', ''],
    ['sum(up)', ''],
    ['sum by (a, b) (up)', 'a,b'],
    ['sum without (a) (up)', 'any'],
    ['sum without (a) (sum by (a, b) (up))', 'b'],
    ['topk(3, sum by (a) (up))', 'a'],
    ['rate(up[5m])', 'any'],
    ['histogram_quantile(0.9, sum by (a, le) (x))', 'a'],
    ['label_replace(sum by (a) (up), "b", "$1", "a", "(.+)")', 'a,b'],
    ['label_join(sum by (a) (up), "b", "-", "a")', 'a,b'],
    ['sum by (a) (up) / sum by (a) (up)', 'a'],
    ['2 * sum by (a) (up) > 1', 'a'],
    ['up * on (a) up', 'a'],
    ['sum by (a) (up) * on (a) group_left (b) up', 'a,b'],
    ['up * on (a) group_right (b) sum by (a) (up)', 'a,b'],
    ['sum by (a) (up) and on (a) up', 'a'],
    ['sum by (a) (up) unless up', 'a'],
    ['sum by (a) (up) or sum by (b) (up)', 'a,b'],
    ['max_over_time(sum by (a) (up)[1h:5m])', 'a'],
    ['-(sum by (a) (up))', 'a'],
  ])('%s: %s', (text, expected) => {
    expect(of(text)).toBe(expected);
  });
});
