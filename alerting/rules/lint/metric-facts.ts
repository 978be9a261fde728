import type { MetricType } from './lint-context.ts';

/** What was learned about a metric from the data of a scope. */
export interface MetricFact {
  /** From metadata; undefined where nobody says. */
  readonly type: MetricType | undefined;
  /** Between two samples of a series, as a rule; null where there were none. */
  readonly scrapeIntervalMs: number | null;
  readonly learnedAtMs: number;
}

const MAX_FACTS = 5_000;
const FRESH_MS = 10 * 60_000;

/**
 * What previews have learned about metrics, for the lint of rules that nobody looks at just now. Kept
 * by scope: what one may read says nothing to another. Bounded; the oldest go first.
 */
export class MetricFacts {
  readonly #facts = new Map<string, MetricFact>();
  /** Grows with everything that is learned. */
  version = 0;

  get(scope: string, metric: string): MetricFact | undefined {
    return this.#facts.get(keyOf(scope, metric));
  }

  isFresh(scope: string, metric: string, nowMs: number): boolean {
    const fact = this.get(scope, metric);
    return fact !== undefined && nowMs - fact.learnedAtMs < FRESH_MS;
  }

  learn(scope: string, metric: string, fact: MetricFact): void {
    const key = keyOf(scope, metric);
    this.#facts.delete(key);
    this.#facts.set(key, fact);
    this.version += 1;
    for (const oldest of this.#facts.keys()) {
      if (this.#facts.size <= MAX_FACTS) break;
      this.#facts.delete(oldest);
    }
  }
}

function keyOf(scope: string, metric: string): string {
  return `${scope}\n${metric}`;
}
