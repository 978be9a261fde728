import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { hasSamples, readFigures } from './host-figures.ts';
import { rolesWith } from './roles-with.ts';
import { isWithToken, SNIPPETS, snippetText } from './snippets.ts';

const place = (scope: string) => ({ origin: 'http://here:8080', scope, token: 'secret-1' });

describe('what people paste elsewhere', () => {
  it.each(SNIPPETS.filter((name) => name !== 'curl'))('%s is YAML', (name) => {
    expect(parse(snippetText(name, place('acme.shop')))).toBeTypeOf('object');
  });

  it.each(SNIPPETS)('%s names the scope and the token where it uses them, and no other', (name) => {
    const text = snippetText(name, place('acme.shop'));
    expect(text.includes('secret-1')).toBe(isWithToken(name));
    expect(text.includes('http://here:8080/scopes/acme.shop/')).toBe(isWithToken(name));
    expect(snippetText(name, place('globex'))).not.toContain('acme');
  });
});

describe('who may', () => {
  it('is told by the roles that exist', () => {
    expect(rolesWith('channels:write')).toEqual([
      'system-admin',
      'tenant-admin',
      'project-admin',
      'environment-admin',
    ]);
    expect(rolesWith('rules:write')).toContain('project-dev');
    expect(rolesWith('rules:write')).not.toContain('tenant-member');
  });
});

describe('the figures of the hosts', () => {
  it('are read by name; what is no number is left out', () => {
    const sample = (figure: string, value: string) =>
      ({ metric: { figure }, value: [1, value] }) as const;
    const figures = readFigures([
      sample('cpu', 'NaN'),
      sample('load', '0.5'),
      sample('targets', '2'),
      { metric: {}, value: [1, '3'] },
    ]);
    expect([...figures]).toEqual([
      ['load', 0.5],
      ['targets', 2],
    ]);
    expect(hasSamples(figures)).toBe(true);
    expect(hasSamples(readFigures([sample('targets', '2')]))).toBe(false);
  });
});
