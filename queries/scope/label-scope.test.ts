import { describe, expect, it } from 'vitest';
import { inLabelScope, type LabelScope } from './label-scope.ts';

const scopeOf = (tenant: string): LabelScope => ({
  kind: 'any-of',
  groups: [
    [
      { name: 'ns', op: '=', value: tenant },
      { name: 'audit', op: 'absent' },
    ],
    [{ name: 'ns', op: '=~', values: [`${tenant}-dev`, `${tenant}-test`] }],
  ],
});

describe('whether labels lie in a scope', () => {
  it.each([
    [{ ns: 'acme' }, true, false],
    [{ ns: 'acme', audit: '' }, true, false],
    [{ ns: 'acme', audit: 'true' }, false, false],
    [{ ns: 'acme-dev' }, true, false],
    [{ ns: 'globex' }, false, true],
    [{ ns: 'globex', audit: 'false' }, false, false],
    [{ audit: '' }, false, false],
    [{}, false, false],
  ])('%j', (labels, ofAcme, ofGlobex) => {
    expect(inLabelScope(labels, scopeOf('acme'))).toBe(ofAcme);
    expect(inLabelScope(labels, scopeOf('globex'))).toBe(ofGlobex);
  });

  it('is settled where labels say nothing', () => {
    expect(inLabelScope({}, { kind: 'everything' })).toBe(true);
    expect(inLabelScope({ ns: 'acme' }, { kind: 'nothing' })).toBe(false);
  });
});
