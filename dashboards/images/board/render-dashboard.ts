import { importDashboard, importDashboardText } from '../../import/import-dashboard.ts';
import type { Dashboard } from '../../model/dashboard.ts';
import type { PanelTime } from '../../model/panel-data.ts';
import { apiAt } from '../../model/scoped-api.ts';
import type { PanelContext } from '../../queries/plan-panel.ts';
import { type PlacedPanel, repeatPanels } from '../../queries/repeat-panels.ts';
import { builtInVariables } from '../../variables/built-ins.ts';
import { pinVariables } from '../../variables/pin-variables.ts';
import { type ResolvedVariables, resolveVariables } from '../../variables/resolve-variables.ts';
import { PICTURE_WORDS } from '../views/picture-words.data.ts';
import { type BoardLayout, layOutBoard } from './board-layout.ts';
import type { BoardMeans } from './board-means.ts';
import type { BoardRequest, BoardResult, BoardSources } from './board-picture.ts';
import { boardTime } from './board-time.ts';
import { rangeText, variableTexts } from './board-words.ts';
import { composeBoard } from './compose-board.ts';
import { drawPanels, type PanelPart } from './draw-panels.ts';

const MOST_PANELS = 60;
const MOST_HEIGHT_PX = 9_000;
const WIDTHS = { least: 320, most: 2_000 };
const HEIGHTS = { least: 60, most: 2_000 };
const MARGIN_PX = 16;
const BUDGET_MS = 30_000;
/** What most scrape by. */
const SCRAPE_INTERVAL_MS = 15_000;

/**
 * Draws a dashboard as a reader of one scope sees it: whole and panel by panel, as SVG. What is asked
 * goes through the given API and nothing else. A panel that is refused, takes too long or cannot be
 * drawn says so in its place. Bounds: 60 panels, 9,000 px, 30 s in all, half a million values a panel.
 * Rejects only when the signal is aborted, with its reason.
 */
export async function renderDashboard(
  request: BoardRequest,
  sources: BoardSources,
  means: BoardMeans,
  signal: AbortSignal = new AbortController().signal,
): Promise<BoardResult> {
  const { board, timeZone } = request;
  const read = typeof board === 'string' ? importDashboardText(board) : importDashboard(board);
  if (read.kind === 'refused') return read;
  const refusal = refusalOf(request);
  if (refusal !== null) return { kind: 'refused', message: refusal };
  const variables = pinVariables(read.dashboard.variables, request.pinned ?? new Map());
  const dashboard = { ...read.dashboard, variables };
  const time =
    request.range === null
      ? boardTime(dashboard, request.nowMs, timeZone)
      : { ...request.range, timeZone };
  const budget = new AbortController();
  const timer = means.clock.after(BUDGET_MS, () => budget.abort());
  const limits = { signal, budget: budget.signal, budgetMs: BUDGET_MS };
  try {
    const resolved = await resolveIn(limits, dashboard, time, { request, sources });
    const layout = layoutOf(request, repeatPanels(dashboard, resolved.values));
    if (layout === null) return { kind: 'refused', message: missing(request) };
    const context = contextOf(request, { dashboard, time, resolved });
    const parts = await drawPanels({ request, sources, means, context, layout }, limits);
    signal.throwIfAborted();
    return pictureOf(request, { dashboard, time, resolved, layout, parts, means });
  } finally {
    timer.cancel();
  }
}

function refusalOf({ widthPx, only, range }: BoardRequest): string | null {
  const isWithin = (value: number, { least, most }: typeof WIDTHS) =>
    value >= least && value <= most;
  if (!isWithin(widthPx, WIDTHS))
    return `A picture is ${WIDTHS.least} to ${WIDTHS.most} px wide, not ${widthPx}.`;
  if (only !== null && !isWithin(only.heightPx, HEIGHTS))
    return `A panel is ${HEIGHTS.least} to ${HEIGHTS.most} px high, not ${only.heightPx}.`;
  return range !== null && !(range.fromMs < range.toMs)
    ? 'The range ends before it begins; name an earlier start.'
    : null;
}

