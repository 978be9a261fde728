import type { Evaluation } from './evaluation.ts';
import type { LabelSet } from './label-set.ts';
import type { VectorColumns } from './vector-columns.ts';

const FIRST_ROWS = 16;

/** A vector whose number of rows is not known beforehand; grows by doubling. */
export class RowsBuilder {
  readonly #evaluation: Evaluation;
  readonly #steps: number;
  readonly #series: LabelSet[] = [];
  readonly #pending: number[] = [];
  #values = new Float64Array(0);
  #present = new Uint8Array(0);

  constructor(evaluation: Evaluation, steps: number) {
    this.#evaluation = evaluation;
    this.#steps = steps;
  }

  /** A row that is absent everywhere; answers its number. @throws QueryFailure without room */
  add(labels: LabelSet, isPendingDrop: boolean): number {
    const row = this.#series.length;
    if ((row + 1) * this.#steps > this.#values.length) this.#grow();
    this.#series.push(labels);
    this.#pending.push(isPendingDrop ? 1 : 0);
    return row;
  }

  set(row: number, step: number, value: number): void {
    this.#values[row * this.#steps + step] = value;
    this.#present[row * this.#steps + step] = 1;
  }

  /** One more; a place that was absent becomes 1. */
  increment(row: number, step: number): void {
    const at = row * this.#steps + step;
    this.#values[at] = (this.#values[at] ?? 0) + 1;
    this.#present[at] = 1;
  }

  build(sameName: boolean, hasPending: boolean): VectorColumns {
    return {
      kind: 'vector',
      steps: this.#steps,
      series: this.#series,
      values: this.#values,
      present: this.#present,
      sameName,
      pendingDrop: hasPending ? Uint8Array.from(this.#pending) : null,
    };
  }

  #grow(): void {
    const size = Math.max(FIRST_ROWS * this.#steps, this.#values.length * 2);
    this.#evaluation.turn.holdSamples(size - this.#values.length);
    const values = new Float64Array(size);
    const present = new Uint8Array(size);
    values.set(this.#values);
    present.set(this.#present);
    this.#values = values;
    this.#present = present;
  }
}
