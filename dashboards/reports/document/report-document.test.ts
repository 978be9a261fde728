import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readBundledFonts } from '../../images/fonts/bundled-fonts.ts';
import { createFontRuns } from './font-runs.ts';
import { layOutPages } from './page-layout.ts';
import type { ReportDocument, ReportPanel, ReportRow } from './report-document.ts';
import { reportHtml, reportText, standaloneHtml } from './report-html.ts';
import { reportPdf } from './report-pdf.ts';

/** One pixel, opaque. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const panel = (title: string, left: number, top: number, widthPx: number, heightPx: number) =>
  ({ title, png: PNG, left, top, widthPx, heightPx }) satisfies ReportPanel;

const document: ReportDocument = {
  ...{ name: '每周报告', title: '支付 payments ≥ 99 %', rangeText: '2026-01-15 (UTC)' },
  zone: 'Asia/Shanghai',
  facts: [
    ['租户', 'acme'],
    ['时间范围', '2026-01-15 08:00 – 09:00 (Asia/Shanghai)'],
  ],
  notes: ['<b>放不下</b>'],
  panels: [panel('负载 "a"', 16, 80, 476, 240), panel('<script>', 508, 80, 476, 240)],
  rows: [{ title: '第一排 & <i>', top: 40 }],
  ...{ url: 'https://tocsin.example/dashboards/pay?scope=acme&x="', footer: '由 ann 订阅' },
  ...{ language: 'zh', theme: 'light' },
};
const fonts = readBundledFonts();

describe('the pages of a report', () => {
  const room = { widthPt: 500, firstTopPt: 200, topPt: 30, bottomPt: 530 };
  const places = (panels: readonly ReportPanel[], rows: readonly ReportRow[] = []) =>
    layOutPages(panels, rows, room).map((one) => {
      if (one.kind === 'title') return [`# ${one.text}`, one.page, one.y].join(' ');
      const { panel: about, page, x, y, width, height } = one;
      return [about.title, page, x, y, width, height].join(' ');
    });

  it('keep what lies beside each other on one page', () => {
    const found = places([
      panel('a', 0, 0, 500, 400),
      panel('b', 500, 0, 500, 200),
      panel('c', 500, 210, 500, 190),
      panel('d', 0, 410, 1000, 500),
    ]);
    expect(found).toEqual([
      'a 0 0 200 250 200',
      'b 0 250 200 250 100',
      'c 0 250 305 250 95',
      'd 1 0 30 500 250',
    ]);
  });

  it('keep titles of rows with what is below them, and those of folded rows', () => {
    const panels = [
      panel('a', 0, 40, 1000, 500),
      panel('b', 0, 590, 500, 100),
      panel('c', 500, 590, 500, 100),
    ];
    const rows = ['one', '', 'two', 'folded'].map((title, index) => ({
      ...{ title, top: [0, 20, 550, 700][index] ?? 0 },
    }));
    expect(places(panels, rows)).toEqual([
      '# one 0 200',
      'a 0 0 220 500 250',
      '# two 1 30',
      'b 1 0 50 250 50',
      'c 1 250 50 250 50',
      '# folded 1 106',
    ]);
  });

  it('make what hardly fits a little smaller before they leave a page half empty', () => {
    const panels = [panel('a', 0, 0, 1000, 300), panel('b', 0, 310, 1000, 380)];
    expect(places(panels)).toEqual([
      'a 0 0 200 500 150',
      expect.stringMatching(/^b 0 0 356 457.* 174$/),
    ]);
    const high = [panel('a', 0, 0, 1000, 300), panel('b', 0, 310, 1000, 420)];
    expect(places(high)).toEqual(['a 0 0 200 500 150', 'b 1 0 30 500 210']);
  });

  it('make a band that is higher than a page as small as one', () => {
    expect(places([panel('a', 0, 0, 1000, 2000)])).toEqual(['a 1 0 30 250 500']);
    expect(places([])).toEqual([]);
  });
});

describe('a report as PDF', () => {
  it('has its Chinese texts in embedded subsets of the bundled fonts', async () => {
    const pdf = (await reportPdf(document, fonts, 0)).toString('latin1');
    const names = [...pdf.matchAll(/\/FontName \/(\S+)/g)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(1);
    expect(names.every((name) => /^[A-Z]{6}\+NotoSansSC/.test(name ?? ''))).toBe(true);
    expect(pdf.match(/\/FontFile[23] /g)).toHaveLength(names.length);
    // A subset: all of Chinese would be megabytes.
    expect(pdf.length).toBeLessThan(100_000);
    const known = unicodeOf(pdf);
    for (const character of '支付每周报告租户时间范围第页共由订阅排≥payments')
      expect(known).toContain(character);
    expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(1);
    expect(pdf.match(/\/Subtype \/Image/g)?.length).toBeGreaterThanOrEqual(2);
  });

  it('names the pages, and takes the next one for what does not fit', async () => {
    const panels = [0, 1, 2].map((index) => panel(`p${index}`, 0, index * 730, 1000, 720));
    const pdf = (await reportPdf({ ...document, panels, theme: 'dark' }, fonts, 0)).toString(
      'latin1',
    );
    expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(4);
  });

  it('writes what no font has as ■', () => {
    const runs = createFontRuns(fonts)('a支😀');
    expect(runs.map(({ text }) => text).join('')).toBe('a支■');
    expect(runs.length).toBeGreaterThan(1);
    const told: string[] = [];
    const rare = createFontRuns(fonts, (name) => told.push(name))('张毖 👨\u200d👩\ufe0f');
    expect(rare.map(({ text }) => text).join('')).toBe('张毖 ■■');
    expect([told.length, rare.some(({ font }) => font === told[0])]).toEqual([1, true]);
  });
});

describe('a report as a page', () => {
  it('runs and loads nothing, and texts are no markup', () => {
    const html = standaloneHtml(document);
    expect(html).not.toContain('<script');
    expect(html).not.toContain('<b>');
    expect(html).toContain('&lt;script&gt;');
    expect(html).toContain("default-src 'none'");
    const sources = [...html.matchAll(/src="([^"]*)"/g)].map(([, source]) => source ?? '');
    expect(sources).toHaveLength(2);
    expect(sources.every((source) => source.startsWith('data:image/png;base64,'))).toBe(true);
    expect(html.match(/https?:/g)).toHaveLength(1);
  });

  it('has a box for panels that stand above each other beside a higher one', () => {
    const panels = [
      panel('high', 0, 0, 500, 400),
      panel('b', 500, 0, 240, 190),
      panel('c', 748, 0, 252, 190),
      panel('d', 500, 200, 500, 200),
      panel('below', 0, 410, 1000, 200),
    ];
    const html = standaloneHtml({ ...document, panels, rows: [] });
    const tags = [...html.matchAll(/<div|<\/div>|alt="[^"]*"/g)].map(([tag]) => tag);
    const boxes = ['<div', 'alt="high"', '</div>', '<div', 'alt="b"', 'alt="c"', 'alt="d"'];
    expect(tags).toEqual(['<div', ...boxes, '</div>', 'alt="below"', '</div>']);
    expect(html.match(/display:inline-block;vertical-align:top;width:560px/g)).toHaveLength(2);
  });

  it('says the same as text, and shows pictures of the mail in it', () => {
    const panels = document.panels.map((one) => ({ panel: one, source: 'cid:panel-1' }));
    const html = reportHtml(document, { panels, widthPx: 760, notes: [] });
    expect(html).toContain('src="cid:panel-1"');
    const text = reportText(document, document.notes);
    for (const part of ['每周报告', '租户: acme', '负载 "a"', document.url, '由 ann 订阅'])
      expect(text).toContain(part);
  });
});

/** Every character that the fonts of a PDF say they stand for. */
function unicodeOf(pdf: string): string {
  const streams = [...pdf.matchAll(/stream\r?\n([\s\S]*?)\r?\nendstream/g)].map(([, body]) => {
    try {
      return inflateSync(Buffer.from(body ?? '', 'latin1')).toString('latin1');
    } catch {
      // Not packed: none of those that are looked for.
      return '';
    }
  });
  const maps = streams.filter((stream) => stream.includes('beginbfrange'));
  const codes = maps.join('\n').matchAll(/<([0-9a-f]{4})>/g);
  return [...codes]
    .map(([, code]) => String.fromCharCode(Number.parseInt(code ?? '', 16)))
    .join('');
}
