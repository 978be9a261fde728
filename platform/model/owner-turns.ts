/** Something that waits, for an owner that others' things do not wait behind. */
export interface OfOwner {
  readonly owner: string;
}

/**
 * What waits for the one place where it is done. Owners take turns, so that one that wants much done keeps
 * nobody else waiting for longer than its turn.
 */
export class OwnerTurns<T extends OfOwner> {
  /** The owner whose turn is next comes first. */
  readonly #waiting = new Map<string, T[]>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** How many wait for one owner. */
  of(owner: string): number {
    return this.#waiting.get(owner)?.length ?? 0;
  }

  push(one: T): void {
    const others = this.#waiting.get(one.owner);
    if (others === undefined) this.#waiting.set(one.owner, [one]);
    else others.push(one);
    this.#size += 1;
  }

  /** The oldest of the owner whose turn it is; undefined: nothing waits. */
  shift(): T | undefined {
    for (const [owner, [next, ...others]] of this.#waiting) {
      this.#waiting.delete(owner);
      if (next === undefined) continue;
      if (others.length > 0) this.#waiting.set(owner, others);
      this.#size -= 1;
      return next;
    }
    return undefined;
  }

  /** @returns false: it does not wait (any more) */
  remove(one: T): boolean {
    const own = this.#waiting.get(one.owner) ?? [];
    const at = own.indexOf(one);
    if (at < 0) return false;
    own.splice(at, 1);
    if (own.length === 0) this.#waiting.delete(one.owner);
    this.#size -= 1;
    return true;
  }

  /** Everything that waits; nothing does afterwards. */
  takeAll(): readonly T[] {
    const all = [...this.#waiting.values()].flat();
    this.#waiting.clear();
    this.#size = 0;
    return all;
  }
}
