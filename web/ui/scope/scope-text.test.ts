import { describe, expect, it } from 'vitest';
import { covers, overlaps, parseScope, type ScopeParts } from './scope-text.ts';

function scope(text: string): ScopeParts {
  const parsed = parseScope(text);
  if (parsed === undefined) throw new Error(`${text} is no scope`);
  return parsed;
}

describe('scope texts', () => {
  it.each([
    ['acme', ['acme', undefined, undefined, undefined]],
    ['acme.shop', ['acme', 'shop', undefined, undefined]],
    ['acme.shop.prod@eu-1', ['acme', 'shop', 'prod', 'eu-1']],
    ['_platform@eu-1', ['_platform', undefined, undefined, 'eu-1']],
  ])('reads %s', (text, [owner, project, environment, cluster]) => {
    expect(parseScope(text)).toEqual({ owner, project, environment, cluster });
  });

  it.each(['', 'Acme', 'acme.', 'acme..prod', 'a.b.c.d', '_platform.x', 'acme@', '-a'])(
    'refuses %j',
    (text) => {
      expect(parseScope(text)).toBeUndefined();
    },
  );

  it.each([
    ['acme', 'acme', true],
    ['acme.shop', 'acme', true],
    ['acme.shop.prod', 'acme', true],
    ['acme.shop.prod@eu-1', 'acme', true],
    ['acme.shop.prod@us-1', 'acme', false],
    ['acme.shop.test', 'acme', false],
    ['globex', 'acme', false],
  ])('%s shows what happens in shop.prod of %s: %s', (text, owner, expected) => {
    const location = { owner, project: 'shop', environment: 'prod', cluster: 'eu-1' };
    expect(covers(scope(text), location)).toBe(expected);
  });

  it.each([
    ['acme', 'acme.shop.prod', true],
    ['acme.shop.prod', 'acme.shop', true],
    ['acme.shop', 'acme.mail', false],
    ['acme', 'globex', false],
  ])('%s and %s overlap: %s', (a, b, expected) => {
    expect(overlaps(scope(a), scope(b))).toBe(expected);
  });
});
