import type { Panel } from '../../model/panel.ts';
import type { PanelData } from '../../model/panel-data.ts';
import type { ListedIncident } from '../../model/panel-views.ts';
import { panelTools } from '../../panels/panel-tools.ts';
import { panelView } from '../../panels/panel-view.ts';
import { rowView } from '../../panels/row/row-view.ts';
import { askPanel } from '../../queries/ask-panel.ts';
import { withTexts } from '../../queries/panel-texts.ts';
import type { PanelContext } from '../../queries/plan-panel.ts';
import { drawView } from '../views/draw-view.ts';
import { drawPanel, type PanelContent } from '../views/panel-svg.ts';
import { filled } from '../views/picture-words.data.ts';
import { type ViewPen, viewPen } from '../views/view-pen.ts';
import type { BoardLayout, LaidPanel } from './board-layout.ts';
import type { BoardMeans } from './board-means.ts';
import type { BoardRequest, BoardSources } from './board-picture.ts';

/** A panel drawn from its upper left corner on. */
export interface PanelPart {
  readonly laid: LaidPanel;
  readonly title: string;
  readonly drawn: string;
  readonly problem: string | null;
}

export interface PanelsQuestion {
  readonly request: BoardRequest;
  readonly sources: BoardSources;
  readonly means: BoardMeans;
  readonly context: Omit<PanelContext, 'variables'>;
  readonly layout: BoardLayout;
}

export interface PanelsLimits {
  /** The caller's: its end ends everything. */
  readonly signal: AbortSignal;
  /** What has no answer when it ends says so. */
  readonly budget: AbortSignal;
  readonly budgetMs: number;
}

/** So many ask at once: enough not to wait, few enough to leave room to others. */
const ASKING = 4;
const MOST_VALUES = 500_000;
const MOST_CHARACTERS = 4_000_000;
const MOST_REASON = 300;
/** Kinds whose queries have nothing to fill. */
const ASKS_NOTHING: ReadonlySet<Panel['kind']> = new Set(['text', 'unknown', 'alertlist']);

/** Asks for and draws all panels, some at a time, in the order of the layout. */
export async function drawPanels(
  question: PanelsQuestion,
  limits: PanelsLimits,
): Promise<readonly PanelPart[]> {
  const { panels } = question.layout;
  const parts: PanelPart[] = [];
  const incidents = incidentsOnce(question, limits);
  let next = 0;
  const work = async () => {
    while (next < panels.length && !limits.signal.aborted) {
      const index = next;
      next += 1;
      const laid = panels[index];
      if (laid !== undefined) {
        parts[index] = await drawLaid(laid, `p${index}`, { question, limits, incidents });
      }
    }
  };
  await Promise.all(Array.from({ length: ASKING }, work));
  return parts;
}

type Incidents = () => Promise<readonly ListedIncident[]>;

/** Asked with the first list that needs them. */
function incidentsOnce({ sources }: PanelsQuestion, limits: PanelsLimits): Incidents {
  const either = AbortSignal.any([limits.signal, limits.budget]);
  let asked: Promise<readonly ListedIncident[]> | null = null;
  return () => {
    asked ??= sources.incidents?.(either) ?? Promise.resolve([]);
    return asked;
  };
}

interface Drawing {
  readonly question: PanelsQuestion;
  readonly limits: PanelsLimits;
  readonly incidents: Incidents;
}

async function drawLaid(laid: LaidPanel, prefix: string, drawing: Drawing): Promise<PanelPart> {
  const { request, means, context } = drawing.question;
  const pen = viewPen(
    { tools: means.library, measure: means.measure },
    request.theme,
    request.language,
    prefix,
  );
  const { placed, widthPx, heightPx } = laid;
  const panel = withTexts(placed.panel, { ...context, variables: placed.variables });
  if (panel.kind === 'row') {
    const drawn = drawView(rowView(panel), { widthPx, heightPx }, pen);
    return { laid, title: panel.title, drawn, problem: null };
  }
  const { content, notices } = await contentOf(panel, laid, drawing, pen);
  const { title, isTransparent } = panel;
  const frame = { widthPx, heightPx, title, isTransparent, notices };
  const part = drawn(content, (shown) => drawPanel(shown, frame, pen), pen);
  return { laid, title, ...part };
}

/** A drawing that fails, or is too large, is said in its place. */
function drawn(
  content: PanelContent,
  draw: (content: PanelContent) => string,
  { words }: ViewPen,
): { readonly drawn: string; readonly problem: string | null } {
  let message: string;
  try {
    const svg = draw(content);
    if (svg.length <= MOST_CHARACTERS) {
      return { drawn: svg, problem: content.kind === 'problem' ? content.message : null };
    }
    message = words.tooLarge;
  } catch (thrown) {
    message = filled(words.notDrawn, { reason: reasonOf(thrown) });
  }
  return { drawn: draw({ kind: 'problem', message }), problem: message };
}

interface Content {
  readonly content: PanelContent;
  readonly notices: PanelData['notices'];
}

async function contentOf(
  panel: Panel,
  laid: LaidPanel,
  drawing: Drawing,
  { words }: ViewPen,
): Promise<Content> {
  const { limits } = drawing;
  const problem = (message: string, notices: PanelData['notices'] = []): Content => ({
    content: { kind: 'problem', message },
    notices,
  });
  try {
    const data = await ask(panel, laid, drawing);
    const count = valuesOf(data);
    if (count > MOST_VALUES) {
      return problem(filled(words.tooManyPoints, { count, most: MOST_VALUES }));
    }
    const { library } = drawing.question.means;
    const tools = panelTools(library, drawing.question.request.theme);
    const incidents = panel.kind === 'alertlist' ? await drawing.incidents() : [];
    const view = panelView(panel, data, tools, incidents);
    const error = data.notices.find(({ level }) => level === 'error');
    // Why there is nothing says more than that there is nothing.
    if (view.kind === 'empty' && error !== undefined) return problem(error.text, data.notices);
    return { content: { kind: 'view', view }, notices: data.notices };
  } catch (thrown) {
    limits.signal.throwIfAborted();
    if (!limits.budget.aborted) return problem(reasonOf(thrown));
    return problem(filled(words.tooLate, { seconds: Math.round(limits.budgetMs / 1_000) }));
  }
}

/** The answer, or the end of the time: also of an API that does not hear of it. */
async function ask(
  panel: Panel,
  { placed, widthPx }: LaidPanel,
  { question, limits }: Drawing,
): Promise<PanelData> {
  const { sources, means, context, request } = question;
  if (ASKS_NOTHING.has(panel.kind)) return { frames: [], time: context.time, notices: [] };
  const either = AbortSignal.any([limits.signal, limits.budget]);
  either.throwIfAborted();
  const theme = panelTools(means.library, request.theme).grafanaTheme;
  const asked = { panel, context: { ...context, variables: placed.variables }, widthPx, theme };
  return new Promise((resolve, reject) => {
    const end = () => reject(either.reason);
    either.addEventListener('abort', end, { once: true });
    askPanel(means.library, sources.api, asked, either)
      .then(resolve, reject)
      .finally(() => either.removeEventListener('abort', end));
  });
}

function valuesOf({ frames }: PanelData): number {
  return frames.reduce((sum, { fields, length }) => sum + length * fields.length, 0);
}

function reasonOf(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return text.slice(0, MOST_REASON);
}
