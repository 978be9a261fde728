import { describe, expect, it } from 'vitest';
import { compileRelabel } from './relabel.ts';
import type { RelabelRule } from './relabel-rule.ts';

type Given = Omit<RelabelRule, 'action'> & { readonly action?: RelabelRule['action'] };

const rule = (given: Given): RelabelRule => ({ action: 'replace', ...given });

function apply(labels: Record<string, string>, ...rules: readonly Given[]): object | 'dropped' {
  const map = new Map(Object.entries(labels));
  return compileRelabel(rules.map(rule))(map) ? Object.fromEntries(map) : 'dropped';
}

/** `$` and the number in braces. */
const ONE = ['$', '{1}'].join('');

/** Of tenants acme and globex. */
const labels = { a: 'foo', b: 'bar', c: 'baz', namespace: 'acme', other: 'globex' };

describe('relabelling', () => {
  it.each<[string, Given, object | 'dropped']>([
    [
      'replace',
      { sourceLabels: ['a'], regex: 'f(.*)', targetLabel: 'd', replacement: `ch${ONE}-ch${ONE}` },
      { ...labels, d: 'choo-choo' },
    ],
    [
      'replace without a match',
      { sourceLabels: ['a'], regex: 'x', targetLabel: 'a', replacement: 'y' },
      labels,
    ],
    [
      'replace is anchored',
      { sourceLabels: ['a'], regex: 'o', targetLabel: 'a', replacement: 'y' },
      labels,
    ],
    [
      'replace with its defaults',
      { sourceLabels: ['a', 'b'], targetLabel: 'd' },
      { ...labels, d: 'foo;bar' },
    ],
    [
      'replace with a separator',
      { sourceLabels: ['a', 'b'], separator: '@', targetLabel: 'd' },
      { ...labels, d: 'foo@bar' },
    ],
    [
      'replace by nothing removes',
      { sourceLabels: ['a'], targetLabel: 'b', replacement: '' },
      { a: 'foo', c: 'baz', namespace: 'acme', other: 'globex' },
    ],
    ['replace without sources', { targetLabel: 'd', replacement: 'x' }, { ...labels, d: 'x' }],
    [
      'replace into a name made of groups',
      { sourceLabels: ['a', 'b'], regex: '(.*);(.*)', targetLabel: `${ONE}_x`, replacement: '$2' },
      { ...labels, foo_x: 'bar' },
    ],
    [
      'replace with a named group',
      {
        sourceLabels: ['a'],
        regex: '(?P<first>.)(.*)',
        targetLabel: 'd',
        replacement: '$first-$2',
      },
      { ...labels, d: 'f-oo' },
    ],
    [
      '$1x is a group called 1x',
      { sourceLabels: ['a'], regex: '(.*)', targetLabel: 'd', replacement: '$1x$$' },
      { ...labels, d: '$' },
    ],
    ['keep', { action: 'keep', sourceLabels: ['a'], regex: 'f.*' }, labels],
    ['keep without a match', { action: 'keep', sourceLabels: ['a'], regex: 'f' }, 'dropped'],
    ['drop', { action: 'drop', sourceLabels: ['a'], regex: 'f.*' }, 'dropped'],
    ['drop without a match', { action: 'drop', sourceLabels: ['missing'], regex: '.+' }, labels],
    ['keepequal', { action: 'keepequal', sourceLabels: ['a'], targetLabel: 'b' }, 'dropped'],
    [
      'keepequal of equal ones',
      { action: 'keepequal', sourceLabels: ['a'], targetLabel: 'a' },
      labels,
    ],
    ['dropequal', { action: 'dropequal', sourceLabels: ['a'], targetLabel: 'b' }, labels],
    [
      'dropequal of missing ones',
      { action: 'dropequal', sourceLabels: ['x'], targetLabel: 'y' },
      'dropped',
    ],
    [
      'lowercase',
      { action: 'lowercase', sourceLabels: ['a'], targetLabel: 'd' },
      { ...labels, d: 'foo' },
    ],
    [
      'uppercase',
      { action: 'uppercase', sourceLabels: ['a'], targetLabel: 'a' },
      { ...labels, a: 'FOO' },
    ],
    [
      'labelmap',
      { action: 'labelmap', regex: '(a|b)', replacement: 'x_$1' },
      { ...labels, x_a: 'foo', x_b: 'bar' },
    ],
    ['labeldrop', { action: 'labeldrop', regex: '[abc]' }, { namespace: 'acme', other: 'globex' }],
    ['labelkeep', { action: 'labelkeep', regex: '[abc]' }, { a: 'foo', b: 'bar', c: 'baz' }],
  ])('%s', (_, given, expected) => {
    expect(apply(labels, given)).toEqual(expected);
  });

  // The figures of Prometheus's own tests.
  it.each([
    ['baz', 1_000, '976'],
    ['foo\nbar', 1_000, '734'],
  ])('hashmod of %s takes the last 8 bytes of the MD5 sum', (value, modulus, expected) => {
    const hashed = apply(
      { a: value },
      { action: 'hashmod', sourceLabels: ['a'], modulus, targetLabel: 'h' },
    );
    expect(hashed).toEqual({ a: value, h: expected });
  });

  it('lets `.` match a line break, and takes the steps in order', () => {
    const steps: readonly Given[] = [
      { sourceLabels: ['a'], targetLabel: 'b', regex: 'x.y', replacement: 'found' },
      { action: 'keep', sourceLabels: ['b'], regex: 'found' },
    ];
    expect(apply({ a: 'x\ny' }, ...steps)).toEqual({ a: 'x\ny', b: 'found' });
  });

  it.each<[string, Given, string]>([
    ['no modulus', { action: 'hashmod', targetLabel: 'a' }, 'hashmod needs a modulus'],
    ['no target', { sourceLabels: ['a'] }, 'replace needs a targetLabel'],
    ['no target to compare', { action: 'keepequal' }, 'keepequal needs a targetLabel'],
    [
      'a target of variables',
      { action: 'lowercase', targetLabel: '$1' },
      'the targetLabel of lowercase cannot hold variables',
    ],
    [
      'a replacement',
      { action: 'uppercase', targetLabel: 'a', replacement: 'x' },
      'uppercase takes no replacement',
    ],
    [
      'sources for names',
      { action: 'labeldrop', sourceLabels: ['a'] },
      'labeldrop takes only a regex',
    ],
    [
      'a regex for equality',
      { action: 'dropequal', targetLabel: 'a', regex: 'x' },
      'dropequal takes only sourceLabels and targetLabel',
    ],
    [
      'a bad regex',
      { action: 'keep', regex: '(' },
      'the regex "(" cannot be used: error parsing regexp: missing closing ): `(`',
    ],
    ['a pattern that closes the anchor', { action: 'keep', regex: 'a)|(b' }, 'cannot be used'],
    [
      'a regex that would be large',
      { action: 'keep', regex: '.{100}'.repeat(300) },
      'it is too large',
    ],
  ])('refuses %s', (_, given, message) => {
    expect(() => compileRelabel([rule(given)])).toThrow(message);
  });
});
