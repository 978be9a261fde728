import type { Clock } from '../../../platform/clock/clock.ts';
import type { MetricsSnapshot } from '../../../platform/observe/metrics.ts';
import { growingSum } from '../../../platform/observe/summed-metrics.ts';

/** A worker that is busy for longer is shown as it was. */
const REPORT_MS = 1_000;

/** What the processes of one place have counted, one after the other. */
export class WorkerReports {
  readonly #clock: Clock;
  readonly #waiting = new Map<number, (metrics: MetricsSnapshot | null) => void>();
  #nextId = 0;
  #last: MetricsSnapshot = [];
  #ended: Promise<MetricsSnapshot> = Promise.resolve([]);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Asks the process for what it has counted; keeps the last answer when there is none in time.
   * @returns whether it answered
   */
  async ask(send: (id: number) => void): Promise<boolean> {
    const id = this.#nextId++;
    const fresh = await new Promise<MetricsSnapshot | null>((resolve) => {
      const settle = (metrics: MetricsSnapshot | null) => {
        timer.cancel();
        this.#waiting.delete(id);
        resolve(metrics);
      };
      const timer = this.#clock.after(REPORT_MS, () => settle(null));
      this.#waiting.set(id, settle);
      send(id);
    });
    if (fresh) this.#last = fresh;
    return fresh !== null;
  }

  heard(id: number, metrics: MetricsSnapshot): void {
    this.#waiting.get(id)?.(metrics);
  }

  /** The process has ended: what it had counted still counts, or sums would fall. */
  processEnded(): void {
    for (const settle of [...this.#waiting.values()]) settle(null);
    const last = this.#last;
    this.#last = [];
    this.#ended = this.#ended.then((ended) => growingSum([ended, last]));
  }

  async known(): Promise<readonly MetricsSnapshot[]> {
    return [this.#last, await this.#ended];
  }
}
