import type { BenchFigure } from './figure.ts';

/** A table for people: one line for each figure, ratios and spread where there are any. */
export function printFigures(figures: readonly BenchFigure[]): string {
  const head = ['figure', 'value', 'unit', 'min..max', 'peer', 'ratio', 'goal', ''];
  const rows = [head, ...figures.map(cells)];
  const widths = head.map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
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
