/** Values that are joined once and for all. */
const BLOCK = 64;

/**
 * Joins the values of any part of a column, `add` for a sum. Blocks of values are joined once, so that
 * windows that overlap cost little more than their edges.
 */
export class RangeFold {
  readonly values: Float64Array;
  readonly #join: (a: number, b: number) => number;
  readonly #blocks: Float64Array;

  constructor(values: Float64Array, join: (a: number, b: number) => number) {
    this.values = values;
    this.#join = join;
    this.#blocks = new Float64Array(Math.floor(values.length / BLOCK));
    for (let i = 0; i < this.#blocks.length; i++) {
      this.#blocks[i] = this.#each(values, i * BLOCK + 1, (i + 1) * BLOCK, values[i * BLOCK] ?? 0);
    }
  }

  /** @param from inclusive, less than `to` */
  run(from: number, to: number): number {
    const { values } = this;
    const firstBlock = Math.ceil((from + 1) / BLOCK);
    const lastBlock = Math.floor(to / BLOCK);
    const first = values[from] ?? Number.NaN;
    if (lastBlock <= firstBlock) return this.#each(values, from + 1, to, first);
    const head = this.#each(values, from + 1, firstBlock * BLOCK, first);
    const middle = this.#each(this.#blocks, firstBlock, lastBlock, head);
    return this.#each(values, lastBlock * BLOCK, to, middle);
  }

  #each(values: Float64Array, from: number, to: number, start: number): number {
    let result = start;
    for (let i = from; i < to; i++) result = this.#join(result, values[i] ?? 0);
    return result;
  }
}
