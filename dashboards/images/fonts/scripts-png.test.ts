import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cropOf, readPng } from '../../../test/support/read-png.ts';
import { svgToPng } from '../raster/svg-to-png.ts';
import { svgDocument } from '../svg-document.ts';
import { svgText } from '../svg-parts.ts';
import { readBundledFonts } from './bundled-fonts.ts';
import { writeFonts } from './font-files.ts';
import { createMeasureText } from './measure-text.ts';

const folder = mkdtempSync(join(tmpdir(), 'tocsin-fonts-'));
const bundled = readBundledFonts();
const fonts = writeFonts(bundled, folder);
const measure = createMeasureText(bundled.faces);
const [SIZE, HEIGHT, WIDTH] = [16, 32, 320];

afterAll(() => rmSync(folder, { recursive: true }));

function draw(words: string) {
  const size = { widthPx: WIDTH, heightPx: HEIGHT };
  const text = svgText(words, { x: 4, y: 22, size: SIZE, fill: '#000000' });
  return readPng(svgToPng({ ...size, svg: svgDocument(size, '#ffffff', text) }, fonts));
}

/** Columns of the picture with ink, in pixels of the picture at its own size: the first, and after the last. */
function inkOf(words: string): {
  readonly from: number;
  readonly to: number;
  readonly ink: number;
} {
  const { width, height, pixels } = draw(words);
  let [from, to, ink] = [width, 0, 0];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if ((pixels[4 * (y * width + x)] ?? 255) > 128) continue;
      ink += 1;
      from = Math.min(from, x);
      to = Math.max(to, x + 1);
    }
  }
  return { from: from / 2, to: to / 2, ink };
}

/** What one character looks like: equal for all that are drawn as the same box. */
const looks = (character: string) =>
  cropOf(draw(character), { x: 0, y: 0, width: 60, height: 2 * HEIGHT });
const BOX = looks('\ue000');

describe('scripts in pictures', () => {
  it.each([
    ['Chinese', '告警规则触发'],
    ['Chinese of names and places, beyond the common', '毖谰锨玥珺喆堃淄濮厣鼗'],
    ['Chinese as Taiwan writes it', '臺灣繁體警報體'],
    ['Chinese beyond the first plane, or of rare use', '龘犇骉'],
    ['Japanese', 'アラートを止めます'],
    ['the sign of millionths', 'µ'],
    ['Russian', 'Тревога'],
    ['signs', '≥→℃‰±'],
  ])('%s is drawn, each character as itself', (_, words) => {
    const seen = new Set([...words].map(looks));
    expect(seen.size).toBe(new Set(words).size);
    expect(seen.has(BOX)).toBe(false);
  });

  it.each([
    ['Korean', '경고'],
    ['Greek', 'ΩΔ'],
    ['emoji', '😀🚨'],
    ['Hebrew', 'אזעקה'],
    ['Arabic', 'إنذار'],
    ['Thai', 'เตอ'],
  ])('%s is drawn as boxes, as many as it has characters', (_, words) => {
    for (const character of words) expect(looks(character), character).toBe(BOX);
    const { to } = inkOf(words);
    expect(to).toBeLessThanOrEqual(4 + measure(words, SIZE));
    expect(to).toBeGreaterThan(4 + measure(words, SIZE) * 0.8);
  });

  it.each([
    ['a family of joined emoji', 'a👨\u200d👩\u200d👧b', 'a👨👩👧b'],
    ['a heart with its selector', 'a\u2764\ufe0fb', 'a\u2764b'],
    ['a hand with a colour of skin', 'a👍🏽b', 'a👍b'],
    ['marks that no font has', 'a\u1ab0\u1dc4b', 'ab'],
    ['marks of direction', 'a\u200e\u202e\u2067\u200fb', 'ab'],
    ['a byte order mark', '\ufeffab', 'ab'],
  ])('%s takes no more room than what is seen of it', (_, words, seen) => {
    expect(inkOf(words)).toEqual(inkOf(seen));
    expect(measure(words.replaceAll(/[\u202e\u2067]/g, ''), SIZE)).toBe(measure(seen, SIZE));
  });

  it('accents that stand alone are drawn on their letter', () => {
    const [plain, accented] = [inkOf('cafe'), inkOf('cafe\u0301')];
    expect(accented.ink).toBeGreaterThan(plain.ink);
    expect(Math.abs(accented.to - plain.to)).toBeLessThan(2);
    expect(measure('cafe\u0301', SIZE)).toBe(measure('cafe', SIZE));
  });

  it('right-to-left text turns nothing round, and hides nothing behind it', () => {
    const whole = { x: 0, y: 0, width: 2 * WIDTH, height: 2 * HEIGHT };
    const [hebrew, boxes, other] = ['אבג 告警', '\ue000\ue001\ue002 告警', 'אבג 告急'].map(
      (words) => cropOf(draw(words), whole),
    );
    expect(hebrew).toBe(boxes);
    expect(hebrew).not.toBe(other);
  });

  it('a flood of marks on one letter stays a picture', () => {
    expect(inkOf(`a${'\u0301'.repeat(2_000)}b`).ink).toBeGreaterThan(0);
    expect(inkOf('\ud800'.repeat(50)).ink).toBeGreaterThan(0);
  });

  it('reads and writes no more of the fonts than is needed', () => {
    const rare = readdirSync(folder).filter((name) => /-sc-\d+-/.test(name));
    expect(rare.length).toBeLessThan(40);
    expect(rare.every((name) => name.endsWith('.ttf'))).toBe(true);
  });
});
