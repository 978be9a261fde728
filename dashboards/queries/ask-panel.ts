import type { DataFrame } from '@grafana/data';
import type { Panel } from '../model/panel.ts';
import type { PanelData } from '../model/panel-data.ts';
import { apiAt, type ScopedApi, Unanswered } from '../model/scoped-api.ts';
import type { PanelTheme } from '../panels/panel-tools.ts';
import { interpolateText } from '../variables/interpolate.ts';
import { applyFieldConfig } from './apply-field-config.ts';
import { logFrame } from './log-frames.ts';
import type { PanelTools } from './panel-tools.ts';
import { interpolationOf, type PanelContext, type PlannedQuery, planPanel } from './plan-panel.ts';
import { type Answer, readAnswer } from './read-answer.ts';
import { heatmapFrames, seriesFrames } from './series-frames.ts';
import { tableFrame } from './table-frames.ts';
import { transformFrames } from './transform-frames.ts';

/** What asking for the data of a panel needs. */
export interface PanelQuestion {
  readonly panel: Panel;
  readonly context: PanelContext;
  readonly widthPx: number;
  /** Of the page that it is drawn on. */
  readonly theme: PanelTheme;
}

/**
 * How Prometheus begins what it says to authors, such as that a counter is not called one. Explore shows
 * it; who looks at a dashboard can do nothing about it, and the figures are right.
 */
const HINT = 'PromQL info:';

type Notice = PanelData['notices'][number];

/**
 * Asks the queries of a panel, all at once, and makes of the answers what the panel is drawn from. A
 * query that is refused is said in the notices and the others are drawn. Rejects only when the signal
 * is aborted, and with Unanswered when nothing answers.
 */
export async function askPanel(
  tools: PanelTools,
  api: ScopedApi,
  { panel, context, widthPx, theme }: PanelQuestion,
  signal?: AbortSignal,
): Promise<PanelData> {
  const plan = planPanel(panel, context, widthPx);
  const notices: Notice[] = plan.problems.map((text) => ({ level: 'error', text }));
  const answers = await Promise.all(
    plan.queries.map((query) => askQuery(api, query, notices, signal)),
  );
  const tables = new Set(
    plan.queries
      .filter(({ target }) => target.format === 'table')
      .map(({ target }) => target.refId),
  );
  const frames = answers.flatMap((answer, index) => {
    const query = plan.queries[index];
    if (answer === null || query === undefined) return [];
    return framesOf(tools, query, answer, tables.size < 2);
  });
  const given = interpolationOf({ ...context, time: plan.time }, context.scrapeIntervalMs);
  const interpolate = (text: string) => interpolateText(text, given);
  const reworked = await transformFrames(tools, frames, panel.transformations, interpolate);
  notices.push(...reworked.problems.map((text): Notice => ({ level: 'warning', text })));
  const { timeZone } = plan.time;
  return {
    frames: applyFieldConfig(tools, reworked.frames, panel, { given, timeZone, theme }),
    time: plan.time,
    notices: once(notices),
  };
}

/** Null for a query that was refused. */
async function askQuery(
  api: ScopedApi,
  { target, path, parameters, cluster }: PlannedQuery,
  notices: Notice[],
  signal: AbortSignal | undefined,
): Promise<Answer | null> {
  try {
    const at = apiAt(api, cluster);
    const ask = target.language === 'logql' ? at.loki : at.prometheus;
    const { data, warnings } = await ask.call(at, path, parameters, signal);
    const told = warnings.filter((text) => !text.startsWith(HINT));
    notices.push(...told.map((text): Notice => ({ level: 'warning', text })));
    return readAnswer(data);
  } catch (thrown) {
    if (signal?.aborted === true || thrown instanceof Unanswered) throw thrown;
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    notices.push({ level: 'error', text: `Query ${target.refId}: ${why}` });
    return null;
  }
}

function framesOf(
  tools: PanelTools,
  query: PlannedQuery,
  answer: Answer,
  isOnlyTable: boolean,
): readonly DataFrame[] {
  if (answer.kind === 'lines') return [logFrame(tools, query, answer.lines)];
  switch (query.target.format) {
    case 'table':
      return [tableFrame(tools, query, answer.series, isOnlyTable)];
    case 'heatmap':
      return heatmapFrames(tools, query, answer.series);
    default:
      return seriesFrames(tools, query, answer.series);
  }
}

function once(notices: readonly Notice[]): readonly Notice[] {
  return [...new Map(notices.map((notice) => [`${notice.level} ${notice.text}`, notice])).values()];
}
