import { parentPort, workerData } from 'node:worker_threads';
import { assertNever } from '../../../platform/model/assert-never.ts';
import { loadFrameTools } from '../../load-frame-tools.ts';
import { timeChartSvg } from '../chart/time-chart-svg.ts';
import { readBundledFonts } from '../fonts/bundled-fonts.ts';
import { writeFonts } from '../fonts/font-files.ts';
import { createMeasureText } from '../fonts/measure-text.ts';
import { PICTURE_THEMES } from '../picture-theme.ts';
import type { Drawing, RasterAnswer, RasterOrder, RasterTask } from './raster-message.ts';
import { svgToPng } from './svg-to-png.ts';

const { fontFolder } = workerData as { readonly fontFolder: string };

const fonts = readBundledFonts();
const rasterFonts = writeFonts(fonts, fontFolder);
const measure = createMeasureText(fonts.faces);
const tools = loadFrameTools();

parentPort?.on('message', ({ id, task }: RasterOrder) => {
  try {
    const png = new Uint8Array(pngOf(task));
    const answer: RasterAnswer = { id, kind: 'drawn', png };
    parentPort?.postMessage(answer, [png.buffer]);
  } catch (thrown) {
    const answer: RasterAnswer = { id, kind: 'failed', message: String(thrown) };
    parentPort?.postMessage(answer);
  }
});

const ready: RasterAnswer = { kind: 'ready' };
parentPort?.postMessage(ready);

function pngOf(task: RasterTask): Buffer {
  switch (task.kind) {
    case 'chart':
      return svgToPng(chartOf(task.drawing), rasterFonts);
    case 'svg':
      return svgToPng(task.picture, rasterFonts);
    default:
      return assertNever(task);
  }
}

function chartOf({ chart, frame, theme }: Drawing) {
  const { widthPx, heightPx } = frame;
  const svg = timeChartSvg(chart, frame, { tools, measure, theme: PICTURE_THEMES[theme] });
  return { svg, widthPx, heightPx };
}
