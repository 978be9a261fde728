import { describe, expect, it } from 'vitest';
import { parsePromqlSelector } from '../../promql/parse.ts';
import { PatternTester } from '../../regex/pattern-tester.ts';
import type { EnforcedMatcher } from '../../scope/enforced-matcher.ts';
import { scopeContradiction } from './scope-contradiction.ts';

const SCOPE: readonly EnforcedMatcher[] = [
  { name: 'namespace', op: '=~', values: ['acme-shop', 'acme.blog'] },
  { name: 'cluster', op: '=', value: 'eu1' },
];

function contradiction(text: string, exempt: readonly string[] = []) {
  const parsed = parsePromqlSelector(text);
  if (parsed.kind === 'error') throw new Error(parsed.error.text);
  const patterns = new PatternTester();
  return scopeContradiction(parsed.expr, SCOPE, new Set(exempt), patterns)?.matcher ?? null;
}

describe('a selector and the scope', () => {
  it.each([
    ['up', null],
    ['up{job="x"}', null],
    ['up{namespace="acme-shop"}', null],
    ['up{namespace="globex"}', 'namespace="globex"'],
    ['up{namespace=""}', 'namespace=""'],
    ['up{namespace!="acme-shop"}', null],
    ['up{namespace!~"acme.+"}', 'namespace!~"acme.+"'],
    ['up{namespace=~"acme"}', 'namespace=~"acme"'],
    ['up{namespace=~".*"}', null],
    ['up{namespace=~"acme.shop"}', null],
    [
      'up{namespace!="acme-shop",namespace!="acme.blog"}',
      'namespace!="acme-shop",namespace!="acme.blog"',
    ],
    ['up{namespace="acme-shop",cluster="us1"}', 'cluster="us1"'],
    ['up{namespace=~"(acme|globex)[-.]blog"}', null],
  ])('%s: %s', (text, expected) => {
    expect(contradiction(text)).toBe(expected);
  });

  it('is not judged where that would take too long, and takes no time about it', () => {
    const values = Array.from({ length: 500 }, (_, i) => `acme-${'x'.repeat(50)}-${i}`);
    const scope: readonly EnforcedMatcher[] = [{ name: 'namespace', op: '=~', values }];
    const patterns = new PatternTester();
    const startedAt = performance.now();
    for (const hostile of ['(?:.*x){900}y', '(?:(?:x|xx){1,25}-?){1,30}z', '(?:[^y]{0,900}){1}y']) {
      const parsed = parsePromqlSelector(`up{namespace=~"${hostile}"}`);
      if (parsed.kind === 'error') throw new Error(parsed.error.text);
      for (let i = 0; i < 10; i++)
        expect(scopeContradiction(parsed.expr, scope, new Set(), patterns)).toBeNull();
    }
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  it('an exempt metric has no scope', () => {
    expect(contradiction('shared{namespace="x"}', ['shared'])).toBeNull();
    expect(contradiction('{__name__=~"shared",namespace="x"}', ['shared'])).not.toBeNull();
  });
});
