import { QueryFailure } from '../../../queries/source/query-failure.ts';
import type { Turn } from '../../../queries/source/turn.ts';

/** Samples that one question of a test may hold at once, as in Prometheus. */
const MAX_SAMPLES = 50_000_000;

/** A turn on a thread that nobody else waits for, such as that of a command. */
export class TestTurn implements Turn {
  #held = 0;

  isDue(): boolean {
    return false;
  }

  async rest(): Promise<void> {
    // Nobody else waits.
  }

  holdSamples(count: number): void {
    this.#held += count;
    if (this.#held <= MAX_SAMPLES) return;
    const message = 'query processing would load too many samples into memory in query execution';
    throw new QueryFailure('execution', message);
  }

  readBytes(): void {
    // Series in memory are not counted in bytes.
  }
}
