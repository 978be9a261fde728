import { describe, expect, it } from 'vitest';
import type { ScopeNode } from '../../../contract/session.ts';
import { auditPlaces } from './audit-places.ts';

const LEVELS = ['tenant', 'project', 'environment'] as const;

const node = (path: string, mayRead: boolean, cluster = 'eu'): ScopeNode => ({
  path,
  title: '',
  level: path === '_platform' ? 'platform' : (LEVELS[path.split('.').length - 1] ?? 'tenant'),
  clusters: [cluster],
  permissions: ['logs:read', ...(mayRead ? ['audit:read'] : [])],
});

const scopes = [
  node('_platform', true),
  node('acme', true),
  node('acme.shop', true),
  node('acme.shop.dev', true),
  node('acme.shop.prod', true, 'us'),
  node('acme.blog', true),
  node('acme.blog.test', false),
  node('acme.blog.prod', true, 'us'),
  node('acme.bank', false),
  node('acme.bank.prod', false),
  node('globex', true),
  node('globex.shop', true),
  node('globex.shop.prod', true),
];

const of = (path: string, cluster?: string) => {
  const found = scopes.find((each) => each.path === path);
  if (found === undefined) throw new Error(path);
  return auditPlaces(scopes, found, cluster);
};

describe('whose audit may be read', () => {
  it.each([
    ['_platform', undefined, { kind: 'all' }],
    ['globex', undefined, { kind: 'all' }],
    ['acme.shop', undefined, { kind: 'all' }],
    ['acme.shop.dev', undefined, { kind: 'all' }],
    ['acme', undefined, { kind: 'some', places: ['acme.shop', 'acme.blog.prod'] }],
    ['acme', 'us', { kind: 'all' }],
    ['acme.blog', undefined, { kind: 'some', places: ['acme.blog.prod'] }],
    ['acme.bank', undefined, { kind: 'none' }],
    ['acme.blog.test', undefined, { kind: 'none' }],
  ])('%s@%s', (path, cluster, expected) => {
    expect(of(path, cluster)).toEqual(expected);
  });
});
