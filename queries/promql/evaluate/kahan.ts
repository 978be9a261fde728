/**
 * A sum that remembers what rounding lost (Neumaier's variant of Kahan's). Infinite sums stay
 * infinite: their loss would be NaN.
 */
export class KahanSum {
  sum = 0;
  lost = 0;
  readonly #isOld: boolean;

  /** @param isOld as in 2.42, where what is lost by an infinite sum is NaN */
  constructor(isOld = false) {
    this.#isOld = isOld;
  }

  reset(sum: number): void {
    this.sum = sum;
    this.lost = 0;
  }

  add(value: number): void {
    const next = this.sum + value;
    if (!this.#isOld && Math.abs(next) === Number.POSITIVE_INFINITY) this.lost = 0;
    else if (Math.abs(this.sum) >= Math.abs(value)) this.lost += this.sum - next + value;
    else this.lost += value - next + this.sum;
    this.sum = next;
  }

  total(): number {
    return this.isInfinite() ? this.sum : this.sum + this.lost;
  }

  isInfinite(): boolean {
    return this.sum === Number.POSITIVE_INFINITY || this.sum === Number.NEGATIVE_INFINITY;
  }
}

/**
 * A mean: the sum over the count, and from the first overflow on a mean that moves with each value.
 * An infinite mean meets only its own sign and finite values without a change.
 */
export class KahanMean {
  readonly #kahan = new KahanSum();
  #count = 0;
  #isMoving = false;

  /** @param isMoving from the first value on, as Prometheus 2.42 does */
  reset(isMoving: boolean): void {
    this.#kahan.reset(0);
    this.#count = 0;
    this.#isMoving = isMoving;
  }

  add(value: number): void {
    this.#count++;
    const kahan = this.#kahan;
    if (!this.#isMoving) {
      const { sum, lost } = kahan;
      kahan.add(value);
      if (!kahan.isInfinite() || this.#count === 1) return;
      this.#isMoving = true;
      kahan.sum = sum / (this.#count - 1);
      kahan.lost = lost / (this.#count - 1);
    }
    this.#move(value);
  }

  mean(): number {
    const { sum, lost } = this.#kahan;
    if (this.#kahan.isInfinite()) return sum;
    return this.#isMoving ? sum + lost : sum / this.#count + lost / this.#count;
  }

  #move(value: number): void {
    const kahan = this.#kahan;
    if (kahan.isInfinite()) {
      if (value - value === 0) return;
      if (kahan.sum === value) return;
    }
    const kept = (this.#count - 1) / this.#count;
    kahan.sum *= kept;
    kahan.lost *= kept;
    kahan.add(value / this.#count);
  }
}
