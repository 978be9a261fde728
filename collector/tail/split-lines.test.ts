import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { propertyRuns } from '../../test/support/property-runs.ts';
import { CUT_MARK, type LineMode, splitLines } from './split-lines.ts';

const split = (text: string, mode: LineMode, isFinal: boolean, maxLineBytes = 40) =>
  splitLines(Buffer.from(text), { mode, isFinal, maxLineBytes });

describe('lines of a piece of a file', () => {
  const cases: readonly [string, LineMode, boolean, readonly string[], number, LineMode][] = [
    ['a\nb\n', 'start', false, ['a', 'b'], 4, 'start'],
    ['a\r\n\nb', 'start', false, ['a', ''], 4, 'start'],
    ['a\nb', 'start', true, ['a', 'b'], 3, 'rest'],
    ['\nc\n', 'rest', false, ['c'], 3, 'start'],
    ['\r\nc\n', 'rest', false, ['c'], 4, 'start'],
    ['more\nc\n', 'rest', false, ['more', 'c'], 7, 'start'],
    ['tail of it\nc\n', 'skip', false, ['c'], 13, 'start'],
    ['still too long', 'skip', true, [], 14, 'skip'],
    ['', 'start', true, [], 0, 'start'],
  ];
  it.each(cases)('%j, %s, final %s', (text, mode, isFinal, lines, consumed, next) => {
    expect(split(text, mode, isFinal)).toEqual({ lines, consumed, mode: next });
  });

  it('cuts what is too long between two characters, with a mark, and skips the rest', () => {
    const long = '字'.repeat(30);
    const marked = `${'字'.repeat(10)}${CUT_MARK}`;
    expect(Buffer.byteLength(marked)).toBeLessThanOrEqual(40);
    expect(split(`${long}\nb\n`, 'start', false)).toEqual({
      lines: [marked, 'b'],
      consumed: 93,
      mode: 'start',
    });
    expect(split(long, 'start', false)).toEqual({ lines: [marked], consumed: 90, mode: 'skip' });
  });

  it('leaves a character that is not whole yet', () => {
    const bytes = Buffer.from('ab字').subarray(0, 4);
    const options = { mode: 'start', isFinal: true, maxLineBytes: 40 } as const;
    expect(splitLines(bytes, options)).toEqual({ lines: ['ab'], consumed: 2, mode: 'rest' });
    expect(splitLines(bytes.subarray(2), options)).toMatchObject({ lines: [], consumed: 0 });
  });

  it('are the same wherever the pieces end', () => {
    const line = fc.string({ unit: fc.constantFrom('a', '字', '👍', ' ', '\r'), maxLength: 12 });
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 8 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 7 })),
        (lines, steps) => {
          const bytes = Buffer.from(lines.map((one) => `${one}\n`).join(''));
          const expected = lines.map((one) => one.replace(/\r$/, ''));
          const got: string[] = [];
          let at = 0;
          let end = 0;
          let mode: LineMode = 'start';
          while (end < bytes.length) {
            end = Math.min(bytes.length, end + (steps.next().value ?? 1));
            const piece = splitLines(bytes.subarray(at, end), {
              mode,
              isFinal: false,
              maxLineBytes: 1_000,
            });
            got.push(...piece.lines);
            at += piece.consumed;
            mode = piece.mode;
          }
          expect(got).toEqual(expected);
        },
      ),
      propertyRuns(200, 10_000),
    );
  });
});
