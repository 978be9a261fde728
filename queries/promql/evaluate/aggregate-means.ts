import type { Evaluation } from './evaluation.ts';
import type { RowGroups } from './grouping.ts';
import type { VectorColumns } from './vector-columns.ts';

/** `sum`, with what rounding loses (3.x) or without (2.42). */
export async function aggregateSum(
  { turn }: Evaluation,
  vector: VectorColumns,
  groups: RowGroups,
  result: VectorColumns,
  isPlain: boolean,
): Promise<void> {
  const { steps, values, present, series } = vector;
  const sums = result.values;
  const lost = new Float64Array(isPlain ? 0 : sums.length);
  for (let row = 0; row < series.length; row++) {
    const base = row * steps;
    const target = (groups.groupOf[row] ?? 0) * steps;
    for (let step = 0; step < steps; step++) {
      if (present[base + step] === 0) continue;
      result.present[target + step] = 1;
      const value = values[base + step] ?? 0;
      if (isPlain) sums[target + step] = (sums[target + step] ?? 0) + value;
      else addKept(sums, lost, target + step, value);
    }
    if (turn.isDue()) await turn.rest();
  }
  if (!isPlain) settle(sums, lost);
}

/** Adds to a sum and keeps what rounding loses; nothing is lost where the sum is infinite. */
function addKept(sums: Float64Array, lost: Float64Array, at: number, value: number): void {
  const sum = sums[at] ?? 0;
  const next = sum + value;
  sums[at] = next;
  if (isInfinite(next)) lost[at] = 0;
  else if (Math.abs(sum) >= Math.abs(value)) lost[at] = (lost[at] ?? 0) + (sum - next + value);
  else lost[at] = (lost[at] ?? 0) + (value - next + sum);
}

function settle(sums: Float64Array, lost: Float64Array): void {
  for (let at = 0; at < sums.length; at++) {
    const sum = sums[at] ?? 0;
    if (!isInfinite(sum)) sums[at] = sum + (lost[at] ?? 0);
  }
}

function isInfinite(value: number): boolean {
  return value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY;
}

/**
 * `avg`: the sum over the count; from an overflow on (in 2.42 from the start) a mean that moves
 * with every value.
 */
export async function aggregateAverage(
  { turn }: Evaluation,
  vector: VectorColumns,
  groups: RowGroups,
  result: VectorColumns,
  alwaysMoves: boolean,
): Promise<void> {
  const { steps, values, present, series } = vector;
  const means = new Means(result.values, alwaysMoves);
  for (let row = 0; row < series.length; row++) {
    const base = row * steps;
    const target = (groups.groupOf[row] ?? 0) * steps;
    for (let step = 0; step < steps; step++) {
      if (present[base + step] === 0) continue;
      result.present[target + step] = 1;
      means.add(target + step, values[base + step] ?? 0);
    }
    if (turn.isDue()) await turn.rest();
  }
  means.settle();
}

/** A mean for each place of an array. */
class Means {
  readonly #sums: Float64Array;
  readonly #lost: Float64Array;
  readonly #counts: Int32Array;
  readonly #moves: Uint8Array;

  constructor(sums: Float64Array, alwaysMoves: boolean) {
    this.#sums = sums;
    this.#lost = new Float64Array(sums.length);
    this.#counts = new Int32Array(sums.length);
    this.#moves = new Uint8Array(sums.length).fill(alwaysMoves ? 1 : 0);
  }

  add(at: number, value: number): void {
    const count = (this.#counts[at] ?? 0) + 1;
    this.#counts[at] = count;
    if (this.#moves[at] === 0) {
      const sum = this.#sums[at] ?? 0;
      const lost = this.#lost[at] ?? 0;
      addKept(this.#sums, this.#lost, at, value);
      if (count === 1 || !isInfinite(this.#sums[at] ?? 0)) return;
      this.#moves[at] = 1;
      this.#sums[at] = sum / (count - 1);
      this.#lost[at] = lost / (count - 1);
    }
    this.#move(at, value, count);
  }

  #move(at: number, value: number, count: number): void {
    const mean = this.#sums[at] ?? 0;
    // An infinite mean is changed only by the other infinity and by NaN.
    if (isInfinite(mean) && (value - value === 0 || value === mean)) return;
    const kept = (count - 1) / count;
    this.#sums[at] = mean * kept;
    this.#lost[at] = (this.#lost[at] ?? 0) * kept;
    addKept(this.#sums, this.#lost, at, value / count);
  }

  settle(): void {
    const sums = this.#sums;
    for (let at = 0; at < sums.length; at++) {
      const sum = sums[at] ?? 0;
      if (isInfinite(sum)) continue;
      const lost = this.#lost[at] ?? 0;
      const count = this.#moves[at] === 1 ? 1 : (this.#counts[at] ?? 1);
      sums[at] = sum / count + lost / count;
    }
  }
}

/** `stdvar`, and its root: squares of the distances from a mean that moves. */
export async function aggregateVariance(
  { turn, settings }: Evaluation,
  vector: VectorColumns,
  groups: RowGroups,
  result: VectorColumns,
  isDeviation: boolean,
): Promise<void> {
  const { steps, values, present, series } = vector;
  const squares = result.values;
  const means = new Float64Array(squares.length);
  const counts = new Int32Array(squares.length);
  for (let row = 0; row < series.length; row++) {
    const base = row * steps;
    const target = (groups.groupOf[row] ?? 0) * steps;
    for (let step = 0; step < steps; step++) {
      if (present[base + step] === 0) continue;
      const at = target + step;
      const value = values[base + step] ?? 0;
      const count = (counts[at] ?? 0) + 1;
      counts[at] = count;
      result.present[at] = 1;
      if (count === 1) {
        means[at] = value;
        // A lone NaN or infinity has no deviation; 2.42 said 0.
        squares[at] = value - value === 0 || settings.compat2 ? 0 : Number.NaN;
        continue;
      }
      const distance = value - (means[at] ?? 0);
      means[at] = (means[at] ?? 0) + distance / count;
      squares[at] = (squares[at] ?? 0) + distance * (value - (means[at] ?? 0));
    }
    if (turn.isDue()) await turn.rest();
  }
  for (let at = 0; at < squares.length; at++) {
    const variance = (squares[at] ?? 0) / (counts[at] ?? 1);
    squares[at] = isDeviation ? Math.sqrt(variance) : variance;
  }
}
