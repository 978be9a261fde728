import { LEVELS, type LogLevel, readLevel } from './log-level.ts';
import type { LogSeries } from './use-log-series.ts';

/** Lines of one level in each step. */
export interface VolumeColumn {
  readonly level: LogLevel;
  readonly counts: readonly number[];
  readonly total: number;
}

export interface Volume {
  /** Beginnings of the steps, Unix seconds. */
  readonly seconds: readonly number[];
  readonly stepSeconds: number;
  /** Levels that occur, the gravest first. */
  readonly columns: readonly VolumeColumn[];
}

/** Counts by level and step; spellings of one level are added. */
export function volumeOf({ series, grid }: LogSeries): Volume {
  const { startSeconds, endSeconds, stepSeconds } = grid;
  const count = Math.floor((endSeconds - startSeconds) / stepSeconds) + 1;
  const byLevel = new Map<LogLevel, number[]>();
  for (const { metric, values = [] } of series) {
    const level = readLevel(metric.detected_level ?? '');
    const counts = byLevel.get(level) ?? new Array<number>(count).fill(0);
    for (const [second, text] of values) {
      const index = Math.round((second - startSeconds) / stepSeconds);
      if (index >= 0 && index < count) counts[index] = (counts[index] ?? 0) + Number(text);
    }
    byLevel.set(level, counts);
  }
  const columns = LEVELS.flatMap((level) => {
    const counts = byLevel.get(level);
    if (counts === undefined) return [];
    return [{ level, counts, total: counts.reduce((sum, each) => sum + each, 0) }];
  });
  const seconds = Array.from({ length: count }, (_, i) => startSeconds + (i - 1) * stepSeconds);
  return { seconds, stepSeconds, columns };
}

/** Heights of stacked bars: each column with all below it, the gravest at the bottom. */
export function stacked(columns: readonly VolumeColumn[]): readonly (readonly number[])[] {
  const sums: number[] = [];
  return columns.map(({ counts }) =>
    counts.map((value, index) => {
      const sum = (sums[index] ?? 0) + value;
      sums[index] = sum;
      return sum;
    }),
  );
}
