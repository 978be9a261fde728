import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../../../platform/clock/system-clock.ts';
import { assertNever } from '../../../platform/model/assert-never.ts';
import { loadFrameTools } from '../../load-frame-tools.ts';
import { loadPanelLibrary } from '../../load-panel-library.ts';
import type { ListedIncident } from '../../model/panel-views.ts';
import type { ScopedAnswer, ScopedApi } from '../../model/scoped-api.ts';
import { readBundledFonts } from '../fonts/bundled-fonts.ts';
import { writeFonts } from '../fonts/font-files.ts';
import { createMeasureText } from '../fonts/measure-text.ts';
import { svgToPng } from '../raster/svg-to-png.ts';
import type {
  AskedAnswer,
  BoardAsk,
  BoardPngs,
  DrawnBoard,
  FromBoardThread,
  ToBoardThread,
} from './board-message.ts';
import type { BoardSources } from './board-picture.ts';
import { renderDashboard } from './render-dashboard.ts';

const { fontFolder } = workerData as { readonly fontFolder: string };
const fonts = readBundledFonts();
const rasterFonts = writeFonts(fonts, fontFolder);
const means = {
  library: { ...loadFrameTools(), ...loadPanelLibrary() },
  measure: createMeasureText(fonts.faces),
  clock: systemClock,
};
const asked = new Map<number, (answer: AskedAnswer) => void>();
let lastAsk = 0;

const say = (message: FromBoardThread, bytes: readonly Uint8Array[] = []) =>
  parentPort?.postMessage(
    message,
    bytes.map(({ buffer }) => buffer as ArrayBuffer),
  );

parentPort?.on('message', (message: ToBoardThread) => {
  if (message.kind === 'answered') {
    asked.get(message.ask)?.(message.answer);
    asked.delete(message.ask);
    return;
  }
  draw(message).then(
    (drawn) =>
      say({ kind: 'drawn', id: message.id, drawn }, [
        ...drawn.panels,
        ...(drawn.whole === null ? [] : [drawn.whole]),
      ]),
    (thrown: unknown) => say({ kind: 'failed', id: message.id, message: String(thrown) }),
  );
});

type Order = Extract<ToBoardThread, { kind: 'order' }>;

async function draw({ request, pngs, ...order }: Order): Promise<DrawnBoard> {
  const result = await renderDashboard(request, sourcesOf(order), means);
  if (result.kind === 'refused') return { result, whole: null, panels: [] };
  const png = (picture: Parameters<typeof svgToPng>[0]) =>
    new Uint8Array(svgToPng(picture, rasterFonts));
  return {
    result,
    ...wanted(
      pngs,
      () => png(result),
      () => result.panels.map(png),
    ),
  };
}

function wanted(
  pngs: BoardPngs,
  whole: () => Uint8Array,
  panels: () => readonly Uint8Array[],
): Pick<DrawnBoard, 'whole' | 'panels'> {
  switch (pngs) {
    case 'none':
      return { whole: null, panels: [] };
    case 'whole':
      return { whole: whole(), panels: [] };
    case 'panels':
      return { whole: null, panels: panels() };
    default:
      return assertNever(pngs);
  }
}

/** Everything is asked of the main thread, which holds the scope. */
function sourcesOf({
  id,
  hasIncidents,
  clusters,
}: Pick<Order, 'id' | 'hasIncidents' | 'clusters'>): BoardSources {
  const ask = async (question: Omit<BoardAsk, 'kind' | 'id' | 'ask'>) => {
    lastAsk += 1;
    const number = lastAsk;
    const answer = await new Promise<AskedAnswer>((resolve) => {
      asked.set(number, resolve);
      say({ kind: 'ask', id, ask: number, ...question });
    });
    if (answer.kind === 'refused') throw new Error(answer.message);
    return answer satisfies ScopedAnswer;
  };
  const apiOf = (cluster: string | null): ScopedApi => ({
    prometheus: (path, parameters) => ask({ of: 'prometheus', cluster, path, parameters }),
    loki: (path, parameters) => ask({ of: 'loki', cluster, path, parameters }),
  });
  const whole = apiOf(null);
  const api =
    clusters.length === 0 ? whole : { ...whole, clusters: { names: clusters, at: apiOf } };
  if (!hasIncidents) return { api };
  const incidents = async () => {
    const { data } = await ask({ of: 'incidents', cluster: null, path: '', parameters: [] });
    return data as readonly ListedIncident[];
  };
  return { api, incidents };
}
