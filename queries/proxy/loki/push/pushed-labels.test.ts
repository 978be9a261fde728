import { describe, expect, it } from 'vitest';
import type { EnforcedMatcher } from '../../../scope/enforced-matcher.ts';
import { scopedStreamLabels } from './pushed-labels.ts';

const hidden = { name: 'tocsin_audit', op: 'absent' } as const;
const scopeOf = (tenant: string): readonly EnforcedMatcher[] => [
  { name: 'namespace', op: '=', value: tenant },
  hidden,
];
const pushed = (labels: Readonly<Record<string, string>>, matchers: readonly EnforcedMatcher[]) =>
  Object.fromEntries(scopedStreamLabels(new Map(Object.entries(labels)), matchers));

describe('the labels of a pushed stream', () => {
  it.each(['acme', 'globex'])(
    'of %s are set where they miss, but not what must not be there',
    (tenant) => {
      expect(pushed({ app: 'a' }, scopeOf(tenant))).toEqual({ app: 'a', namespace: tenant });
      expect(() => pushed({ namespace: 'other' }, scopeOf(tenant))).toThrow('outside the scope');
    },
  );

  it('of nobody are those of audit, whatever the scope and the value', () => {
    for (const matchers of [scopeOf('acme'), [], scopeOf('globex').slice(0, 1)]) {
      for (const value of ['true', 'false']) {
        expect(() => pushed({ app: 'a', tocsin_audit: value }, matchers)).toThrow(
          'only the audit webhook of a cluster sets; nothing was stored',
        );
      }
    }
    // An empty value is no label.
    expect(pushed({ app: 'a', tocsin_audit: '' }, scopeOf('acme'))).toEqual({
      app: 'a',
      namespace: 'acme',
    });
  });
});
