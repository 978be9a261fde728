import type { Clock } from '../../../platform/clock/clock.ts';
import { DestinationWindows } from '../../outbox/limits/destination-windows.ts';
import type { DestinationRate } from '../channel-kind.ts';

const MINUTE_MS = 60_000;
/** Of what a robot takes in a minute or more, that much is left to pictures. */
const PART = 0.25;
/** Whatever a destination takes. */
const MOST: DestinationRate = { most: 60, perMs: MINUTE_MS };

/** The rates that are left to texts where pictures are sent beside them; never none. */
export function ratesBesidePictures(rates: readonly DestinationRate[]): readonly DestinationRate[] {
  return rates.map((rate) =>
    rate.perMs < MINUTE_MS ? rate : { ...rate, most: rate.most - pictureShare(rate) },
  );
}

/** None of a single place: that is the text's. */
function pictureShare({ most }: DestinationRate): number {
  return most < 2 ? 0 : Math.max(1, Math.floor(most * PART));
}

/**
 * Counts pictures by destination, so that they never take the place of a text. More than a robot takes mute
 * it, for minutes and for everybody who shares it; so the count must hold over a restart too. Pictures are
 * not stored: after a start each message that still counts is taken to have had one, which is never too few.
 */
export class PictureBudget {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #rates: readonly DestinationRate[];
  readonly #windows = new DestinationWindows();

  /** @param rates what a destination takes of texts and pictures together */
  constructor(clock: Pick<Clock, 'nowMs'>, rates: readonly DestinationRate[]) {
    this.#clock = clock;
    const slow = rates.filter(({ perMs }) => perMs >= MINUTE_MS);
    this.#rates = [MOST, ...slow.map((rate) => ({ ...rate, most: pictureShare(rate) }))];
  }

  /** True, and counted, where the destination takes one more now. */
  spend(destination: string): boolean {
    if (this.#rates.some(({ most }) => most === 0)) return false;
    return this.#windows.take(destination, this.#rates, this.#clock.nowMs()) === null;
  }

  /** A message went before this process knew of it, perhaps with a picture; to be told oldest first. */
  assume(destination: string, atMs: number): void {
    this.#windows.spend(destination, this.#rates, atMs);
  }
}
