import type { BenchFigure } from './figure.ts';

/** A table for people: one line for each figure, ratios and spread where there are any. */
export function printFigures(figures: readonly BenchFigure[]): string {
  const head = ['figure', 'value', 'unit', 'min..max', 'peer', 'ratio', 'goal', ''];
  const rows = [head, ...figures.map(cells)];
  // Names may be whole queries.
  const widths = head.map((_, column) =>
    Math.min(64, Math.max(...rows.map((row) => (row[column] ?? '').length))),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A line for each goal: whether it was met, by how much it was measured, and what was wanted. */
export function printGoals(figures: readonly BenchFigure[]): string {
  return figures
    .flatMap(({ met, ...figure }) => (met === null ? [] : [goalLine(figure, met)]))
    .join('\n');
}

function goalLine(
  { name, value, unit, spread, peer, ratio, goal }: Omit<BenchFigure, 'met'>,
  met: boolean,
): string {
  const rounds = spread === null ? '' : ` (${short(spread.min)} to ${short(spread.max)})`;
  const beside = ratio === null ? '' : `, ${ratio.toFixed(2)} times ${peer ?? 'the peer'}`;
  const outcome = met ? 'goal met:   ' : 'goal MISSED:';
  return `${outcome} ${name}: ${short(value)} ${unit}${rounds}${beside}; wanted ${goal ?? ''}`;
}

function cells(figure: BenchFigure): string[] {
  const { spread, peer, peerValue, ratio } = figure;
  return [
    figure.name,
    short(figure.value),
    figure.unit,
    spread === null ? '' : `${short(spread.min)}..${short(spread.max)}`,
    peer === null ? '' : `${peer} ${peerValue === null ? '' : short(peerValue)}`,
    ratio === null ? '' : ratio.toFixed(2),
    figure.goal ?? '',
    figure.met === null ? '' : figure.met ? 'met' : 'MISSED',
  ];
}

function short(value: number): string {
  if (Math.abs(value) >= 1000) return Math.round(value).toString();
  return Number(value.toPrecision(3)).toString();
}
