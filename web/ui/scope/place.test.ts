import { describe, expect, it } from 'vitest';
import type { ScopeNode } from '../../contract/session.ts';
import { firstScope, linkTo, readPlace, rememberScope } from './place.ts';

function node(path: string, level: ScopeNode['level']): ScopeNode {
  return { path, title: path, level, clusters: ['eu-1'], permissions: ['rules:read'] };
}

const scopes = [
  node('_platform', 'platform'),
  node('acme', 'tenant'),
  node('acme.shop', 'project'),
];

describe('the place in the URL', () => {
  it.each([
    ['scope=acme.shop&range=6h', 'acme.shop', '6h'],
    ['scope=acme%40eu-1', 'acme@eu-1', '1h'],
    ['scope=acme&range=soon', 'acme', '1h'],
    ['scope=acme&range=now-6h..now-1h', 'acme', 'now-6h..now-1h'],
    ['scope=acme&range=now-1d/d..now/d', 'acme', 'now-1d/d..now/d'],
    ['scope=acme&from=now-6h&to=now-1h', 'acme', 'now-6h..now-1h'],
    ['scope=acme&from=1700000000000', 'acme', '1700000000000..now'],
    ['scope=acme&range=6h&from=now-1h&to=now', 'acme', '6h'],
    ['scope=acme&from=soon&to=now', 'acme', '1h'],
  ])('%s is at %s over %s', (search, scope, rangeText) => {
    const reading = readPlace(new URLSearchParams(search), scopes);
    expect(reading).toMatchObject({ kind: 'here', place: { scope, rangeText } });
  });

  it.each([
    ['', 'missing'],
    ['range=6h', 'missing'],
    ['scope=globex', 'denied'],
    ['scope=acme.shop.prod', 'denied'],
    ['scope=..', 'denied'],
  ])('%j is %s', (search, kind) => {
    expect(readPlace(new URLSearchParams(search), scopes).kind).toBe(kind);
  });

  it('goes along with links', () => {
    const place = { scope: 'acme.shop@eu-1', rangeText: 'now-6h..now-1h' };
    const link = linkTo('/explore', place, { q: 'up{job="a"} > 0' });
    const url = new URL(link, 'http://localhost');
    expect(readPlace(url.searchParams, scopes)).toMatchObject({ kind: 'here', place });
    expect(url.searchParams.get('q')).toBe('up{job="a"} > 0');
    expect(linkTo('/', { scope: 'acme', rangeText: '1h' })).toBe('/?scope=acme');
  });

  it('starts at the last scope that is still open', () => {
    expect(firstScope(scopes, ['globex', 'acme.shop@eu-1'])).toBe('acme.shop@eu-1');
    expect(firstScope(scopes, [])).toBe('acme');
    expect(firstScope([node('_platform', 'platform')], [])).toBe('_platform');
    expect(firstScope([], ['acme'])).toBeUndefined();
  });

  it('remembers six scopes, each once', () => {
    const many = ['a', 'b', 'c', 'd', 'e', 'f'];
    expect(rememberScope(many, 'c')).toEqual(['c', 'a', 'b', 'd', 'e', 'f']);
    expect(rememberScope(many, 'g')).toEqual(['g', 'a', 'b', 'c', 'd', 'e']);
  });
});
