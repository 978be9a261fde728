import { parsePromql, parsePromqlSelector } from '../../promql/parse.ts';
import { RegexJudge } from '../../regex/regex-judge.ts';
import { type EvaluationWindow, earliestReads } from '../../scope/earliest-read.ts';
import { isExempt } from '../../scope/exempt-metric.ts';
import type { SelectorReach } from '../../scope/pairs-readable.ts';
import { stepMs as durationMs, instantMs } from '../check-parameter.ts';
import type { ScopedParameters } from '../read-parameters.ts';
import type { ScopedRoute } from '../scoped-route.ts';

/** What else decides how far back a question reads. */
export interface ReadSurroundings {
  readonly nowMs: number;
  /** Names that carry no matchers on any cluster of the scope. */
  readonly exemptMetrics: ReadonlySet<string>;
}

/** Prometheus's own default. */
export const DEFAULT_LOOKBACK_MS = 300_000;

const UNKNOWN_PAST = Number.NEGATIVE_INFINITY;
const UNKNOWN_FUTURE = Number.POSITIVE_INFINITY;

/**
 * How far back each selector of a question reads, never later than the truth on any of the backends:
 * starts are rounded down to the step, as some do to find answers again, and all look further back
 * than Prometheus would (see `EvaluationWindow.looksFurther`). Empty for a text that does not parse: it
 * is refused where it is enforced.
 */
export function metricsReads(
  route: Pick<ScopedRoute, 'parameters'>,
  parameters: Pick<ScopedParameters, 'query' | 'selectors' | 'passed'>,
  around: ReadSurroundings,
): readonly SelectorReach[] {
  const window = windowOf(route, parameters, around.nowMs);
  const regexes = new RegexJudge();
  if (parameters.query !== null) {
    return queryReads(parameters.query, window, around, regexes);
  }
  const given = parameters.selectors ?? [];
  if (given.length === 0) return [{ selector: 'this', earliestMs: pastOf(window) }];
  return given.flatMap((selector) => {
    const parsed = parsePromqlSelector(selector, { regexes });
    if (parsed.kind === 'error' || isExempt(parsed.expr, around.exemptMetrics)) return [];
    return [{ selector, earliestMs: pastOf(window) }];
  });
}

/** How a question is evaluated; data is looked at between the two instants. */
interface QuestionWindow extends EvaluationWindow {
  /** Exemplars, series and labels: whatever lies in the range, offsets or not. */
  readonly readsWholeRange: boolean;
}

function queryReads(
  query: string,
  window: QuestionWindow,
  { exemptMetrics }: ReadSurroundings,
  regexes: RegexJudge,
): readonly SelectorReach[] {
  const parsed = parsePromql(query, { regexes });
  if (parsed.kind === 'error') return [];
  return earliestReads(parsed.expr, window)
    .filter(({ selector }) => !isExempt(selector, exemptMetrics))
    .map(({ selector, earliestMs }) => ({
      selector: query.slice(selector.start, selector.end),
      earliestMs: window.readsWholeRange ? Math.min(earliestMs, pastOf(window)) : earliestMs,
    }));
}

/** What lies in the range is read, and what was the latest at its start. */
function pastOf({ startMs, lookbackMs, readsWholeRange }: QuestionWindow): number {
  return readsWholeRange ? startMs : startMs - lookbackMs;
}

/** From the parameters that a route has: `step` tells a range query, `time` an instant one. */
function windowOf(
  route: Pick<ScopedRoute, 'parameters'>,
  { passed }: Pick<ScopedParameters, 'passed'>,
  nowMs: number,
): QuestionWindow {
  const given = new Map(passed);
  const lookbackMs = Math.max(
    DEFAULT_LOOKBACK_MS,
    durationMs(given.get('lookback_delta') ?? '') ?? 0,
  );
  const shared = { lookbackMs, looksFurther: true };
  if (!route.parameters.has('start')) {
    const time = given.get('time');
    const atMs = time === undefined ? nowMs : (instantMs(time) ?? UNKNOWN_PAST);
    return { ...shared, startMs: atMs, endMs: atMs, stepMs: 0, readsWholeRange: false };
  }
  const startMs = instantMs(given.get('start')) ?? UNKNOWN_PAST;
  const endMs = instantMs(given.get('end')) ?? UNKNOWN_FUTURE;
  if (!route.parameters.has('step')) {
    return { ...shared, startMs, endMs, stepMs: 0, readsWholeRange: true };
  }
  const stepMs = durationMs(given.get('step') ?? '') ?? 0;
  const alignedMs = stepMs > 0 ? Math.floor(startMs / stepMs) * stepMs : startMs;
  return { ...shared, startMs: alignedMs, endMs, stepMs, readsWholeRange: false };
}
