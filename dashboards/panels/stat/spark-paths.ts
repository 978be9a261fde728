import type { Sparkline } from '../../model/panel-views.ts';

/** Paths of SVG, as the attribute `d` takes them; a gap ends a line and begins the next. */
export interface SparkPaths {
  readonly line: string;
  /** What lies below the line. */
  readonly area: string;
}

/** A line over all of a box, with a margin of 2 px above and below. */
export function sparkPaths(
  { timesMs, values, minimum, maximum }: Sparkline,
  width: number,
  height: number,
): SparkPaths {
  const first = timesMs[0] ?? 0;
  const span = (timesMs.at(-1) ?? 0) - first || 1;
  const x = (index: number) => tenth((((timesMs[index] ?? 0) - first) / span) * width);
  const y = (value: number) =>
    tenth(height - 2 - ((value - minimum) / (maximum - minimum || 1)) * (height - 4));
  let line = '';
  let area = '';
  for (const run of runsOf(values)) {
    const path = `M${run.map(([index, value]) => `${x(index)} ${y(value)}`).join('L')}`;
    const [begin, end] = [x(run[0]?.[0] ?? 0), x(run.at(-1)?.[0] ?? 0)];
    line += path;
    area += `${path}L${end} ${tenth(height)}L${begin} ${tenth(height)}Z`;
  }
  return { line, area };
}

function tenth(px: number): number {
  return Math.round(px * 10) / 10;
}

/** Values between gaps, each with its index. */
function runsOf(values: readonly (number | null)[]): readonly (readonly [number, number])[][] {
  const runs: [number, number][][] = [];
  let isOpen = false;
  for (const [index, value] of values.entries()) {
    if (value !== null) {
      if (!isOpen) runs.push([]);
      runs.at(-1)?.push([index, value]);
    }
    isOpen = value !== null;
  }
  return runs;
}
