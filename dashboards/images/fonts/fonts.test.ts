import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readFontFace } from './font-face.ts';
import { createMeasureText, fitText } from './measure-text.ts';
import { woffToSfnt } from './woff-to-sfnt.ts';

const root = dirname(
  createRequire(import.meta.url).resolve('@fontsource/noto-sans-sc/package.json'),
);
const woff = readFileSync(join(root, 'files', 'noto-sans-sc-latin-400-normal.woff'));

describe('a font out of WOFF', () => {
  it('has the tables in order, each where the directory says', () => {
    const sfnt = woffToSfnt(woff);
    const tags = Array.from({ length: sfnt.readUInt16BE(4) }, (_, index) =>
      sfnt.toString('latin1', 12 + 16 * index, 16 + 16 * index),
    );
    expect(tags).toEqual([...tags].sort());
    expect(tags).toContain('cmap');
    expect(sfnt.length).toBe(woff.readUInt32BE(16));
  });

  it.each<[string, (file: Buffer) => Buffer]>([
    ['another signature', (file) => changed(file, 0, 0x77)],
    ['an end that is cut off', (file) => file.subarray(0, -4)],
    ['nothing', () => Buffer.alloc(0)],
    ['a table outside', (file) => changed(file, 44 + 4, 0x7f)],
    ['a table that is longer than it may be', (file) => changed(file, 44 + 12, 0x7f)],
    ['another checksum', (file) => changed(file, 44 + 16, 0x55)],
    ['broken zlib', (file) => changed(file, file.readUInt32BE(44 + 20 + 4), 0x00)],
    ['a table twice', (file) => Buffer.from(file).fill(file.subarray(44, 64), 64, 84)],
    ['another size than it says', (file) => changed(file, 19, (file[19] ?? 0) ^ 4)],
  ])('is refused with %s', (_name, change) => {
    expect(() => woffToSfnt(change(Buffer.from(woff)))).toThrow(RangeError);
  });
});

function changed(file: Buffer, at: number, byte: number): Buffer {
  file[at] = byte === file[at] ? byte ^ 0xff : byte;
  return file;
}

describe('the width of text', () => {
  const measure = createMeasureText([readFontFace(woffToSfnt(woff))]);

  it('is that of its glyphs, and of a whole em where there is none', () => {
    expect(measure('', 10)).toBe(0);
    expect(measure('A', 10)).toBeCloseTo(6.08 * 1.03);
    expect(measure('AA', 10)).toBeCloseTo(2 * measure('A', 10));
    expect(measure('内', 10)).toBeCloseTo(10.3);
    expect(measure('😀', 10)).toBeCloseTo(10.3);
  });

  it.each([
    ['fits', 100, 'fits'],
    ['a long name', 40, 'a long…'],
    ['a long name', 3, ''],
    ['😀😀😀', 25, '😀…'],
  ])('%s in %i px is %s', (text, widthPx, fitted) => {
    expect(fitText(measure, text, 10, widthPx)).toBe(fitted);
    expect(measure(fitted, 10)).toBeLessThanOrEqual(widthPx);
  });
});
