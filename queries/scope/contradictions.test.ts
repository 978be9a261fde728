import { describe, expect, it } from 'vitest';
import { parseLogql } from '../logql/parse.ts';
import { streamSelectorsOf } from '../logql/selectors-of.ts';
import { parsePromql } from '../promql/parse.ts';
import { selectorsOf } from '../promql/selectors-of.ts';
import { PatternTester } from '../regex/pattern-tester.ts';
import { type Contradiction, contradictionMessage, contradictions } from './contradictions.ts';
import type { EnforcedMatcher } from './enforced-matcher.ts';

const ACME: readonly EnforcedMatcher[] = [
  { name: 'ns', op: '=~', values: ['acme-dev', 'acme-prod'] },
  { name: 'cluster', op: '=', value: 'eu1' },
];

function judged(query: string, patterns = new PatternTester()): readonly Contradiction[] {
  const parsed = parsePromql(query);
  if (parsed.kind === 'error') throw new Error(parsed.error.text);
  return contradictions(selectorsOf(parsed.expr), ACME, patterns);
}

/** The contradictory conditions of each selector, in short. */
function found(query: string): readonly string[] {
  return judged(query).map(({ conditions }) =>
    conditions.map(({ name, op, value }) => `${name}${op}${value}`).join(','),
  );
}

describe('contradictions', () => {
  it.each<[string, readonly string[]]>([
    ['up', []],
    ['up{ns="acme-dev"}', []],
    ['up{ns="globex"}', ['ns=globex']],
    ['up{ns=""}', ['ns=']],
    ['up{ns!="globex"}', []],
    ['up{ns!="acme-dev"}', []],
    ['up{ns!="acme-dev",ns!="acme-prod"}', ['ns!=acme-dev,ns!=acme-prod']],
    ['up{ns=~"acme.*"}', []],
    ['up{ns=~"acme"}', ['ns=~acme']],
    ['up{ns=~"globex|umbrella"}', ['ns=~globex|umbrella']],
    ['up{ns=~"globex|acme-dev"}', []],
    ['up{ns!~"acme-.+"}', ['ns!~acme-.+']],
    ['up{ns!~"acme-d.+"}', []],
    ['up{ns=~".*prod",ns!~".*prod"}', ['ns=~.*prod,ns!~.*prod']],
    ['up{ns=~".*prod",ns="globex"}', ['ns=globex']],
    ['up{cluster!="eu1"}', ['cluster!=eu1']],
    ['up{cluster="eu1",ns="globex"}', ['ns=globex']],
    ['up{other="globex"}', []],
    ['up{"ns"="globex"}', ['ns=globex']],
    ['up + down{ns="globex"} + left{ns="acme-dev"}', ['ns=globex']],
    ['a{ns="x"} or b{cluster="y"}', ['ns=x', 'cluster=y']],
  ])('%s', (query, expected) => {
    expect(found(query)).toEqual(expected);
  });

  it('judges LogQL alike', () => {
    const parsed = parseLogql('sum(rate({app="a"}[5m])) / sum(rate({ns="globex"}[5m]))');
    if (parsed.kind === 'error') throw new Error(parsed.error.text);
    const all = contradictions(streamSelectorsOf(parsed.expr), ACME, new PatternTester());
    expect(all.map(({ label, allowed }) => [label, allowed])).toEqual([
      ['ns', ['acme-dev', 'acme-prod']],
    ]);
  });

  it('finds nothing where telling would take too much, and takes no time about it', () => {
    const patterns = Array.from({ length: 100 }, (_, i) => `ns=~"${i}(?:.{400}|.*)x"`);
    const startedAt = performance.now();
    judged(`up{${patterns.join(',')}}`, new PatternTester(1_000));
    expect(judged('up{ns=~"(?:.*x){300}"}', new PatternTester(1_000))).toEqual([]);
    expect(performance.now() - startedAt).toBeLessThan(500);
  });

  it('says of what is hidden that it is not in the scope, not what it holds', () => {
    const query = '{audit="true"} |= "x"';
    const parsed = parseLogql(query);
    if (parsed.kind === 'error') throw new Error(parsed.error.text);
    const hidden = [...ACME, { name: 'audit', op: 'absent' } as const];
    const found = contradictions(streamSelectorsOf(parsed.expr), hidden, new PatternTester());
    expect(found.map((one) => contradictionMessage(query, one))).toEqual([
      'selector {audit="true"} can match nothing: streams with the label audit are not in the scope of who asks',
    ]);
  });

  it('names selector, label and values', () => {
    const query = 'up + down{ns="globex"}';
    expect(judged(query).map((one) => contradictionMessage(query, one))).toEqual([
      'selector down{ns="globex"} can match nothing: of label ns the scope holds "acme-dev", "acme-prod", and none of them meets ns="globex"',
    ]);
  });
});
