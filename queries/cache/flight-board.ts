import type { Gap } from './extents.ts';
import type { Flight } from './flight.ts';
import type { FlightOutcome } from './range-question.ts';

/** A question to a backend that is under way, and what it asks for. */
export interface Underway extends Gap {
  readonly flight: Flight<FlightOutcome>;
}

/** A part of a range, and the question that will bring it. */
export interface Boarding extends Gap {
  readonly flight: Flight<FlightOutcome>;
  readonly isShared: boolean;
}

/** The questions under way, by key. As many as there are callers at most. */
export class FlightBoard {
  readonly #byKey = new Map<string, Set<Underway>>();

  /**
   * Covers a gap with what is under way and, where nothing is, with new questions. A question is
   * joined when at least half of what it asks for is wanted: nobody waits for a week to see an hour.
   */
  board(key: string, gap: Gap, launch: (gap: Gap) => Flight<FlightOutcome>): readonly Boarding[] {
    const boardings: Boarding[] = [];
    const begin = (from: number, to: number) => {
      if (from < to) boardings.push({ from, to, flight: launch({ from, to }), isShared: false });
    };
    let next = gap.from;
    for (const { flight, ...part } of this.#worthJoining(key, gap)) {
      const [from, to] = [Math.max(part.from, next), Math.min(part.to, gap.to)];
      if (from >= to) continue;
      begin(next, from);
      boardings.push({ from, to, flight, isShared: true });
      next = to;
    }
    begin(next, gap.to);
    return boardings;
  }

  enter(key: string, underway: Underway): void {
    const known = this.#byKey.get(key) ?? new Set();
    this.#byKey.set(key, known.add(underway));
  }

  leave(key: string, underway: Underway): void {
    const known = this.#byKey.get(key);
    known?.delete(underway);
    if (known?.size === 0) this.#byKey.delete(key);
  }

  #worthJoining(key: string, gap: Gap): readonly Underway[] {
    const underway = [...(this.#byKey.get(key) ?? [])];
    return underway
      .filter(({ from, to }) => {
        const overlap = Math.min(to, gap.to) - Math.max(from, gap.from);
        return overlap > 0 && 2 * overlap >= to - from;
      })
      .sort((a, b) => a.from - b.from);
  }
}
