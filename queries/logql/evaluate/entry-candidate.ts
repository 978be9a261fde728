import type { Direction, ResultEntry } from './entry-selection.ts';

/** A line that may become part of a result. */
export interface EntryCandidate {
  readonly entry: ResultEntry;
  /** Of its stream, and within it: lines of one instant stay in the order of their arrival. */
  readonly stream: number;
  readonly position: number;
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
