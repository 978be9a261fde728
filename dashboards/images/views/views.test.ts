import { describe, expect, it } from 'vitest';
import {
  DARK,
  dataOf,
  LIGHT,
  panelOf,
  tableOf,
  viewOf,
} from '../../../test/support/panel-fixture.ts';
import { HOSTILE, pictureViews } from '../../../test/support/picture-panels.ts';
import { svgTexts } from '../../../test/support/svg-texts.ts';
import type { PanelView } from '../../model/panel-views.ts';
import { readBundledFonts } from '../fonts/bundled-fonts.ts';
import { createMeasureText } from '../fonts/measure-text.ts';
import { panelSvg } from './panel-svg.ts';
import { viewPen } from './view-pen.ts';
import { pieces, wrapText } from './wrap-text.ts';

const measure = createMeasureText(readBundledFonts().faces);
const means = { tools: LIGHT.library, measure };
const VIEWS = pictureViews(LIGHT);
const SIZES = [
  [600, 300],
  [260, 160],
  [1_200, 90],
  [90, 60],
] as const;

function svgOf(
  view: PanelView,
  [widthPx, heightPx]: (typeof SIZES)[number],
  language: 'en' | 'zh' = 'en',
) {
  const frame = {
    widthPx,
    heightPx,
    title: HOSTILE,
    isTransparent: false,
    notices: [{ level: 'error' } as const],
  };
  return panelSvg({ kind: 'view', view }, frame, viewPen(means, 'light', language));
}

describe('views as SVG', () => {
  it('are of every kind', () => {
    const kinds = new Set(VIEWS.map(({ view }) => view.kind));
    expect(kinds.size).toBe(16);
    for (const { name, view } of VIEWS) expect(name, name).toContain(view.kind);
  });

  it.each(VIEWS)('escape what others have named: $name', ({ view }) => {
    const svg = svgOf(view, [600, 300], 'zh');
    expect(svg.match(/<script|<\/svg>.|\p{Cc}|\u202e|NaN|undefined|Infinity/gu)).toBeNull();
    expect(svg.isWellFormed()).toBe(true);
    expect(svg).toContain('&lt;script&gt;');
  });

  it.each(VIEWS)('keep every text inside and none on another: $name', ({ view }) => {
    for (const size of SIZES) {
      const texts = svgTexts(svgOf(view, size), measure);
      for (const box of texts) {
        const what = `${box.text} in ${size.join(' x ')}`;
        expect(box.left, what).toBeGreaterThanOrEqual(-1);
        expect(box.right, what).toBeLessThanOrEqual(size[0] + 1);
        expect(box.bottom, what).toBeLessThanOrEqual(size[1] + 1);
        const touched = texts.filter((other) => other !== box && touches(box, other));
        expect(
          touched.map(({ text }) => text),
          what,
        ).toEqual([]);
      }
    }
  });

  it('have no name twice in one picture, and are of their theme', () => {
    for (const theme of ['light', 'dark'] as const) {
      const pen = viewPen(means, theme, 'zh');
      const views = pictureViews(theme === 'light' ? LIGHT : DARK);
      const frame = {
        widthPx: 500,
        heightPx: 260,
        title: '内存',
        isTransparent: false,
        notices: [],
      };
      const svg = views.map(({ view }) => panelSvg({ kind: 'view', view }, frame, pen)).join('');
      const ids = [...svg.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(svg).toContain(`fill="${pen.look.ground}"`);
      expect(svg).toContain('无数据');
    }
  });

  it('say why there is nothing', () => {
    const frame = { widthPx: 300, heightPx: 160, title: 'CPU', isTransparent: true, notices: [] };
    const pen = viewPen(means, 'dark', 'en');
    const svg = panelSvg({ kind: 'problem', message: `Query A: ${HOSTILE} refused` }, frame, pen);
    expect(svg).toContain('The panel could not be asked');
    expect(svg).toContain('&lt;script&gt;');
  });
});

describe('a table of several frames in a picture', () => {
  const named = (name: string, count: number) => ({
    ...tableOf({ [`in ${name}`]: Array.from({ length: count }, (_, at) => `${name} ${at}`) }),
    name,
  });
  const textsOf = (heightPx: number, language: 'en' | 'zh', ...counts: readonly number[]) => {
    const frames = counts.map((count, at) => named(['acme', 'globex', 'initech'][at] ?? '', count));
    const view = viewOf('table', panelOf('table', { frameIndex: 1 }), dataOf(...frames));
    const frame = { widthPx: 500, heightPx, title: '', isTransparent: false, notices: [] };
    const svg = panelSvg({ kind: 'view', view }, frame, viewPen(means, 'light', language));
    return svgTexts(svg, measure).map(({ text }) => text);
  };
  it('shows all of them where they fit, each with its name', () => {
    const texts = textsOf(420, 'en', 2, 1, 1);
    expect(texts.filter((text) => / \d$/.test(text))).toEqual([
      ...['acme 0', 'acme 1', 'globex 0', 'initech 0'],
    ]);
    expect(texts.filter((text) => /^\w+$/.test(text))).toEqual(['acme', 'globex', 'initech']);
  });
  it('otherwise the one that the panel names, and says which others there are', () => {
    const texts = textsOf(300, 'en', 9, 3, 9);
    expect(texts.filter((text) => / \d$/.test(text))).toEqual(['globex 0', 'globex 1', 'globex 2']);
    expect(texts).toContain('Table globex; not shown: 2 (acme, initech)');
    expect(textsOf(300, 'zh', 9, 3, 9)).toContain('表格 globex；另有 2 个未显示（acme, initech）');
  });
});

describe('text in lines', () => {
  it('ends between words and between ideographs', () => {
    expect(pieces('load 负载 of  x')).toEqual(['load ', '负', '载 ', 'of  ', 'x']);
    const room = { size: 10, widthPx: 60, most: 3 };
    const lines = wrapText(
      (text) => [...text].length * 10,
      'one two 内存使用率 abcdefghij\nnext',
      room,
    );
    expect(lines).toEqual(['one', 'two 内存', '使用率…']);
    expect(wrapText((text) => text.length * 10, 'abcdefgh', room)).toEqual(['abcdef', 'gh']);
    const host = wrapText((text) => text.length * 10, 'ab.cd/efgh', room);
    expect(host, 'after a sign').toEqual(['ab.cd/', 'efgh']);
    expect(wrapText((text) => text.length * 10, 'a/bcdefgh', room)).toEqual(['a/bcde', 'fgh']);
  });
});

function touches(
  a: ReturnType<typeof svgTexts>[number],
  b: ReturnType<typeof svgTexts>[number],
): boolean {
  return (
    a.left < b.right - 0.5 &&
    b.left < a.right - 0.5 &&
    a.top < b.bottom - 0.5 &&
    b.top < a.bottom - 0.5
  );
}
