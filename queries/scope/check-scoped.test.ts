import { describe, expect, it } from 'vitest';
import type { VectorSelector } from '../promql/ast.ts';
import { parsePromql } from '../promql/parse.ts';
import { selectorsOf } from '../promql/selectors-of.ts';
import { scopeProblem } from './check-scoped.ts';
import type { ExpectedMatcher } from './enforced-matcher.ts';

const ACME: readonly ExpectedMatcher[] = [
  { name: 'ns', op: '=', value: 'acme' },
  { name: 'cluster', op: '=~', value: 'a|b' },
];
const TEXT = 'ns="acme",cluster=~"a|b"';

function selectors(text: string): readonly VectorSelector[] {
  const result = parsePromql(text);
  if (result.kind === 'error') throw new Error(result.error.text);
  return selectorsOf(result.expr);
}

describe('scopeProblem', () => {
  it.each<[string, string, string, string | null]>([
    ['all there', 'a + b{x="y"}', `a{${TEXT}} + b{${TEXT},x="y"}`, null],
    ['no selector at all', '1', '1', null],
    ['exempt, untouched', 'shared + a', `shared + a{${TEXT}}`, null],
    ['a selector too few', 'a + b', `a{${TEXT}}`, '2 selectors became 1'],
    ['a selector too many', 'a', `a{${TEXT}} + b{${TEXT}}`, '1 selectors became 2'],
    ['one without matchers', 'a + b', `a{${TEXT}} + b`, 'selector 2 has another number'],
    ['one matcher missing', 'a', 'a{ns="acme"}', 'selector 1 has another number'],
    ['another value', 'a', 'a{ns="umbrella",cluster=~"a|b"}', 'begin with the enforced'],
    ['another operator', 'a', 'a{ns=~"acme",cluster=~"a|b"}', 'begin with the enforced'],
    ['another label', 'a', 'a{job="acme",cluster=~"a|b"}', 'begin with the enforced'],
    ['ours not first', 'a{x="y"}', `a{x="y",${TEXT}}`, 'begin with the enforced'],
    ['the order turned', 'a', 'a{cluster=~"a|b",ns="acme"}', 'begin with the enforced'],
    ['another metric', 'a', `b{${TEXT}}`, 'changed its name'],
    ["the user's value changed", 'a{x="y"}', `a{${TEXT},x="z"}`, "keep the user's own"],
    ["the user's operator changed", 'a{x="y"}', `a{${TEXT},x!="y"}`, "keep the user's own"],
    ["the user's matcher dropped", 'a{x="y"}', `a{${TEXT}}`, 'another number'],
    ['a metric name become a label', '{"a"}', `{${TEXT},__name__="a"}`, "keep the user's own"],
    ['exempt, but changed', 'shared', 'shared{x="y"}', 'another number'],
    ['became exempt', '{x="y"}', '{__name__="shared"}', "keep the user's own"],
  ])('%s', (_, before, after, problem) => {
    const found = scopeProblem(selectors(before), selectors(after), ACME, new Set(['shared']));
    if (problem === null) expect(found).toBeNull();
    else expect(found).toContain(problem);
  });
});
