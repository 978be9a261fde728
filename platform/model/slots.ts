/**
 * Things that come and go all the time, in numbered slots that are used again. Not a Set: V8 makes a
 * Set of which much is deleted anew every few deletions, and each table it leaves behind points to
 * the next one. Once one of them is old, all that were ever in the others look alive to every minor
 * collection: then what lives for a millisecond is kept until the next major one.
 */
export class Slots<Value> {
  readonly #values: (Value | null)[] = [];
  readonly #free: number[] = [];

  get size(): number {
    return this.#values.length - this.#free.length;
  }

  /** @returns the slot, to give it back with `remove` */
  add(value: Value): number {
    const slot = this.#free.pop() ?? this.#values.length;
    this.#values[slot] = value;
    return slot;
  }

  /** To be called once for each `add`. @throws RangeError for a slot that is free */
  remove(slot: number): void {
    if (this.#values[slot] == null) throw new RangeError(`slot ${slot} is free`);
    this.#values[slot] = null;
    this.#free.push(slot);
  }

  /** What is in the slots now, in no order. */
  values(): readonly Value[] {
    return this.#values.filter((value) => value !== null);
  }
}