function missing({ only }: BoardRequest): string {
  return `The dashboard has no panel ${only?.panelId ?? ''}; it may have been deleted.`;
}

interface Limits {
  readonly signal: AbortSignal;
  readonly budget: AbortSignal;
}

/** Variables that could not be asked in time have no options, and their own choice stands. */
async function resolveIn(
  { signal, budget }: Limits,
  { uid, title, variables }: Dashboard,
  time: PanelTime,
  { request, sources }: { readonly request: BoardRequest; readonly sources: BoardSources },
): Promise<ResolvedVariables> {
  const builtIns = builtInVariables({
    time,
    intervalMs: SCRAPE_INTERVAL_MS,
    scrapeIntervalMs: SCRAPE_INTERVAL_MS,
    dashboard: { uid, title },
    looker: request.looker,
  });
  const question = { variables, asked: request.variables, time, builtIns };
  // The budget's end is a refused question here; only the caller's signal ends the whole.
  const late = () => Promise.reject(new Error('there was no answer in time'));
  const until = (api: BoardSources['api']): BoardSources['api'] => ({
    prometheus: (path, parameters) =>
      budget.aborted ? late() : api.prometheus(path, parameters, AbortSignal.any([signal, budget])),
    loki: (path, parameters) =>
      budget.aborted ? late() : api.loki(path, parameters, AbortSignal.any([signal, budget])),
    ...(api.clusters === undefined
      ? {}
      : { clusters: { names: api.clusters.names, at: (name) => until(apiAt(api, name)) } }),
  });
  return resolveVariables(until(sources.api), question, signal);
}

function contextOf(
  { looker }: BoardRequest,
  {
    dashboard: { uid, title },
    time,
    resolved: { filters },
  }: {
    readonly dashboard: Dashboard;
    readonly time: PanelTime;
    readonly resolved: ResolvedVariables;
  },
): Omit<PanelContext, 'variables'> {
  const dashboard = { uid, title };
  return { time, filters, dashboard, scrapeIntervalMs: SCRAPE_INTERVAL_MS, looker };
}

/** Null where the panel that is asked for is not there. */
function layoutOf(request: BoardRequest, placed: readonly PlacedPanel[]): BoardLayout | null {
  const { only, widthPx } = request;
  if (only === null) {
    const room = { widthPx: widthPx - 2 * MARGIN_PX, mostPanels: MOST_PANELS };
    return layOutBoard(placed, { ...room, mostHeightPx: MOST_HEIGHT_PX });
  }
  const all = placed.flatMap((one) => [one, ...one.panels]);
  const found = all.find(({ panel }) => panel.id === only.panelId && panel.kind !== 'row');
  if (found === undefined) return null;
  const { heightPx } = only;
  const panels = [{ placed: found, left: 0, top: 0, widthPx, heightPx }];
  return { panels, heightPx, leftOut: 0 };
}

interface Drawn {
  readonly dashboard: Dashboard;
  readonly time: PanelTime;
  readonly resolved: ResolvedVariables;
  readonly layout: BoardLayout;
  readonly parts: readonly PanelPart[];
  readonly means: BoardMeans;
}

function pictureOf(
  request: BoardRequest,
  { dashboard, time, resolved, layout, parts, means }: Drawn,
): BoardResult {
  const words = PICTURE_WORDS[request.language];
  const said = {
    title: dashboard.title,
    rangeText: rangeText(time),
    variableTexts: variableTexts(resolved, words),
  };
  const room = { widthPx: request.widthPx, marginPx: MARGIN_PX };
  const whole = composeBoard(request, { ...said, layout, parts, room, means });
  return {
    kind: 'drawn',
    ...said,
    fromMs: time.fromMs,
    toMs: time.toMs,
    ...whole,
    leftOut: layout.leftOut,
  };
}
