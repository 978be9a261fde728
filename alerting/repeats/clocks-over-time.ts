import type { ClockWrite } from '../outbox/queue-change.ts';
import type { ClockMove } from '../outbox/queue-due.ts';
import { DueHeap } from './due-heap.ts';
import { isGathering, type MessageClock, setClock } from './message-clock.ts';

/** The clocks of a simulation, which the service keeps in a table: the earliest is found at once. */
export class ClocksOverTime {
  readonly #clocks = new Map<string, MessageClock>();
  /** Keys of clocks of each group. */
  readonly #groups = new Map<string, Set<string>>();
  /** What was set anew or cleared since stays in it until it comes up. */
  readonly #heap = new DueHeap<MessageClock>();

  write(writes: readonly ClockWrite[]): void {
    for (const write of writes) {
      if (write.kind === 'clear') this.#drop(keyOf(write));
      else if (write.kind === 'start' && this.#clocks.has(keyOf(write.clock))) continue;
      else this.#put(setClock(this.#clocks.get(keyOf(write.clock)), write.clock));
    }
  }

  move(moves: readonly ClockMove[]): void {
    for (const { clock, to } of moves) {
      if (to === null) this.#drop(keyOf(clock));
      else this.#put(to);
    }
  }

  /** When the earliest is due that is due before the instant; undefined: none is. */
  nextDueMs(beforeMs: number): number | undefined {
    const first = this.#first();
    return first !== undefined && first.dueAtMs < beforeMs ? first.dueAtMs : undefined;
  }

  /** Those due at or before the instant; they stay until they are set anew or cleared. */
  due(nowMs: number): readonly MessageClock[] {
    const due: MessageClock[] = [];
    for (;;) {
      const first = this.#first();
      if (first === undefined || first.dueAtMs > nowMs) break;
      due.push(first);
      this.#heap.dropFirst();
    }
    for (const clock of due) this.#heap.push(clock);
    return due;
  }

  /** News that waits with the group and for nothing else. */
  gathering(groupId: string): readonly MessageClock[] {
    const keys = this.#groups.get(groupId) ?? [];
    const clocks = [...keys].flatMap((key) => this.#clocks.get(key) ?? []);
    return clocks.filter((clock) => clock.groupId === groupId && isGathering(clock));
  }

  /** Whether one of these channels has still to be told of the incident. */
  has(incidentId: string, channelIds: readonly string[]): boolean {
    return channelIds.some((channelId) => this.#clocks.has(keyOf({ incidentId, channelId })));
  }

  /** What inhibition keeps back is asked about again at once. */
  wakeInhibited(nowMs: number): void {
    for (const clock of [...this.#clocks.values()]) {
      if (clock.heldBy === 'inhibited' && clock.dueAtMs > nowMs) {
        this.#put({ ...clock, dueAtMs: nowMs });
      }
    }
  }

  /** What is kept back of an incident is asked about again at once. */
  askAgain(incidentId: string, nowMs: number): void {
    for (const clock of [...this.#clocks.values()]) {
      if (clock.incidentId === incidentId && clock.heldBy !== null && clock.dueAtMs > nowMs) {
        this.#put({ ...clock, dueAtMs: nowMs });
      }
    }
  }

  #put(clock: MessageClock): void {
    const key = keyOf(clock);
    this.#drop(key);
    this.#clocks.set(key, clock);
    if (clock.groupId !== null) {
      const group = this.#groups.get(clock.groupId);
      if (group) group.add(key);
      else this.#groups.set(clock.groupId, new Set([key]));
    }
    this.#heap.push(clock);
  }

  #drop(key: string): void {
    const groupId = this.#clocks.get(key)?.groupId ?? null;
    this.#clocks.delete(key);
    if (groupId === null) return;
    const group = this.#groups.get(groupId);
    group?.delete(key);
    if (group?.size === 0) this.#groups.delete(groupId);
  }

  #first(): MessageClock | undefined {
    for (;;) {
      const { first } = this.#heap;
      if (first === undefined || this.#clocks.get(keyOf(first)) === first) return first;
      this.#heap.dropFirst();
    }
  }
}

function keyOf({ incidentId, channelId }: Pick<MessageClock, 'incidentId' | 'channelId'>): string {
  return `${incidentId}/${channelId}`;
}
