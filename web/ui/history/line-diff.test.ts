import { describe, expect, it } from 'vitest';
import { diffLines, foldLines } from './line-diff.ts';

const show = (before: string, after: string) =>
  diffLines(before, after)
    .map(({ kind, text }) => `${{ same: ' ', removed: '-', added: '+' }[kind]}${text}`)
    .join('|');

describe('a diff of lines', () => {
  it.each([
    ['a\nb\nc\n', 'a\nb\nc\n', ' a| b| c'],
    ['a\nb\nc\n', 'a\nx\nc\n', ' a|-b|+x| c'],
    ['', 'a\n', '+a'],
    ['a\n', '', '-a'],
    ['a\nb\n', 'b\na\n', '-a| b|+a'],
    ['a\nb\nc\nd\n', 'a\nc\nd\ne\n', ' a|-b| c| d|+e'],
  ])('of %j and %j', (before, after, expected) => {
    expect(show(before, after)).toBe(expected);
  });

  it('is folded where nothing changed', () => {
    const before = Array.from({ length: 20 }, (_, index) => `l${index}`).join('\n');
    const folded = foldLines(diffLines(before, before.replace('l9', 'x')), 1);
    expect(folded).toEqual([
      { kind: 'skipped', count: 8 },
      { kind: 'same', text: 'l8' },
      { kind: 'removed', text: 'l9' },
      { kind: 'added', text: 'x' },
      { kind: 'same', text: 'l10' },
      { kind: 'skipped', count: 9 },
    ]);
  });

  it('makes the one of the other', () => {
    const words = (seed: number) =>
      Array.from({ length: 60 }, (_, index) => `l${(index * seed) % 17}`).join('\n');
    for (const [a, b] of [
      [3, 5],
      [7, 11],
      [1, 16],
    ] as const) {
      const lines = diffLines(words(a), words(b));
      const side = (not: string) =>
        lines.flatMap(({ kind, text }) => (kind === not ? [] : [text])).join('\n');
      expect([side('added'), side('removed')]).toEqual([words(a), words(b)]);
    }
  });
});
