import type { Clock, Timer } from '../../platform/clock/clock.ts';
import { asError } from '../../platform/errors/app-error.ts';
import type { Logger } from '../../platform/observe/logger.ts';

/** What is brought to disk from time to time. */
export interface Syncable {
  /** Resolves when everything written before the call survives a power cut. */
  sync(): Promise<void>;
}

export interface JournalSyncerOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** So much is lost by a power cut at most (200); the end of the process loses nothing. */
  readonly syncIntervalMs?: number;
}

/** Syncs all journals of the process together, at most once per interval, and only those written to. */
export class JournalSyncer {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #intervalMs: number;
  readonly #written = new Set<Syncable>();
  #timer: Timer | null = null;

  constructor(options: JournalSyncerOptions) {
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#intervalMs = options.syncIntervalMs ?? 200;
  }

  /** Something was written to it. */
  mark(journal: Syncable): void {
    this.#written.add(journal);
    this.#timer ??= this.#clock.after(this.#intervalMs, () => void this.#syncAll());
  }

  /** It is closed: nothing more is to be synced. */
  forget(journal: Syncable): void {
    this.#written.delete(journal);
    if (this.#written.size > 0) return;
    this.#timer?.cancel();
    this.#timer = null;
  }

  async #syncAll(): Promise<void> {
    const journals = [...this.#written];
    this.#written.clear();
    await Promise.all(journals.map((journal) => this.#syncOne(journal)));
    this.#timer = null;
    if (this.#written.size > 0) {
      this.#timer = this.#clock.after(this.#intervalMs, () => void this.#syncAll());
    }
  }

  async #syncOne(journal: Syncable): Promise<void> {
    try {
      await journal.sync();
    } catch (thrown) {
      this.#written.add(journal);
      this.#logger.error({ err: asError(thrown) }, 'a journal could not be synced to disk');
    }
  }
}
