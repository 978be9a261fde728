import { describe, expect, it } from 'vitest';
import { dataOf, LIGHT, panelOf, tableOf } from '../../../test/support/panel-fixture.ts';
import { svgTexts } from '../../../test/support/svg-texts.ts';
import type { TableView } from '../../model/panel-views.ts';
import { panelView } from '../../panels/panel-view.ts';
import { readBundledFonts } from '../fonts/bundled-fonts.ts';
import { createMeasureText } from '../fonts/measure-text.ts';
import { drawOneTable } from './table.ts';
import { placeColumns } from './table-columns.ts';
import { viewPen } from './view-pen.ts';

const measure = createMeasureText(readBundledFonts().faces);
const means = { tools: LIGHT.library, measure };

function viewOf(columns: Parameters<typeof tableOf>[0]): TableView {
  const view = panelView(panelOf('table'), dataOf(tableOf(columns)), LIGHT, []);
  if (view.kind !== 'table') throw new Error(`a ${view.kind}`);
  return view;
}

const drawn = (view: TableView, widthPx: number, heightPx: number, language: 'en' | 'zh' = 'en') =>
  svgTexts(
    `<svg>${drawOneTable(view, { widthPx, heightPx }, viewPen(means, 'light', language))}</svg>`,
    measure,
  ).map(({ text }) => text);

const IMAGE = 'registry.example.com/acme/checkout-service:release-2026-01-15';
const instances = (more: number) => ({
  租户: ['acme', 'umbrella'],
  说明: ['交易平台部基础架构组负责的支付网关，节假日有人值守', '短'],
  image: [IMAGE, IMAGE],
  'requests today': [123_456_789, 5],
  ...Object.fromEntries(
    Array.from({ length: more }, (_, at) => [`label_${at}`, [`value-of-${at}`, 'x']]),
  ),
});

describe('tables in pictures', () => {
  it('break what is wider than its column, and lose none of it', () => {
    const texts = drawn(viewOf(instances(0)), 420, 240);
    expect(texts.join('')).toContain(IMAGE);
    expect(texts.join('')).toContain('交易平台部基础架构组负责的支付网关，节假日有人值守');
    expect(texts).toContain('123456789');
    expect(texts.some((text) => text.includes('…'))).toBe(false);
  });

  it('have smaller letters before they leave columns out', () => {
    const wide = placeColumns(viewOf(instances(4)), 900, measure);
    const narrow = placeColumns(viewOf(instances(4)), 600, measure);
    expect([wide.size, narrow.size]).toEqual([12, 10]);
    expect([wide.placed.length, narrow.placed.length]).toEqual([8, 8]);
    for (const { placed } of [wide, narrow]) {
      const last = placed.at(-1);
      expect((last?.left ?? 0) + (last?.width ?? 0)).toBeLessThanOrEqual(900.1);
      expect(Math.min(...placed.map(({ width }) => width))).toBeGreaterThan(50);
    }
  });

  it('name the columns that are not shown, and count the rows', () => {
    const view = viewOf(instances(20));
    const texts = drawn(view, 480, 260);
    const note = texts.at(-1) ?? '';
    expect(note).toMatch(/^columns not shown: 1\d \(label_\d/);
    const shown = placeColumns(view, 480, measure).placed.length;
    expect(note).toContain(`: ${view.columns.length - shown} (`);
    expect(drawn(view, 480, 260, 'zh').at(-1)).toMatch(/^另有 1\d 列未显示：label_/);
    const rows = Array.from({ length: 300 }, (_, at) => at);
    const long = drawn(viewOf({ n: rows, text: rows.map(() => IMAGE) }), 300, 200);
    expect(long.at(-1)).toMatch(/^[3-6] of 300 rows$/);
    expect(long.join('')).toContain(IMAGE);
  });

  it('show one column at least, however narrow', () => {
    expect(drawn(viewOf(instances(20)), 60, 60).length).toBeGreaterThan(0);
    expect(drawn(viewOf(instances(0)), 30, 20)).not.toContain(undefined);
  });
});
