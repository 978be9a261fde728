import { describe, expect, it } from 'vitest';
import { QueryFailure } from '../../source/query-failure.ts';
import { compileMatcher } from './compile-matchers.ts';
import { expandTemplate } from './expand-template.ts';
import { PatternBudget } from './pattern-budget.ts';
import { compareNaturally } from './sort-functions.ts';
import { hashLabels, xxhash64 } from './xxhash64.ts';

describe('matchers', () => {
  it.each([
    ['=', 'acme', 'acme', true],
    ['=', '', '', true],
    ['!=', 'acme', '', true],
    ['=~', 'acme', 'acme', true],
    ['=~', 'acme', 'acme-dev', false],
    ['=~', 'acme|globex', 'globex', true],
    ['=~', 'ac.*', 'acme', true],
    ['=~', '.*me', 'acme', true],
    ['=~', '.*cm.*', 'acme', true],
    ['=~', '.+', '', false],
    ['=~', '.*', '', true],
    ['=~', 'a.*', 'a\nb', true],
    ['=~', 'a.e', 'a\ne', true],
    ['!~', 'a|b', 'b', false],
    ['!~', '.+', '', true],
    ['=~', '(?i)ACME', 'acme', true],
    ['=~', '.*', 'anything', true],
    ['=~', '', '', true],
  ] as const)('%s%j on %j: %s', (op, value, text, matches) => {
    expect(compileMatcher('ns', op, value, new PatternBudget()).matches(text)).toBe(matches);
  });

  it('stop when they have cost too much', () => {
    const { matches } = compileMatcher('ns', '=~', '(?:.*x){300}y', new PatternBudget());
    const startedAt = performance.now();
    expect(() => {
      for (let i = 0; i < 10_000; i++) matches(`${i}${'x'.repeat(2_000)}`);
    }).toThrow(QueryFailure);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });
});

describe('templates', () => {
  const pattern = new PatternBudget().compile('(?P<first>a+)-(b+)?');

  it.each([
    ['$1', 'aa'],
    ['$first/$0', 'aa/aa-'],
    [`\${first}x`, 'aax'],
    ['$firstx', ''],
    ['$1x', ''],
    [`\${2}`, ''],
    ['$9', ''],
    ['$01', ''],
    ['$$1', '$1'],
    ['$', '$'],
    ['$-', '$-'],
    ['${', '${'],
  ])('%j gives %j', (template, wanted) => {
    const groups = pattern?.match('aa-');
    expect(groups === null || groups === undefined ? null : expandTemplate(template, groups)).toBe(
      wanted,
    );
  });

  it('match whole texts only, and malformed ones are told', () => {
    expect(pattern?.match('xaa-')).toBeNull();
    expect(new PatternBudget().compile('(')).toBeNull();
    expect(new PatternBudget().compile(')(')).toBeNull();
  });
});

it('sorts runs of digits as numbers', () => {
  const names = ['sda10', 'sda2', 'sdb1', 'sda', 'sda02'];
  expect(names.sort(compareNaturally)).toEqual(['sda', 'sda02', 'sda2', 'sda10', 'sdb1']);
});

describe('xxhash64', () => {
  // The vectors of the algorithm's description.
  it.each([
    ['', 0xef46db3751d8e999n],
    ['a', 0xd24ec4f1a98c6e5bn],
    ['abc', 0x44bc2cf5ad770999n],
  ])('of %j', (text, hash) => {
    expect(xxhash64(new TextEncoder().encode(text))).toBe(hash);
  });

  it('tells label sets apart, long ones too', () => {
    const long = new Map([['label', 'value'.repeat(20)]]);
    const hashes = [new Map([['a', 'b']]), new Map([['ab', '']]), long].map(hashLabels);
    expect(new Set(hashes).size).toBe(3);
  });
});
