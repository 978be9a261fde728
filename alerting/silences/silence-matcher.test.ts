import { describe, expect, it } from 'vitest';
import { parseMatcher, printMatcher } from './parse-matcher.ts';
import { compileMatcher, costOf, type MatchOperator } from './silence-matcher.ts';

const CASES: readonly [MatchOperator, string, readonly string[], readonly string[]][] = [
  ['=', 'a', ['a'], ['', 'ab']],
  ['!=', 'a', ['', 'ab'], ['a']],
  ['=', '', [''], ['a']],
  ['=~', 'a|b', ['a', 'b'], ['ab', '']],
  ['=~', 'a\\.b', ['a.b'], ['axb']],
  ['=~', 'node-.*', ['node-', 'node-1\n2'], ['xnode-1', '']],
  ['=~', '.*\\.example', ['a.example'], ['a.example.org', 'axexample']],
  ['=~', '.*mid.*', ['mid', 'a mid b'], ['m']],
  ['=~', '.+', ['a'], ['']],
  ['=~', '.*', ['', 'a'], []],
  ['=~', 'a.*|b', ['abc', 'b'], ['bc']],
  ['=~', '(?i)high', ['HIGH'], ['higher']],
  ['!~', 'a|b', ['c', ''], ['a']],
  ['=~', '[a-c]+', ['abc'], ['abcd', 'xabc']],
];

describe('matchers', () => {
  it.each(CASES)('%s %s', (operator, value, yes, no) => {
    const matcher = compileMatcher({ name: 'x', operator, value });
    for (const text of yes) expect([text, matcher.accepts(text)]).toEqual([text, true]);
    for (const text of no) expect([text, matcher.accepts(text)]).toEqual([text, false]);
    if (matcher.values !== null) expect([...matcher.values].sort()).toEqual([...yes].sort());
  });

  it('what people mostly write costs nothing to test', () => {
    const cost = (value: string) => costOf({ name: 'x', operator: '=~', value });
    expect(['a|b', 'node-.*', '.+', '10\\.0\\.0\\.1'].map(cost)).toEqual([0, 0, 0, 0]);
    expect(cost('(a|b)+')).toBeGreaterThan(0);
  });
});

describe('matchers as text', () => {
  it.each([
    ['job="api"', { name: 'job', operator: '=', value: 'api' }],
    ['job=api', { name: 'job', operator: '=', value: 'api' }],
    [' job =~ "a|b" ', { name: 'job', operator: '=~', value: 'a|b' }],
    ['job!~"x\\"y"', { name: 'job', operator: '!~', value: 'x"y' }],
    ['job=""', { name: 'job', operator: '=', value: '' }],
    ['"my.label"!="a\\nb"', { name: 'my.label', operator: '!=', value: 'a\nb' }],
    ['job=~"\\d+"', { name: 'job', operator: '=~', value: '\\d+' }],
  ] as const)('%s', (text, matcher) => {
    expect(parseMatcher(text)).toEqual(matcher);
    expect(parseMatcher(printMatcher(matcher))).toEqual(matcher);
  });

  it('one of much space costs no more than its size', () => {
    const startMs = performance.now();
    expect(parseMatcher(`job=a${' '.repeat(200_000)}b`)?.value).toHaveLength(200_002);
    expect(performance.now() - startMs).toBeLessThan(1_000);
  });

  it.each(['', 'job', '="x"', 'job="x', '1a=b', 'job==x"', 'a b=c'])('%s is none', (text) => {
    expect(parseMatcher(text)).toBeUndefined();
  });
});
