import { describe, expect, it } from 'vitest';
import type { ScopeNode } from '../../contract/session.ts';
import { matchScopes, recentChoices, scopeChoices } from './search-scopes.ts';

const nodes: readonly ScopeNode[] = [
  { path: 'acme', title: 'Acme Ltd', level: 'tenant', clusters: ['eu-1', 'us-1'], permissions: [] },
  { path: 'acme.shop', title: 'Web shop', level: 'project', clusters: ['eu-1'], permissions: [] },
  { path: 'globex', title: '', level: 'tenant', clusters: [], permissions: [] },
];
const choices = scopeChoices(nodes);

describe('choices of scopes', () => {
  it('have one line per cluster where there are several', () => {
    expect(choices.map(({ scope, depth }) => `${depth} ${scope}`)).toEqual([
      '0 acme',
      '1 acme@eu-1',
      '1 acme@us-1',
      '1 acme.shop',
      '0 globex',
    ]);
  });

  it.each([
    ['', 5],
    ['SHOP', 1],
    ['acme us', 1],
    ['ltd', 3],
    ['nowhere', 0],
  ])('match %j: %d', (text, count) => {
    expect(matchScopes(choices, text)).toHaveLength(count);
  });

  it('list recent ones that are open and not the present one', () => {
    const recent = ['acme.shop', 'gone', 'globex'];
    expect(recentChoices(choices, recent, 'globex').map(({ scope }) => scope)).toEqual([
      'acme.shop',
    ]);
  });
});
