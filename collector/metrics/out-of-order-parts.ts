import { SampleColumns } from './sample-columns.ts';
import { HI, LO } from './sample-words.ts';

/** Samples that came behind a later one of their series, by slot, until they are stored. */
export class OutOfOrderParts {
  readonly #parts = new Map<number, SampleColumns>();
  #total = 0;

  /** Samples in all parts. */
  get total(): number {
    return this.#total;
  }

  get(slot: number): SampleColumns | null {
    return this.#parts.get(slot) ?? null;
  }

  all(): ReadonlyMap<number, SampleColumns> {
    return this.#parts;
  }

  /** Puts it in its place; there is none at this time. */
  insert(slot: number, time: number, hi: number, lo: number): void {
    let part = this.#parts.get(slot);
    if (part === undefined) {
      part = new SampleColumns(16);
      this.#parts.set(slot, part);
    }
    const at = part.lowerBound(time);
    const { length } = part;
    part.push(time, hi, lo);
    if (at < length) {
      part.times.copyWithin(at + 1, at, length);
      part.values.copyWithin(at + 1, at, length);
      part.times[at] = time;
      part.words[at * 2 + HI] = hi;
      part.words[at * 2 + LO] = lo;
    }
    this.#total += 1;
  }

  /** Takes back an {@link insert}. */
  remove(slot: number, time: number): void {
    const part = this.#parts.get(slot);
    if (part === undefined) return;
    const at = part.lowerBound(time);
    if (at === part.length || part.times[at] !== time) return;
    part.times.copyWithin(at, at + 1, part.length);
    part.values.copyWithin(at, at + 1, part.length);
    part.length -= 1;
    this.#total -= 1;
    if (part.length === 0) this.#parts.delete(slot);
  }

  drop(slot: number): void {
    this.#total -= this.#parts.get(slot)?.length ?? 0;
    this.#parts.delete(slot);
  }

  clear(): void {
    this.#parts.clear();
    this.#total = 0;
  }
}
