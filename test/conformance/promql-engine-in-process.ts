import type { Expr } from '../../queries/promql/ast.ts';
import { evaluateInstant, evaluateRange } from '../../queries/promql/evaluate/evaluate.ts';
import type { QueryResult } from '../../queries/promql/evaluate/query-result.ts';
import { parsePromql } from '../../queries/promql/parse.ts';
import { QueryFailure } from '../../queries/source/query-failure.ts';
import type { Turn } from '../../queries/source/turn.ts';
import { MemorySource } from './promql-engine-memory-source.ts';
import type { LoadedSeries, SystemAnswer, SystemUnderTest } from './promql-engine-system.ts';

/** The settings that Prometheus's own suite uses for its version. */
export interface InProcessSettings {
  readonly compat2: boolean;
  readonly delayedNameRemoval: boolean;
}

/** Of samples held at once; what is more is a mistake of a script. */
const MAX_SAMPLES = 50_000_000;

/** A turn that is never over. Counts what is held, so that what is never let go of shows. */
class EndlessTurn implements Turn {
  held = 0;

  isDue(): boolean {
    return false;
  }

  async rest(): Promise<void> {
    // Nobody else waits for the thread.
  }

  holdSamples(count: number): void {
    this.held += count;
    if (this.held > MAX_SAMPLES) {
      throw new QueryFailure(
        'execution',
        'query processing would load too many samples into memory in query execution',
      );
    }
  }

  readBytes(): void {
    // Metrics are not counted in bytes.
  }
}

/** The engine in this process, over series in memory. */
export class InProcessSystem implements SystemUnderTest {
  readonly #settings: InProcessSettings;
  #source = new MemorySource();

  constructor(settings: InProcessSettings) {
    this.#settings = settings;
  }

  async clear(): Promise<void> {
    this.#source = new MemorySource();
  }

  async load(series: readonly LoadedSeries[]): Promise<void> {
    this.#source.add(series);
  }

  async instant(query: string, atMs: number): Promise<SystemAnswer> {
    const options = { ...this.#settings, startMs: atMs, endMs: atMs, stepMs: 1 };
    return this.#answer(query, (expr) =>
      evaluateInstant({ expr, text: query }, options, this.#source, new EndlessTurn()),
    );
  }

  async range(
    query: string,
    startMs: number,
    endMs: number,
    stepMs: number,
  ): Promise<SystemAnswer> {
    const options = { ...this.#settings, startMs, endMs, stepMs };
    return this.#answer(query, (expr) =>
      evaluateRange({ expr, text: query }, options, this.#source, new EndlessTurn()),
    );
  }

  async #answer(
    query: string,
    evaluate: (expr: Expr) => Promise<QueryResult>,
  ): Promise<SystemAnswer> {
    const parsed = parsePromql(query);
    if (parsed.kind === 'error') return { kind: 'failure', message: parsed.error.text };
    try {
      return { kind: 'result', result: await evaluate(parsed.expr) };
    } catch (error) {
      if (!(error instanceof QueryFailure)) throw error;
      return { kind: 'failure', message: error.message };
    }
  }
}
