/**
 * One question to a backend that several callers wait for. Each may leave; the last one to leave
 * cancels it.
 */
export class Flight<T> {
  readonly #cancel = new AbortController();
  readonly #outcome: Promise<T>;
  #waiting = 0;
  #isOver = false;

  /**
   * @param ask starts at once; its signal is aborted when nobody waits any more
   * @param onOver called once, when it has ended or was cancelled: nobody may join from then on
   */
  constructor(ask: (signal: AbortSignal) => Promise<T>, onOver: () => void) {
    const over = () => {
      if (this.#isOver) return;
      this.#isOver = true;
      onOver();
    };
    this.#cancel.signal.addEventListener('abort', over, { once: true });
    this.#outcome = ask(this.#cancel.signal).finally(over);
    // Whoever waits hears of a failure below; after the last one has left nobody is there to hear it.
    this.#outcome.catch(() => undefined);
  }

  /** The outcome; rejects with the signal's reason as soon as that is aborted. */
  join(signal: AbortSignal): Promise<T> {
    this.#waiting++;
    return new Promise<T>((resolve, reject) => {
      const onAbort = () => {
        reject(signal.reason);
        this.#waiting--;
        if (this.#waiting === 0 && !this.#isOver) this.#cancel.abort(signal.reason);
      };
      if (signal.aborted) return onAbort();
      signal.addEventListener('abort', onAbort, { once: true });
      this.#outcome
        .finally(() => signal.removeEventListener('abort', onAbort))
        .then(resolve, reject);
      return undefined;
    });
  }
}
