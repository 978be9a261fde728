import type { PastLevel } from './past-result.ts';

const MAX_BANDS = 500;

/** When any alert of a level fired. */
export class FiredBands {
  readonly #bands: { fromMs: number; toMs: number }[] = [];
  readonly #series = new Set<string>();
  #firing = 0;
  #sinceMs = 0;
  #fired = 0;

  begin(key: string, atMs: number): void {
    if (this.#firing === 0) this.#sinceMs = atMs;
    this.#firing += 1;
    this.#fired += 1;
    this.#series.add(key);
  }

  end(atMs: number): void {
    this.#firing -= 1;
    if (this.#firing === 0) this.#close(atMs);
  }

  /** @param endMs of the range: what still fires there, fires up to it */
  result(level: Pick<PastLevel, 'severity' | 'isNoData'>, endMs: number): PastLevel {
    if (this.#firing > 0) this.#close(endMs);
    return { ...level, fired: this.#fired, seriesFired: this.#series.size, bands: this.#bands };
  }

  #close(toMs: number): void {
    const last = this.#bands.at(-1);
    // Many short ones become one: nobody could tell them apart in the graph.
    if (last !== undefined && this.#bands.length >= MAX_BANDS) last.toMs = toMs;
    else this.#bands.push({ fromMs: this.#sinceMs, toMs });
  }
}
