import { describe, expect, it } from 'vitest';
import { linesOf, type PdfRun, readPdf } from '../../../test/support/read-pdf.ts';
import { readBundledFonts } from '../../images/fonts/bundled-fonts.ts';
import { readCharacterMap, tableOf } from '../../images/fonts/font-face.ts';
import { createFontRuns } from './font-runs.ts';
import type { ReportDocument } from './report-document.ts';
import { reportPdf } from './report-pdf.ts';
import { REPORT_WORDS } from './report-words.data.ts';

const fonts = readBundledFonts();
/** Of a report about anything: common words, marks of Chinese text, and signs of units. */
const LONG =
  '告警规则触发恢复静默抑制值班通知邮件短信集群命名空间容器节点磁盘内存网络延迟吞吐错误率，。：；（）《》“”—…℃≥≤→';
/** Of names, places and other ways of writing: in parts of the font that few texts need. */
const RARE = '毖谰锨玥珺喆堃淄濮臺灣龘';
const document: ReportDocument = {
  ...{ name: '每周报告', title: '支付 payments ≥ 99 %', rangeText: '' },
  zone: 'Asia/Shanghai',
  facts: [
    ['租户', '阿克米（acme）'],
    ['说明', LONG],
    ['值班', RARE],
  ],
  notes: ['放不下：😀'],
  panels: [],
  rows: [],
  ...{ url: '', footer: '由 ann 订阅', language: 'zh', theme: 'light' },
};

/** The outline of a glyph, as it stands in the file. */
function outlineOf(file: Buffer, glyph: number): Buffer {
  const [head, loca, glyf] = ['head', 'loca', 'glyf'].map((tag) => tableOf(file, tag));
  if (head === undefined || loca === undefined || glyf === undefined) throw new RangeError();
  const isLong = head.readInt16BE(50) === 1;
  const at = (index: number) =>
    isLong ? loca.readUInt32BE(4 * index) : 2 * loca.readUInt16BE(2 * index);
  return glyf.subarray(at(glyph), at(glyph + 1));
}

/** Outlines of what our fonts have for a character. */
function outlinesOf(character: string): readonly Buffer[] {
  const rare = fonts.rare(character.codePointAt(0) ?? 0);
  return [...fonts.files.values(), ...(rare === null ? [] : [rare.file])].flatMap((file) => {
    const glyph = readCharacterMap(tableOf(file, 'cmap'))(character.codePointAt(0) ?? 0);
    return glyph === 0 ? [] : [outlineOf(file, glyph)];
  });
}

const charactersOf = (runs: readonly PdfRun[]) =>
  runs.flatMap(({ font, glyphs }) =>
    glyphs.map((glyph) => ({ font, glyph, text: font.unicode.get(glyph) ?? '' })),
  );

describe('the Chinese texts of a report as PDF', async () => {
  const runs = readPdf(await reportPdf(document, fonts, 0));

  it('can be copied and searched, character by character', () => {
    const lines = linesOf(runs);
    expect(lines).toEqual(expect.arrayContaining(['每周报告', '支付 payments ≥ 99 %']));
    expect(lines).toContain('租户阿克米（acme）');
    expect(lines.join('')).toContain(LONG);
    expect(lines).toContain(`值班${RARE}`);
    expect(lines).toContain(REPORT_WORDS.zh.empty);
    expect(lines).toContain('放不下：■');
    expect(lines.at(-1)).toMatch(/^由 ann 订阅时区：Asia\/Shanghai.*第 1 页，共 1 页$/);
    const written = createFontRuns(fonts)(LONG).length;
    expect(written, 'one font would prove less').toBeGreaterThan(1);
  });

  it('are drawn with the outlines of the bundled fonts', () => {
    const shown = charactersOf(runs);
    expect(shown.filter(({ text }) => /\p{Script=Han}/u.test(text)).length).toBeGreaterThan(60);
    for (const { font, glyph, text } of shown) {
      expect([glyph > 0, text.length > 0], `${font.name} ${glyph}`).toEqual([true, true]);
      const outline = outlineOf(font.file, glyph);
      if (text.trim() === '') continue;
      expect(outline.length, `${text} has no outline`).toBeGreaterThan(20);
      expect(
        outlinesOf(text).some((one) => one.equals(outline)),
        `${text} is drawn as something else`,
      ).toBe(true);
    }
  });
});

it('a long name ends before the number of its page', async () => {
  const footer = '由 ann 订阅的报告'.repeat(30);
  const runs = readPdf(await reportPdf({ ...document, footer }, fonts, 0));
  const [last] = linesOf(runs).slice(-1);
  expect(last).toMatch(/^由 ann .{20,}….*时区：Asia\/Shanghai.*第 1 页，共 1 页$/);
});
