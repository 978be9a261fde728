import { describe, expect, it } from 'vitest';
import { readOneYaml } from './one-yaml.ts';

const messageOf = (text: string): string => {
  const read = readOneYaml(text);
  return read.kind === 'refused' ? read.message : '';
};

describe('one document of YAML', () => {
  it('is data', () => {
    const text = 'a: [1, {b: "x"}]\nc:\n  - d: |\n      two\n      lines\n';
    expect(readOneYaml(text)).toEqual({
      kind: 'read',
      value: { a: [1, { b: 'x' }], c: [{ d: 'two\nlines\n' }] },
    });
  });

  const wrong: readonly [string, string, string][] = [
    ['several documents', 'a: 1\n---\nb: 2', 'exactly one document'],
    ['a key twice', 'a: 1\nb: { c: 1, c: 2 }', '"c" stands twice'],
    ['a key twice in a list', '- a: 1\n  a: 2', '"a" stands twice'],
    ['an alias', 'a: &x [1]\nb: *x', 'aliases'],
    ['what is none', 'a:\n  b: [', 'line 2'],
    ['half a character', 'a: \ud800', 'surrogate'],
  ];
  it.each(wrong)('is not %s', (_, text, message) => {
    expect(messageOf(text)).toContain(message);
  });

  // Each of these took the stack, or many seconds, of a parser that was given them as they are; the first
  // one ended the process.
  const hostile: readonly [string, string][] = [
    ['keys of keys', '? '.repeat(100_000)],
    ['values of values', 'a: '.repeat(80_000)],
    ['lists in lists', '- '.repeat(100_000)],
    ['brackets, closed in quotes only', '[ "]", '.repeat(30_000)],
    ['braces', '{a: '.repeat(50_000)],
    ['anchors', `${'&a '.repeat(20_000)}x`],
    ['documents', '---\n'.repeat(20_000)],
    ['many keys', `${Array.from({ length: 10_000 }, (_, key) => `k${key}: 1`).join('\n')}\nk0: 1`],
  ];
  it.each(hostile)(
    'refuses %s soon',
    (_, text) => {
      expect(messageOf(text)).not.toBe('');
    },
    5_000,
  );
});
