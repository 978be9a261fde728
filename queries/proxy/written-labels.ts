/** Of one scope: what the labels of a few thousand hosts take. */
const MAX_BYTES = 32 * 1024 * 1024;

/** Longer ones are seldom, and would crowd out others. */
const MAX_ONE = 4_096;

/**
 * The labels of series as they are written into one scope, by the bytes they came as: senders send the
 * same series again and again. Nothing is kept of what was refused. When it is full it starts anew.
 */
export class WrittenLabels {
  readonly #known = new Map<string, Buffer>();
  #bytes = 0;

  /** @returns the bytes to write, made by `make` where they are not known; not to be changed */
  of(given: Buffer, make: () => Buffer): Buffer {
    if (given.length > MAX_ONE) return make();
    const key = given.toString('latin1');
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const made = Buffer.from(make());
    const bytes = key.length + made.length;
    if (this.#bytes + bytes > MAX_BYTES) {
      this.#known.clear();
      this.#bytes = 0;
    }
    this.#known.set(key, made);
    this.#bytes += bytes;
    return made;
  }
}
