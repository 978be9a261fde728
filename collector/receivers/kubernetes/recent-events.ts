/** Which versions of events were stored lately: an API server sends some of them again. */
export class RecentEvents {
  readonly #most: number;
  #young = new Set<string>();
  #old = new Set<string>();

  /** @param most at least as many are remembered, at most twice as many */
  constructor(most: number) {
    this.#most = most;
  }

  has(key: string): boolean {
    return this.#young.has(key) || this.#old.has(key);
  }

  add(key: string): void {
    if (this.#young.size >= this.#most) {
      this.#old = this.#young;
      this.#young = new Set();
    }
    this.#young.add(key);
  }
}
