import { parseDurationMs } from '../../platform/model/duration.ts';
import type { Grid } from '../model/matrix.ts';
import type { Panel, PanelTarget } from '../model/panel.ts';
import type { PanelTime } from '../model/panel-data.ts';
import type { ScopedParameters } from '../model/scoped-api.ts';
import { builtInVariables } from '../variables/built-ins.ts';
import { clusterIn } from '../variables/choose-cluster.ts';
import { type AdHocFilter, filterQuery } from '../variables/filter-query.ts';
import { type Interpolation, interpolateQuery, interpolateText } from '../variables/interpolate.ts';
import type { Looker } from '../variables/looker.ts';
import type { VariableValues } from '../variables/variable-value.ts';
import { niceIntervalMs } from './nice-interval.ts';
import { panelTime } from './panel-time.ts';

/** What a dashboard gives to all of its panels. */
export interface PanelContext {
  readonly time: PanelTime;
  readonly variables: VariableValues;
  readonly filters: readonly AdHocFilter[];
  readonly dashboard: { readonly uid: string; readonly title: string };
  /** How often the data come in. */
  readonly scrapeIntervalMs: number;
  /** Left out where nobody is known to look. */
  readonly looker?: Looker | undefined;
}

/** A question to the scoped API. */
export interface PlannedQuery {
  readonly target: PanelTarget;
  /** With its variables and filters put in. */
  readonly expression: string;
  readonly path: 'query_range' | 'query';
  readonly parameters: ScopedParameters;
  /** Of a range question. */
  readonly grid: Grid;
  /** The one that is asked; null for the scope as it is. */
  readonly cluster: string | null;
}

/** What a panel asks, and which of its queries cannot be asked, in words. */
export interface PanelPlan {
  readonly time: PanelTime;
  readonly queries: readonly PlannedQuery[];
  readonly problems: readonly string[];
}

const MOST_POINTS = 10_000;
const MOST_LINES = '1000';

/**
 * The questions of a panel that is `widthPx` wide: one point per pixel at most, a step of at least the
 * query's and the panel's interval. Hidden queries are not asked.
 */
export function planPanel(panel: Panel, context: PanelContext, widthPx: number): PanelPlan {
  const time = panelTime(panel, context.time);
  const queries: PlannedQuery[] = [];
  const problems: string[] = [];
  for (const target of panel.targets) {
    if (target.isHidden) continue;
    const planned = planTarget(target, { panel, context: { ...context, time }, widthPx });
    if (typeof planned === 'string') problems.push(`Query ${target.refId}: ${planned}`);
    else queries.push(...planned);
  }
  return { time, queries, problems };
}

interface TargetPlanning {
  readonly panel: Panel;
  readonly context: PanelContext;
  readonly widthPx: number;
}

/** The names and texts that stand for variables in a query or text of a panel. */
export function interpolationOf(context: PanelContext, intervalMs: number): Interpolation {
  return { variables: context.variables, builtIns: builtInVariables({ ...context, intervalMs }) };
}

function planTarget(
  target: PanelTarget,
  { panel, context, widthPx }: TargetPlanning,
): readonly PlannedQuery[] | string {
  const { time } = context;
  const points = Math.min(MOST_POINTS, Math.max(1, panel.maxDataPoints ?? Math.floor(widthPx)));
  const givenMs = leastInterval(target.interval ?? panel.interval, context);
  const leastMs = givenMs ?? context.scrapeIntervalMs;
  const intervalMs = Math.max(
    leastMs,
    niceIntervalMs((time.toMs - time.fromMs) / points),
    niceIntervalMs((time.toMs - time.fromMs) / MOST_POINTS),
    1_000,
  );
  const scrapeIntervalMs = givenMs ?? context.scrapeIntervalMs;
  const given = interpolationOf({ ...context, scrapeIntervalMs }, intervalMs);
  const put = interpolateQuery(target.expression, given);
  if (put.problem !== null) return put.problem;
  const expression = filterQuery(put.text, target.language, context.filters);
  const grid = gridOf(time, intervalMs);
  const legend = interpolateText(target.legend, given);
  const cluster = clusterIn(context.variables, target.source);
  const common = { target: { ...target, legend }, expression, grid, cluster };
  const range: PlannedQuery = {
    ...common,
    path: 'query_range',
    parameters: rangeOf(target, expression, grid),
  };
  const instant: PlannedQuery = {
    ...common,
    path: 'query',
    parameters: instantOf(target, expression, time),
  };
  if (target.answers === 'both') return [range, instant];
  return [target.answers === 'range' ? range : instant];
}

/** An interval as authors write it: `1m`, `>1m`, `$interval`, `$__rate_interval`; null for none. */
function leastInterval(text: string | null, context: PanelContext): number | null {
  if (text === null) return null;
  const base = interpolationOf(context, context.scrapeIntervalMs);
  const put = interpolateQuery(text, base).text.trim().replace(/^>/, '');
  const durationMs = parseDurationMs(/^\d+$/.test(put) ? `${put}s` : put);
  return durationMs === undefined || durationMs === 0 ? null : durationMs;
}

/** Aligned to the step, so that repeated questions are the same and are found in the cache. */
function gridOf({ fromMs, toMs }: PanelTime, intervalMs: number): Grid {
  const stepSeconds = Math.max(1, Math.round(intervalMs / 1000));
  const stepMs = stepSeconds * 1000;
  const startSeconds = Math.floor(fromMs / stepMs) * stepSeconds;
  const endSeconds = Math.floor(toMs / stepMs) * stepSeconds;
  return { startSeconds, endSeconds: Math.max(startSeconds, endSeconds), stepSeconds };
}

function rangeOf(target: PanelTarget, query: string, grid: Grid): ScopedParameters {
  const isLoki = target.language === 'logql';
  const at = (seconds: number) => (isLoki ? `${seconds}000000000` : String(seconds));
  return [
    ['query', query],
    ['start', at(grid.startSeconds)],
    ['end', at(grid.endSeconds)],
    ['step', String(grid.stepSeconds)],
    ...(isLoki ? LINES : []),
  ];
}

const LINES: ScopedParameters = [
  ['limit', MOST_LINES],
  ['direction', 'backward'],
];

function instantOf(target: PanelTarget, query: string, { toMs }: PanelTime): ScopedParameters {
  const time = target.language === 'logql' ? `${toMs}000000` : String(toMs / 1000);
  return [
    ['query', query],
    ['time', time],
  ];
}
