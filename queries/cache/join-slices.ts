import type { Piece, Row, Run, Slice } from './piece.ts';
import { runBytes, runOf } from './piece.ts';
import { compareSeries, type SeriesName } from './series-name.ts';

/**
 * The series of slices that follow each other in time, in Prometheus's order. Series without a
 * sample are left out, as they are in an answer.
 */
export function rowsOf(slices: readonly Slice[]): readonly Row[] {
  const rows = new Map<string, { readonly name: SeriesName; readonly runs: Run[] }>();
  let isSorted = true;
  for (const [index, slice] of slices.entries()) {
    for (const [row, name] of slice.piece.series.entries()) {
      const run = runOf(slice, row);
      if (run === undefined) continue;
      const known = rows.get(name.text);
      if (known) known.runs.push(run);
      else {
        rows.set(name.text, { name, runs: [run] });
        isSorted &&= index === 0;
      }
    }
  }
  const all = [...rows.values()];
  return isSorted ? all : all.sort((a, b) => compareSeries(a.name, b.name));
}

/** One piece of its own made of slices that follow each other without a gap. */
export function pieceOf(slices: readonly Slice[]): Piece {
  const from = slices[0]?.from ?? 0;
  const to = slices.at(-1)?.to ?? from;
  const rows = rowsOf(slices);
  let samples = 0;
  let bytes = 0;
  for (const run of rows.flatMap((row) => row.runs)) {
    samples += run.last - run.first;
    bytes += runBytes(run);
  }
  const piece = {
    from,
    to,
    series: rows.map((row) => row.name),
    rows: new Uint32Array(rows.length + 1),
    steps: new Uint16Array(samples),
    starts: new Uint32Array(samples + 1),
    text: Buffer.allocUnsafeSlow(bytes),
    infos: [...new Set(slices.flatMap((slice) => slice.piece.infos))],
  };
  const filled = { samples: 0, bytes: 0 };
  for (const [index, row] of rows.entries()) {
    for (const run of row.runs) copyRun(run, piece, filled);
    piece.rows[index + 1] = filled.samples;
  }
  piece.starts[samples] = bytes;
  return piece;
}

function copyRun(run: Run, into: Piece, filled: { samples: number; bytes: number }): void {
  const { piece, first, last } = run;
  const textFrom = piece.starts[first] ?? 0;
  const moved = filled.bytes - textFrom;
  const shifted = piece.from - into.from;
  for (let sample = first; sample < last; sample++) {
    into.steps[filled.samples] = (piece.steps[sample] ?? 0) + shifted;
    into.starts[filled.samples] = (piece.starts[sample] ?? 0) + moved;
    filled.samples++;
  }
  filled.bytes += piece.text.copy(into.text, filled.bytes, textFrom, piece.starts[last]);
}
