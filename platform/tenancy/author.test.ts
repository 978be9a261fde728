import { describe, expect, it } from 'vitest';
import { authorOf } from './author.ts';
import type { Principal } from './principal.ts';

const token = {
  id: 't1',
  name: 'shop',
  node: null,
  permissions: new Set(['rules:write'] as const),
};
const person = { id: 'u1', name: 'ann' };

describe('the author of a change', () => {
  it.each<[string, Principal, string]>([
    ['a person', { kind: 'user', ...person, bindings: [] }, 'u1 ann'],
    ['a token', { kind: 'token', ...token }, 't1 shop'],
    [
      'a person, by the word of Grafana',
      { kind: 'viewer', ...token, user: person, bindings: [] },
      'u1 ann (through Grafana token shop)',
    ],
    [
      'nobody, in the background',
      { kind: 'viewer', ...token, user: null, bindings: [] },
      't1 shop',
    ],
  ])('%s', (_, principal, expected) => {
    const { id, name } = authorOf(principal);
    expect(`${id} ${name}`).toBe(expected);
  });
});
