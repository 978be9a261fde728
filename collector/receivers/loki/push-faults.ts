const MAX_KINDS = 10;

/** Why lines of a push were not taken, grouped by text as Loki does. */
export class PushFaults {
  readonly #counts = new Map<string, number>();
  #total = 0;
  /** Those whose text is not among the first. */
  #others = 0;

  /** Lines; a stream without lines counts once. */
  get total(): number {
    return this.#total;
  }

  add(message: string, lines = 1): void {
    this.#total += lines;
    const known = this.#counts.get(message);
    if (known === undefined && this.#counts.size === MAX_KINDS) this.#others += lines;
    else this.#counts.set(message, (known ?? 0) + lines);
  }

  /** `3 errors like: …; 1 errors like: …`, or the text alone of a single one. */
  text(): string {
    const [first] = this.#counts.keys();
    if (this.#total === 1 && first !== undefined) return first;
    const parts = [...this.#counts].map(([message, count]) => `${count} errors like: ${message}`);
    if (this.#others > 0) parts.push(`${this.#others} other errors`);
    return parts.join('; ');
  }
}
