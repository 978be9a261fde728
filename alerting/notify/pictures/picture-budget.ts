import type { Clock } from '../../../platform/clock/clock.ts';
import type { DestinationRate } from '../channel-kind.ts';

const MINUTE_MS = 60_000;
/** Of what a robot takes in a minute or more, that much is left to pictures. */
const PART = 0.25;
const MOST_KNOWN = 10_000;

/** The rates that are left to texts where pictures are sent beside them. */
export function ratesBesidePictures(rates: readonly DestinationRate[]): readonly DestinationRate[] {
  return rates.map((rate) =>
    rate.perMs < MINUTE_MS ? rate : { ...rate, most: rate.most - pictureShare(rate) },
  );
}

function pictureShare({ most }: DestinationRate): number {
  return Math.max(1, Math.floor(most * PART));
}

/**
 * Counts pictures by destination, so that they never take the place of a text. More than a robot takes mute
 * it, for minutes and for everybody who shares it; so the count must hold over a restart too. Pictures are
 * not stored: after a start each message of the last minute is taken to have had one, which is never too few.
 */
export class PictureBudget {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #most: number;
  readonly #sent = new Map<string, number[]>();

  constructor(clock: Pick<Clock, 'nowMs'>, rates: readonly DestinationRate[]) {
    this.#clock = clock;
    const slow = rates.filter(({ perMs }) => perMs >= MINUTE_MS);
    const perMinute = slow.map((rate) => (pictureShare(rate) * MINUTE_MS) / rate.perMs);
    this.#most = Math.max(1, Math.floor(Math.min(60, ...perMinute)));
  }

  /** True, and counted, where the destination takes one more within the minute. */
  spend(destination: string): boolean {
    const nowMs = this.#clock.nowMs();
    const recent = (this.#sent.get(destination) ?? []).filter((atMs) => nowMs - atMs < MINUTE_MS);
    if (recent.length >= this.#most) return false;
    if (this.#sent.size >= MOST_KNOWN) this.#forget(nowMs);
    this.#sent.set(destination, [...recent, nowMs]);
    return true;
  }

  /** A message went before this process knew of it, perhaps with a picture; to be told oldest first. */
  assume(destination: string, atMs: number): void {
    const known = this.#sent.get(destination) ?? [];
    if (this.#clock.nowMs() - atMs >= MINUTE_MS) return;
    this.#sent.set(destination, [...known, atMs].slice(-this.#most));
  }

  /** Of those that are silent for a minute nothing needs to be known. */
  #forget(nowMs: number): void {
    for (const [destination, times] of this.#sent) {
      if (nowMs - (times.at(-1) ?? 0) >= MINUTE_MS) this.#sent.delete(destination);
    }
  }
}
