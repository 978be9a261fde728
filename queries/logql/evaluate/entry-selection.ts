import type { Turn } from '../../source/turn.ts';
import type { LabelSet } from './label-set.ts';

export type Direction = 'forward' | 'backward';

/** A line of a log query's result. */
export interface ResultEntry {
  /** Unix nanoseconds. */
  readonly timeNs: bigint;
  readonly line: string;
  /** All labels together. */
  readonly labels: LabelSet;
  readonly stream: LabelSet;
  readonly metadata: LabelSet;
  readonly parsed: LabelSet;
}

/** A line that may become part of a result. */
export interface EntryCandidate {
  readonly entry: ResultEntry;
  /** Of its stream, and within it: lines of one instant stay in the order of their arrival. */
  readonly stream: number;
  readonly position: number;
}

/** Gathers the lines of a log query, block by block in its direction. */
export interface Selection {
  /** Could a line of this instant be part of the result? If not, none that follows could. */
  accepts(timeNs: bigint): boolean;
  /** @param stream its number @param position of the line in it */
  add(entry: ResultEntry, stream: number, position: number): void;
  /** @param edgeNs what is still to come is no earlier than this, in the direction; null: nothing is */
  settle(edgeNs: bigint | null): void;
  /** In the order of the direction. */
  entries(): readonly ResultEntry[];
}

/** Keeps the first lines of a direction: the oldest, or the newest. Memory is that of a few times `limit`. */
export class EntrySelection implements Selection {
  readonly #direction: Direction;
  readonly #limit: number;
  #candidates: EntryCandidate[] = [];
  /** Lines beyond this instant are no part of the result; null while there is room. */
  #bound: bigint | null = null;

  readonly #turn: Turn;

  /** @param limit at least 1 @param turn told of what is held */
  constructor(direction: Direction, limit: number, turn: Turn) {
    this.#direction = direction;
    this.#limit = limit;
    this.#turn = turn;
  }

  /** Could a line of this instant be part of the result? */
  accepts(timeNs: bigint): boolean {
    if (this.#bound === null) return true;
    return this.#direction === 'forward' ? timeNs <= this.#bound : timeNs >= this.#bound;
  }

  add(entry: ResultEntry, stream: number, position: number): void {
    this.#turn.holdSamples(weightOf(entry));
    this.#candidates.push({ entry, stream, position });
    if (this.#candidates.length >= 2 * this.#limit + 100) this.settle();
  }

  /** Lets go of what is surely no part of the result. */
  settle(): void {
    if (this.#candidates.length < this.#limit) return;
    this.#sort();
    const dropped = this.#candidates.splice(this.#limit);
    this.#turn.holdSamples(-dropped.reduce((sum, { entry }) => sum + weightOf(entry), 0));
    this.#bound = this.#candidates.at(-1)?.entry.timeNs ?? null;
  }

  /** In the order of the direction. */
  entries(): readonly ResultEntry[] {
    this.#sort();
    return this.#candidates.slice(0, this.#limit).map(({ entry }) => entry);
  }

  #sort(): void {
    sortCandidates(this.#candidates, this.#direction);
  }
}

export function sortCandidates(candidates: EntryCandidate[], direction: Direction): void {
  const sign = direction === 'forward' ? 1 : -1;
  candidates.sort((a, b) => sign * compareCandidates(a, b));
}

function compareCandidates(a: EntryCandidate, b: EntryCandidate): number {
  if (a.entry.timeNs !== b.entry.timeNs) return a.entry.timeNs < b.entry.timeNs ? -1 : 1;
  return a.stream - b.stream || a.position - b.position;
}

/** About what a line takes in memory, in samples. */
export function weightOf({ line }: ResultEntry): number {
  return 32 + Math.ceil(line.length / 8);
}
