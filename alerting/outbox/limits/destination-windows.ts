import type { DestinationRate } from '../../notify/channel-kind.ts';

/**
 * When messages went to each destination, so that no more go in any stretch of time than it takes.
 * Stricter than a bucket that fills up evenly: at no time does twice the number get through. Of one
 * process: who decides about messages fills it with what others have sent (`ReceiverLimits.load`).
 */
export class DestinationWindows {
  readonly #sentAtMs = new Map<string, readonly number[]>();

  /**
   * Takes a place if there is one.
   * @returns null, or from when on there will be a place
   */
  take(key: string, rates: readonly DestinationRate[], nowMs: number): number | null {
    const freeMs = this.freeAtMs(key, rates, nowMs);
    if (freeMs !== null) return freeMs;
    this.spend(key, rates, nowMs);
    return null;
  }

  /** As `take`, without taking. */
  freeAtMs(key: string, rates: readonly DestinationRate[], nowMs: number): number | null {
    const sent = this.#sentAtMs.get(key) ?? [];
    let freeMs = nowMs;
    for (const { most, perMs } of rates) {
      const first = sent[sent.length - most];
      if (first !== undefined) freeMs = Math.max(freeMs, first + perMs);
    }
    return freeMs > nowMs ? freeMs : null;
  }

  /** A message goes although nobody asked whether it may. */
  spend(key: string, rates: readonly DestinationRate[], nowMs: number): void {
    const longestMs = Math.max(0, ...rates.map(({ perMs }) => perMs));
    // A clock that was set back must not keep everybody waiting.
    const sent = (this.#sentAtMs.get(key) ?? []).filter(
      (atMs) => atMs > nowMs - longestMs && atMs <= nowMs,
    );
    if (longestMs > 0) this.#sentAtMs.set(key, [...sent, nowMs]);
    if (this.#sentAtMs.size > MAX_DESTINATIONS) this.#forgetOldest();
  }

  #forgetOldest(): void {
    const [oldest] = this.#sentAtMs.keys();
    if (oldest !== undefined) this.#sentAtMs.delete(oldest);
  }
}

const MAX_DESTINATIONS = 20_000;
