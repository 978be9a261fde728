import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeFolder, tempFolder } from '../../test/support/temp-folder.ts';
import { findFiles, isNameMatch, isPathMatch } from './path-pattern.ts';

describe('patterns of paths', () => {
  const names: readonly [string, string, boolean][] = [
    ['*.log', 'app.log', true],
    ['*.log', 'app.log.1', false],
    ['app.log*', 'app.log.1', true],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['*a*b*', 'xxaxxbxx', true],
    ['', '', true],
    ['*', '', true],
    ['[a]', 'a', false],
    ['日*.log', '日志.log', true],
  ];
  it.each(names)('%s and %s: %s', (pattern, name, isMatch) => {
    expect(isNameMatch(pattern, name)).toBe(isMatch);
  });

  const paths: readonly [string, string, boolean][] = [
    ['/var/log/*.log', '/var/log/a.log', true],
    ['/var/log/*.log', '/var/log/x/a.log', false],
    ['/var/**/*.log', '/var/a.log', true],
    ['/var/**/*.log', '/var/x/y/a.log', true],
    ['/var/**', '/var/x/y', true],
    ['/**/b/**/c', '/a/b/x/c', true],
    ['/**/b/**/c', '/a/x/c', false],
  ];
  it.each(paths)('%s and %s: %s', (pattern, path, isMatch) => {
    expect(isPathMatch(pattern, path)).toBe(isMatch);
  });

  it('answer at once, however they are written', () => {
    expect(isNameMatch('*a'.repeat(200), 'a'.repeat(5_000))).toBe(true);
    expect(isNameMatch(`${'*a'.repeat(200)}b`, 'a'.repeat(5_000))).toBe(false);
  });
});

describe('files found by a pattern', () => {
  let folder = '';
  beforeEach(() => {
    folder = tempFolder('paths');
    for (const name of ['a.log', 'b.txt', '.hidden.log', 'pods/x/0.log', 'pods/y/1.log']) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), name);
    }
  });
  afterEach(() => removeFolder(folder));

  const cases: readonly [string, readonly string[], readonly string[]][] = [
    ['*.log', [], ['a.log']],
    ['**/*.log', [], ['a.log', 'pods/x/0.log', 'pods/y/1.log']],
    ['**/*.log', ['pods/y/*'], ['a.log', 'pods/x/0.log']],
    ['pods/?/*', [], ['pods/x/0.log', 'pods/y/1.log']],
    ['a.log', [], ['a.log']],
    ['none/*.log', [], []],
    ['pods', [], []],
  ];
  it.each(cases)('%s without %j', (pattern, exclude, expected) => {
    const inFolder = (name: string) => join(folder, name);
    const found = findFiles(inFolder(pattern), exclude.map(inFolder), 100);
    expect(found.map(({ path }) => path)).toEqual(expected.map(inFolder));
    expect(findFiles(inFolder(pattern), [], 1).length).toBeLessThanOrEqual(1);
  });
});
