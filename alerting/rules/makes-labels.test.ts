import { describe, expect, it } from 'vitest';
import { FUNCTIONS } from '../../queries/promql/functions.ts';
import { parsePromql } from '../../queries/promql/parse.ts';
import { makesLabels } from './makes-labels.ts';

function judge(query: string): boolean {
  const parsed = parsePromql(query);
  if (parsed.kind === 'error') throw new Error(parsed.error.text);
  return makesLabels(parsed.expr);
}

describe('an expression', () => {
  it.each([
    ['label_replace(a, "namespace", "umbrella", "", "")'],
    ['sum(label_join(a, "namespace", "", "b")) by (namespace)'],
    ['1 + count_values("namespace", a)'],
    ['count_values(("namespace"), a)'],
    ['absent(a{namespace="umbrella"})'],
    ['-absent_over_time(a{namespace="umbrella"}[5m:1m])'],
    ['info(a, {b="c"})'],
  ])('%s makes labels', (query) => expect(judge(query)).toBe(true));

  it.each([
    ['a{namespace="umbrella"}'],
    ['sum by (namespace) (rate(a[5m])) / on (namespace) group_left (team) b'],
    ['topk(3, a) or vector(1)'],
    ['histogram_quantile(0.9, a) > 5'],
  ])('%s keeps those of its series', (query) => expect(judge(query)).toBe(false));

  it('knows of no function that makes labels without being given a text', () => {
    const making = [...FUNCTIONS.values()].filter(({ name }) => /label|absent|info/.test(name));
    const taken = making.filter(({ args }) => args.includes('string')).map(({ name }) => name);
    const others = making.map(({ name }) => name).filter((name) => !taken.includes(name));
    expect(others.sort()).toEqual(['absent', 'absent_over_time', 'info']);
  });
});
