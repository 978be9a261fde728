import { describe, expect, it } from 'vitest';
import { setScopeLabels, type WriteScope, writeScopeOf } from './write-scope.ts';

const acme = { name: 'ns', op: '=', value: 'acme' } as const;

describe('writeScopeOf', () => {
  it('takes everything where the tenancy header alone tells tenants apart', () => {
    const scope = writeScopeOf({ matchers: [], labels: { kind: 'nothing' } });
    const labels = new Map([['job', 'a']]);
    setScopeLabels(labels, scope);
    expect([...labels]).toEqual([['job', 'a']]);
  });

  it.each<[string, WriteScope]>([
    ['labels', { matchers: [acme], labels: { kind: 'any-of', groups: [[acme]] } }],
    [
      'matchers beside lists that are shown to nobody',
      { matchers: [acme], labels: { kind: 'nothing' } },
    ],
    ['the platform', { matchers: [], labels: { kind: 'everything' } }],
  ])('leaves %s as they are', (_name, scope) => {
    expect(writeScopeOf(scope)).toEqual(scope);
  });

  it('refuses the labels of another tenant', () => {
    const scope = writeScopeOf({ matchers: [acme], labels: { kind: 'any-of', groups: [[acme]] } });
    expect(() => setScopeLabels(new Map([['ns', 'globex']]), scope)).toThrow('ns');
  });
});
