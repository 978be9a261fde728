import { describe, expect, it } from 'vitest';
import { parsePromql } from '../promql/parse.ts';
import { enforce } from './enforce.ts';
import { growthProblem, labelGrowth } from './label-growth.ts';

function growth(query: string): number {
  const parsed = parsePromql(query);
  if (parsed.kind === 'error') throw new Error(parsed.error.text);
  return labelGrowth(parsed.expr);
}

const join = (inner: string) => `label_join(${inner}, "a", "", "a", "a", "a", "a")`;

describe('labels grow', () => {
  it.each([
    ['up', 1],
    ['label_replace(up, "a", "$1", "b", "(.*)")', 1],
    ['label_replace(up, "a", "x", "b", "(.*)")', 1],
    ['label_replace(up, "a", "$1-$2$$", "b", "(.*)")', 4],
    ['label_replace(up, ("a"), (("$1$1")), "b", "(.*)")', 2],
    ['label_join(up, "a", "-")', 1],
    ['label_join(up, "a", "-", "b", "c", "d")', 3],
    [join(join('up')), 16],
    [`sum(-(${join(join('up'))})) by (a)`, 16],
    [`max_over_time(${join('up')}[5m:1m])`, 4],
    [`up * on () group_left (a) ${join('up')} + ${join('up')}`, 4],
    [`${join('up')} or label_replace(up, "a", "$1$1", "b", "(.*)")`, 4],
  ])('by %s', (query, times) => expect(growth(query)).toBe(times));

  it('is refused before it fills a backend', () => {
    const query = Array.from({ length: 10 }).reduce<string>((inner) => join(inner), 'up');
    expect(query.length).toBeLessThan(500);
    const matchers = [{ name: 'ns', op: '=', value: 'acme' }] as const;
    expect(enforce(query, matchers)).toMatchObject({ kind: 'refused', reason: 'label_growth' });
    expect(enforce(join(join('up')), matchers).kind).toBe('ok');
  });

  it('counts no further than it must for the deepest query that parses', () => {
    const query = Array.from({ length: 300 }).reduce<string>((inner) => join(inner), 'up');
    const parsed = parsePromql(query);
    expect(parsed.kind === 'ok' && growthProblem(parsed.expr)).toContain('100 times');
  });
});
