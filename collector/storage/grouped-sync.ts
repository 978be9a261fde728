/** A descriptor that is written to, as {@link GroupedSync} needs it. */
export interface SyncTarget {
  sync(): Promise<void>;
  close(): void;
}

/** Syncs one file at a time: who asks while a sync runs shares the next one. */
export class GroupedSync {
  readonly #target: SyncTarget;
  #written = 0;
  #synced = 0;
  #running: Promise<void> | null = null;
  #next: Promise<void> | null = null;
  #isRetired = false;

  constructor(target: SyncTarget) {
    this.#target = target;
  }

  noteWrite(): void {
    this.#written += 1;
  }

  /** Resolves when everything noted before the call is on disk. */
  sync(): Promise<void> {
    if (this.#isSettled()) return Promise.resolve();
    if (this.#running === null) return this.#run();
    this.#next ??= this.#running.then(
      () => this.#runNext(),
      () => this.#runNext(),
    );
    return this.#next;
  }

  /** Its owner has synced it itself: closes it when no sync needs it any more. */
  retire(): void {
    this.#isRetired = true;
    if (this.#running === null) this.#target.close();
  }

  #runNext(): Promise<void> {
    this.#next = null;
    return this.#isSettled() ? Promise.resolve() : this.#run();
  }

  #isSettled(): boolean {
    return this.#isRetired || this.#synced === this.#written;
  }

  async #run(): Promise<void> {
    const upTo = this.#written;
    const running = this.#target.sync();
    this.#running = running;
    try {
      await running;
      this.#synced = upTo;
    } finally {
      this.#running = null;
      if (this.#isRetired) this.#target.close();
    }
  }
}
