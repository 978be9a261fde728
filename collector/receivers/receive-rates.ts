import type { Clock } from '../../platform/clock/clock.ts';
import type { ReceiverAnswer } from './receiver.ts';

export const RECEIVERS = [
  'remote-write',
  'loki-push',
  'otlp-metrics',
  'otlp-logs',
  'pushgateway',
  'kubernetes-events',
  'kubernetes-audit',
] as const;

export type ReceiverName = (typeof RECEIVERS)[number];

/** What one receiver got from one tenant in the 60 seconds before now. */
export interface ReceiveRate {
  readonly receiver: ReceiverName;
  readonly tenant: string;
  readonly pushes: number;
  /** Pushes answered with a status of 400 or more. */
  readonly failedPushes: number;
  /** As they came, compressed. */
  readonly bytes: number;
  /** Samples or lines. */
  readonly taken: number;
  readonly refused: number;
}

type Counts = Omit<ReceiveRate, 'receiver' | 'tenant'>;

/** One second. */
interface Slot {
  second: number;
  counts: Counts;
}

const SECONDS = 60;
const MAX_TENANTS = 10_000;
const NONE: Counts = { pushes: 0, failedPushes: 0, bytes: 0, taken: 0, refused: 0 };

/** The last minute of every receiver and tenant, for the page of collection. */
export class ReceiveRates {
  readonly #clock: Clock;
  readonly #slots = new Map<string, { receiver: ReceiverName; tenant: string; slots: Slot[] }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  note(receiver: ReceiverName, tenant: string, bytes: number, answer: ReceiverAnswer): void {
    const second = this.#second();
    const slot = this.#slotOf(receiver, tenant, second);
    if (slot === undefined) return;
    slot.counts = sum(slot.counts, {
      pushes: 1,
      failedPushes: answer.status >= 400 ? 1 : 0,
      bytes,
      ...answer.tally,
    });
  }

  /** Those that got anything, of one tenant or of all. */
  lastMinute(tenant: string | null): readonly ReceiveRate[] {
    const from = this.#second() - SECONDS;
    const rates: ReceiveRate[] = [];
    for (const [key, one] of this.#slots) {
      const recent = one.slots.filter(({ second }) => second > from);
      if (recent.length === 0) this.#slots.delete(key);
      else if (tenant === null || one.tenant === tenant) {
        const counts = recent.reduce((all, slot) => sum(all, slot.counts), NONE);
        rates.push({ receiver: one.receiver, tenant: one.tenant, ...counts });
      }
    }
    return rates;
  }

  #second(): number {
    return Math.floor(this.#clock.monotonicMs() / 1_000);
  }

  #slotOf(receiver: ReceiverName, tenant: string, second: number): Slot | undefined {
    const key = `${receiver} ${tenant}`;
    const known = this.#slots.get(key) ?? { receiver, tenant, slots: [] };
    if (known.slots.length === 0) {
      if (this.#slots.size >= MAX_TENANTS) this.lastMinute(null);
      if (this.#slots.size >= MAX_TENANTS) return undefined;
      this.#slots.set(key, known);
    }
    const last = known.slots.at(-1);
    if (last?.second === second) return last;
    const slot = { second, counts: NONE };
    known.slots.push(slot);
    if (known.slots.length > SECONDS) known.slots.shift();
    return slot;
  }
}

function sum(a: Counts, b: Counts): Counts {
  return {
    pushes: a.pushes + b.pushes,
    failedPushes: a.failedPushes + b.failedPushes,
    bytes: a.bytes + b.bytes,
    taken: a.taken + b.taken,
    refused: a.refused + b.refused,
  };
}
