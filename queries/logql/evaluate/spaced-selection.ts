import type { Turn } from '../../source/turn.ts';
import {
  type Direction,
  type EntryCandidate,
  type ResultEntry,
  type Selection,
  sortCandidates,
  weightOf,
} from './entry-selection.ts';

/**
 * As Loki's `interval`: of the lines of all streams together, in order, each that is at least so far
 * from the one taken before it. Lines are held until nothing can come in front of them any more.
 */
export class SpacedSelection implements Selection {
  readonly #direction: Direction;
  readonly #limit: number;
  readonly #intervalNs: bigint;
  readonly #turn: Turn;
  #waiting: EntryCandidate[] = [];
  readonly #taken: ResultEntry[] = [];

  /** @param limit at least 1 @param intervalNs over 0 @param turn told of what is held */
  constructor(direction: Direction, limit: number, intervalNs: bigint, turn: Turn) {
    this.#direction = direction;
    this.#limit = limit;
    this.#intervalNs = intervalNs;
    this.#turn = turn;
  }

  accepts(): boolean {
    return this.#taken.length < this.#limit;
  }

  add(entry: ResultEntry, stream: number, position: number): void {
    if (!this.#isFarEnough(entry)) return;
    this.#turn.holdSamples(weightOf(entry));
    this.#waiting.push({ entry, stream, position });
  }

  settle(edgeNs: bigint | null): void {
    sortCandidates(this.#waiting, this.#direction);
    const first = this.#waiting.findIndex(({ entry }) => !this.#isBefore(entry, edgeNs));
    const settled = this.#waiting.splice(0, first < 0 ? this.#waiting.length : first);
    for (const { entry } of settled) {
      if (this.accepts() && this.#isFarEnough(entry)) this.#taken.push(entry);
      else this.#turn.holdSamples(-weightOf(entry));
    }
  }

  entries(): readonly ResultEntry[] {
    this.settle(null);
    return this.#taken;
  }

  #isBefore({ timeNs }: ResultEntry, edgeNs: bigint | null): boolean {
    if (edgeNs === null) return true;
    return this.#direction === 'forward' ? timeNs < edgeNs : timeNs > edgeNs;
  }

  #isFarEnough({ timeNs }: ResultEntry): boolean {
    const last = this.#taken.at(-1);
    if (last === undefined) return true;
    const gapNs = this.#direction === 'forward' ? timeNs - last.timeNs : last.timeNs - timeNs;
    return gapNs >= this.#intervalNs;
  }
}
