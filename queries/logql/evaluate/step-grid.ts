/** The instants that a metric query is evaluated at. */
export interface StepGrid {
  /** Unix nanoseconds of the first one. */
  readonly startNs: bigint;
  /** At least 1. */
  readonly stepNs: bigint;
  /** How many, at least 1. */
  readonly steps: number;
}

/** Unix nanoseconds of a step. */
export function instantOf({ startNs, stepNs }: StepGrid, step: number): bigint {
  return startNs + stepNs * BigInt(step);
}

/**
 * The windows of a range aggregation, `(end - range, end]` for each step, and where an instant lies
 * among them. Asking for instants in ascending order is cheap.
 */
export class WindowCursor {
  /** First and last step whose window holds the instant asked for; `first > last` for none. */
  first = 0;
  last = -1;
  /** Every window lies after this instant, and ends at the latest at `toNs`. */
  readonly afterNs: bigint;
  readonly toNs: bigint;
  readonly #ends: BigInt64Array;
  readonly #begins: BigInt64Array;
  #asked: bigint;

  constructor(grid: StepGrid, rangeNs: bigint, offsetNs: bigint) {
    this.#ends = new BigInt64Array(grid.steps);
    this.#begins = new BigInt64Array(grid.steps);
    for (let k = 0; k < grid.steps; k++) {
      const end = instantOf(grid, k) - offsetNs;
      this.#ends[k] = end;
      this.#begins[k] = end - rangeNs;
    }
    this.afterNs = this.#begins[0] ?? 0n;
    this.toNs = this.#ends[grid.steps - 1] ?? 0n;
    this.#asked = this.afterNs;
  }

  get steps(): number {
    return this.#ends.length;
  }

  begin(step: number): bigint {
    return this.#begins[step] ?? 0n;
  }

  end(step: number): bigint {
    return this.#ends[step] ?? 0n;
  }

  /** Goes to the windows that hold an instant; false where none does. */
  seek(timeNs: bigint): boolean {
    const ends = this.#ends;
    const begins = this.#begins;
    if (timeNs < this.#asked) {
      this.first = 0;
      this.last = -1;
    }
    this.#asked = timeNs;
    while (this.first < ends.length && (ends[this.first] ?? 0n) < timeNs) this.first++;
    while (this.last + 1 < begins.length && (begins[this.last + 1] ?? 0n) < timeNs) this.last++;
    return this.first <= this.last;
  }
}
