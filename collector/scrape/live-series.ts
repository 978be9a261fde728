import { type Labels, labelsKey } from '../../platform/model/labels.ts';

/** A series of one target, as it is stored. */
export interface LiveSeries {
  readonly labels: Labels;
  /** The last scrape that had it without a timestamp of its own. */
  seenIn: number;
}

/**
 * The series of one target that have no staleness marker yet. Two lines of an exposition that end
 * up under the same labels are one series.
 */
export class LiveSeriesSet {
  readonly #live = new Set<LiveSeries>();
  readonly #byKey = new Map<string, LiveSeries>();

  /** The one series of these labels. */
  of(labels: Labels): LiveSeries {
    const key = labelsKey(labels);
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    if (this.#byKey.size > 2 * this.#live.size + 1_000) this.#forgetDead();
    const series = { labels, seenIn: 0 };
    this.#byKey.set(key, series);
    return series;
  }

  saw(series: LiveSeries, scrape: number): void {
    series.seenIn = scrape;
    this.#live.add(series);
  }

  /** Those that a scrape did not have. */
  vanished(scrape: number): readonly LiveSeries[] {
    const gone: LiveSeries[] = [];
    for (const series of this.#live) if (series.seenIn !== scrape) gone.push(series);
    return gone;
  }

  /** Their markers are stored. */
  end(series: Iterable<LiveSeries>): void {
    for (const one of series) this.#live.delete(one);
  }

  get labels(): readonly Labels[] {
    return [...this.#live].map(({ labels }) => labels);
  }

  /** Takes over what was alive before, to be ended unless the next scrape has it. */
  inherit(labels: Iterable<Labels>): void {
    for (const one of labels) this.#live.add(this.of(one));
  }

  #forgetDead(): void {
    for (const [key, series] of this.#byKey) if (!this.#live.has(series)) this.#byKey.delete(key);
  }
}
