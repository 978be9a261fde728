import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../platform/clock/virtual-clock.ts';
import { DARK, LIGHT } from '../../../test/support/panel-fixture.ts';
import { pictureViews } from '../../../test/support/picture-panels.ts';
import { cropOf, readPng } from '../../../test/support/read-png.ts';
import type { PanelView } from '../../model/panel-views.ts';
import { readBundledFonts } from '../fonts/bundled-fonts.ts';
import { createMeasureText } from '../fonts/measure-text.ts';
import { Rasteriser } from '../raster/rasteriser.ts';
import { svgDocument } from '../svg-document.ts';
import { svgText } from '../svg-parts.ts';
import { panelSvg } from './panel-svg.ts';
import { viewPen } from './view-pen.ts';

const fontFolder = mkdtempSync(join(tmpdir(), 'tocsin-fonts-'));
const raster = new Rasteriser({ fontFolder, clock: new VirtualClock() });
const measure = createMeasureText(readBundledFonts().faces);
const means = { tools: LIGHT.library, measure };
const IDEOGRAPHS = /[\u4e00-\u9fff]/;

afterAll(async () => {
  await raster.stop();
  rmSync(fontFolder, { recursive: true });
});

function pictureOf(view: PanelView, theme: 'light' | 'dark', size: readonly [number, number]) {
  const [widthPx, heightPx] = size;
  const draw = (title: string) => {
    const frame = { widthPx, heightPx, title, isTransparent: false, notices: [] };
    return panelSvg({ kind: 'view', view }, frame, viewPen(means, theme, 'zh'));
  };
  const svg = draw('');
  // A number alone has no words of its own.
  return { svg: IDEOGRAPHS.test(svg) ? svg : draw('负载'), widthPx, heightPx };
}

describe('views as PNG', () => {
  it('show Chinese that is no box, in every kind, with no font of the machine', async () => {
    for (const { name, view } of pictureViews(LIGHT)) {
      const picture = pictureOf(view, 'light', [360, 180]);
      const boxes = picture.svg.replaceAll(new RegExp(IDEOGRAPHS, 'g'), '\ue000');
      expect(boxes, name).not.toBe(picture.svg);
      const [drawn, boxed] = await Promise.all([
        raster.drawSvg(picture, 'acme'),
        raster.drawSvg({ ...picture, svg: boxes }, 'acme'),
      ]);
      // What no font has is drawn as the same sign, whatever it is.
      expect(Buffer.compare(drawn, boxed), name).not.toBe(0);
      const { width, height } = readPng(drawn);
      expect([width, height]).toEqual([720, 360]);
    }
  }, 60_000);

  it('lose no Chinese behind a sign that no font has', async () => {
    const size = { widthPx: 60, heightPx: 30 };
    const crops = ['😀内', '😀存', '\ue000内'].map(async (words) => {
      const text = svgText(words, { x: 2, y: 20, size: 16, fill: '#000000' });
      const png = readPng(
        await raster.drawSvg({ ...size, svg: svgDocument(size, '#ffffff', text) }, 'acme'),
      );
      return cropOf(png, { x: 36, y: 0, width: 60, height: 60 });
    });
    const [memory, kept, behindOther] = await Promise.all(crops);
    expect(memory).not.toBe(kept);
    expect(memory).toBe(behindOther);
  });

  it('have bounds', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"/>';
    for (const size of [
      { widthPx: 5_000, heightPx: 5_000 },
      { widthPx: 0, heightPx: 10 },
    ]) {
      await expect(raster.drawSvg({ svg, ...size }, 'acme')).rejects.toMatchObject({
        kind: 'too_large',
      });
    }
  });

  it.runIf(process.env.TOCSIN_PROOF === '1')(
    'take less than 150 ms each, in the median [needs npm run proof: it measures time]',
    async () => {
      const said: string[] = [];
      for (const theme of ['light', 'dark'] as const) {
        for (const { name, view } of pictureViews(theme === 'light' ? LIGHT : DARK)) {
          const times: number[] = [];
          for (let round = 0; round < 7; round += 1) {
            const startMs = performance.now();
            await raster.drawSvg(pictureOf(view, theme, [592, 300]), 'acme');
            times.push(performance.now() - startMs);
          }
          const median = times.toSorted((a, b) => a - b)[3] ?? Number.NaN;
          said.push(`${name} ${Math.round(median)}`);
          expect(median, name).toBeLessThan(150);
        }
      }
      process.stderr.write(`ms per PNG of a view, light and dark: ${said.join(', ')}\n`);
    },
    120_000,
  );
});
