import { QueryFailure } from '../../source/query-failure.ts';
import type { SeriesColumns } from '../../source/series-source.ts';
import type { DurationExpr, TimeModifiers, VectorSelector } from '../ast.ts';
import { type DurationSurroundings, durationSeconds } from '../evaluate-duration.ts';
import { compileMatchers } from './compile-matchers.ts';
import type { Evaluation, QueryBounds } from './evaluation.ts';
import { type Grid, gridEnd, gridTime } from './grid.ts';
import { METRIC_NAME } from './label-set.ts';

/** The samples of one series without markers, in columns; the first `count` places count. */
export interface RawSeries {
  readonly times: Float64Array;
  readonly values: Float64Array;
  readonly count: number;
}

/** Where a selector or subquery looks from, seen from the steps of a grid. */
export interface Reference {
  /** The instant that `@` pins it to; null: the step's own. */
  readonly pinnedMs: number | null;
  readonly offsetMs: number;
}

/** What the modifiers of a node mean. */
export function referenceOf(node: TimeModifiers, bounds: QueryBounds): Reference {
  const offsetMs = node.offset === null ? 0 : durationMs(node.offset, bounds);
  return { pinnedMs: pinnedInstant(node, bounds), offsetMs };
}

function pinnedInstant({ at }: TimeModifiers, bounds: QueryBounds): number | null {
  if (at === null) return null;
  if (at.kind === 'timestamp') return Math.round(at.seconds * 1000);
  return at.kind === 'start' ? bounds.startMs : bounds.endMs;
}

/** The instant that step `index` looks from. */
export function referenceTime(reference: Reference, grid: Grid, index: number): number {
  return (reference.pinnedMs ?? gridTime(grid, index)) - reference.offsetMs;
}

/** The first and the last instant that a grid's steps look from. */
export function referenceSpan(reference: Reference, grid: Grid): readonly [number, number] {
  const { pinnedMs, offsetMs } = reference;
  return [(pinnedMs ?? grid.startMs) - offsetMs, (pinnedMs ?? gridEnd(grid)) - offsetMs];
}

/** A duration of the query, in whole milliseconds. @throws QueryFailure where it has none */
function durationMs(expr: DurationExpr, bounds: QueryBounds): number {
  const around: DurationSurroundings = {
    rangeSeconds: (bounds.endMs - bounds.startMs) / 1000,
    stepSeconds: bounds.stepMs / 1000,
  };
  const ms = Math.round(durationSeconds(expr, around) * 1000);
  if (!Number.isSafeInteger(ms)) throw new QueryFailure('bad_data', 'duration out of range');
  return ms;
}

/** A range or a step. @throws QueryFailure unless it is more than nothing */
export function positiveDurationMs(expr: DurationExpr, bounds: QueryBounds): number {
  const ms = durationMs(expr, bounds);
  if (ms <= 0) throw new QueryFailure('bad_data', 'duration must be greater than 0');
  return ms;
}

/** What a selector selects. */
interface Selection {
  readonly columns: readonly SeriesColumns[];
  /** Every series has the same metric name. */
  readonly sameName: boolean;
  /** Let go of it when the samples are used up. */
  readonly size: number;
}

/** Reads series from the source, both bounds inclusive. @throws QueryFailure over a limit */
export async function select(
  evaluation: Evaluation,
  selector: VectorSelector,
  minMs: number,
  maxMs: number,
): Promise<Selection> {
  const { source, turn, patterns } = evaluation;
  const matchers = compileMatchers(selector, patterns);
  const columns = await source.select({ matchers, minMs, maxMs }, turn);
  let size = 0;
  for (const { times } of columns) size += times.length;
  turn.holdSamples(size);
  const sameName = matchers.some(({ name, op }) => name === METRIC_NAME && op === '=');
  return { columns, sameName, size };
}

/** A series without its staleness markers. */
export function withoutMarkers(series: Omit<SeriesColumns, 'labels'>): RawSeries {
  const { times, values, stale } = series;
  if (stale === null) return { times, values, count: times.length };
  const keptTimes = new Float64Array(times.length);
  const keptValues = new Float64Array(times.length);
  let count = 0;
  for (let i = 0; i < times.length; i++) {
    if (stale[i] === 1) continue;
    keptTimes[count] = times[i] ?? 0;
    keptValues[count] = values[i] ?? 0;
    count++;
  }
  return { times: keptTimes, values: keptValues, count };
}
