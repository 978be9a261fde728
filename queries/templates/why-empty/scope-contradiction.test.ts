import { describe, expect, it } from 'vitest';
import { parsePromqlSelector } from '../../promql/parse.ts';
import type { EnforcedMatcher } from '../../scope/enforced-matcher.ts';
import { scopeContradiction } from './scope-contradiction.ts';

const SCOPE: readonly EnforcedMatcher[] = [
  { name: 'namespace', op: '=~', values: ['acme-shop', 'acme.blog'] },
  { name: 'cluster', op: '=', value: 'eu1' },
];

function contradiction(text: string, exempt: readonly string[] = []) {
  const parsed = parsePromqlSelector(text);
  if (parsed.kind === 'error') throw new Error(parsed.error.text);
  return scopeContradiction(parsed.expr, SCOPE, new Set(exempt))?.matcher ?? null;
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

  it('an exempt metric has no scope', () => {
    expect(contradiction('shared{namespace="x"}', ['shared'])).toBeNull();
    expect(contradiction('{__name__=~"shared",namespace="x"}', ['shared'])).not.toBeNull();
  });
});
