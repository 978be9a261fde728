import type { Clock, Timer } from '../../platform/clock/clock.ts';
import type { Target } from './target.ts';
import type { TargetScraper } from './target-scraper.ts';

/** How far from its due instant a scrape may be and still be stored under it, as in Prometheus. */
const ALIGN_TOLERANCE_MS = 2;

/** Scrapes of `startAtOnce` that are not at their instants, and how much of the interval follows each. */
const EARLY_SCRAPES = 2;
const EARLY_GAP_PART = 0.2;

/**
 * Scrapes one target at its interval, at an offset that its key decides, so that targets are spread
 * and keep their instants over restarts. A scrape that was due while one was under way follows it
 * at once; more than one are left out.
 */
export class ScrapeLoop {
  readonly target: Target;
  readonly scraper: TargetScraper;
  readonly #clock: Clock;
  readonly #abort = new AbortController();
  #timer: Timer | undefined;
  #running: Promise<void> = Promise.resolve();
  #dueMs = 0;
  #early = 0;
  #isOpen = false;

  constructor(target: Target, scraper: TargetScraper, clock: Clock) {
    this.target = target;
    this.scraper = scraper;
    this.#clock = clock;
  }

  start(): void {
    this.#isOpen = true;
    this.#dueMs = firstDueMs(this.target, this.#clock.nowMs());
    this.#plan();
  }

  /**
   * Scrapes now, soon after, and then at its instants: what a new target in this process says, rates
   * too, is seen in seconds.
   */
  startAtOnce(): void {
    this.#isOpen = true;
    this.#dueMs = this.#clock.nowMs();
    this.#early = EARLY_SCRAPES;
    this.#plan();
  }

  /** Starts when the other has ended; its series go on here. */
  takePlaceOf(before: ScrapeLoop): Promise<void> {
    this.#isOpen = true;
    this.#running = this.#inherit(before);
    return this.#running;
  }

  /** Takes no new turn; resolves when the scrape under way is stored. */
  async drain(): Promise<void> {
    this.#isOpen = false;
    this.#timer?.cancel();
    await this.#running;
  }

  /** Breaks off and ends all series of the target. */
  async end(): Promise<void> {
    this.#abort.abort(new Error('the target is scraped no more'));
    await this.drain();
    const { lastScrapeMs } = this.scraper.state();
    await this.scraper.end(Math.max(this.#clock.nowMs(), (lastScrapeMs ?? 0) + 1));
  }

  async #inherit(before: ScrapeLoop): Promise<void> {
    await before.drain();
    this.scraper.inherit(before.scraper);
    // It may have been ended while it waited.
    if (this.#isOpen) this.start();
  }

  #plan(): void {
    if (!this.#isOpen) return;
    const nowMs = this.#clock.nowMs();
    const { intervalMs } = this.target;
    const longestMs = intervalMs * (1 + EARLY_GAP_PART);
    // The wall clock was set back.
    if (this.#dueMs - nowMs > longestMs) this.#dueMs = firstDueMs(this.target, nowMs);
    this.#timer = this.#clock.after(Math.max(0, this.#dueMs - nowMs), () => {
      this.#running = this.#scrapeOnce();
    });
  }

  async #scrapeOnce(): Promise<void> {
    const { intervalMs } = this.target;
    const nowMs = this.#clock.nowMs();
    while (nowMs - this.#dueMs >= intervalMs) this.#dueMs += intervalMs;
    const toleranceMs = Math.min(ALIGN_TOLERANCE_MS, intervalMs / 100);
    const isAligned = Math.abs(nowMs - this.#dueMs) <= toleranceMs;
    await this.scraper.scrape(isAligned ? this.#dueMs : nowMs, this.#abort.signal);
    this.#dueMs = this.#nextDueMs(nowMs);
    this.#plan();
  }

  #nextDueMs(scrapedMs: number): number {
    const { intervalMs } = this.target;
    if (this.#early === 0) return this.#dueMs + intervalMs;
    this.#early -= 1;
    const earliestMs = scrapedMs + Math.round(intervalMs * EARLY_GAP_PART);
    return this.#early > 0 ? earliestMs : firstDueMs(this.target, earliestMs);
  }
}

/** The first instant from now on that lies at the target's place in the interval. */
function firstDueMs({ key, intervalMs }: Target, nowMs: number): number {
  const offsetMs = hashOf(key) % intervalMs;
  const beginMs = nowMs - (nowMs % intervalMs);
  const dueMs = beginMs + offsetMs;
  return dueMs >= nowMs ? dueMs : dueMs + intervalMs;
}

/** FNV-1a of 32 bits, mixed once more: keys differ in their last characters. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  return (hash ^ (hash >>> 15)) >>> 0;
}
