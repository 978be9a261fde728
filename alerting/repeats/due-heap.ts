/** What is due at an instant. */
interface Due {
  readonly dueAtMs: number;
}

/** A binary heap of what is due: the earliest is found at once. */
export class DueHeap<T extends Due> {
  readonly #heap: T[] = [];

  get first(): T | undefined {
    return this.#heap[0];
  }

  push(clock: T): void {
    const heap = this.#heap;
    let at = heap.push(clock) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || above.dueAtMs <= clock.dueAtMs) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = clock;
  }

  dropFirst(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const right = left + 1;
      const child = (heap[right]?.dueAtMs ?? LATE) < (heap[left]?.dueAtMs ?? LATE) ? right : left;
      const below = heap[child];
      if (below === undefined || below.dueAtMs >= last.dueAtMs) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = last;
  }
}

const LATE = Number.POSITIVE_INFINITY;
