/** Names of variables and their slots while one template body is parsed; the latest one wins. */
export class VariableScope {
  readonly #names: string[] = ['$'];
  readonly #slots: number[] = [0];
  #most = 1;

  /** The slot of a name; -1 where it is not declared. */
  slotOf(name: string): number {
    return this.#slots[this.#names.lastIndexOf(name)] ?? -1;
  }

  declare(name: string): number {
    const slot = this.#names.length;
    this.#names.push(name);
    this.#slots.push(slot);
    this.#most = Math.max(this.#most, slot + 1);
    return slot;
  }

  /** As Go does for `$x = 1`: a name that is assigned to counts as known from there on. */
  assign(name: string): number {
    const slot = this.slotOf(name);
    this.#names.push(name);
    this.#slots.push(slot);
    this.#most = Math.max(this.#most, this.#names.length);
    return slot;
  }

  isKnown(name: string): boolean {
    return this.#names.includes(name);
  }

  /** To be given to `leave` at the end of the block. */
  enter(): number {
    return this.#names.length;
  }

  leave(mark: number): void {
    this.#names.length = mark;
    this.#slots.length = mark;
  }

  /** How many slots a run needs. */
  get most(): number {
    return this.#most;
  }
}
