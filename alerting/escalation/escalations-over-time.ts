import { DueHeap } from '../repeats/due-heap.ts';
import type { EscalationClock } from './escalation.ts';

/** The clocks of escalations of a simulation, which the service keeps in a table. */
export class EscalationsOverTime {
  readonly #clocks = new Map<string, EscalationClock>();
  /** What was set anew or cleared since stays in it until it comes up. */
  readonly #heap = new DueHeap<EscalationClock>();

  set(clock: EscalationClock): void {
    this.#clocks.set(clock.incidentId, clock);
    this.#heap.push(clock);
  }

  clear(incidentId: string): void {
    this.#clocks.delete(incidentId);
  }

  /** When the earliest is due that is due before the instant; undefined: none is. */
  nextDueMs(beforeMs: number): number | undefined {
    const first = this.#first();
    return first !== undefined && first.dueAtMs < beforeMs ? first.dueAtMs : undefined;
  }

  /** Those due at or before the instant, which are taken away. */
  take(nowMs: number): readonly EscalationClock[] {
    const due: EscalationClock[] = [];
    for (;;) {
      const first = this.#first();
      if (first === undefined || first.dueAtMs > nowMs) return due;
      due.push(first);
      this.clear(first.incidentId);
    }
  }

  /** What inhibition keeps back is asked about again at once. */
  wakeInhibited(nowMs: number): void {
    for (const clock of [...this.#clocks.values()]) {
      if (clock.heldBy === 'inhibited' && clock.dueAtMs > nowMs) {
        this.set({ ...clock, dueAtMs: nowMs });
      }
    }
  }

  #first(): EscalationClock | undefined {
    for (;;) {
      const { first } = this.#heap;
      if (first === undefined || this.#clocks.get(first.incidentId) === first) return first;
      this.#heap.dropFirst();
    }
  }
}
