import { type Labels, labelsKey } from '../../platform/model/labels.ts';
import type { RuleTurn } from './evaluate-rule.ts';
import type { RunnerParts } from './ruler-parts.ts';
import type { RunningRule } from './running-rule.ts';
import { markerBatch } from './series-memory.ts';

/** Series of rules that are no more: they get a staleness marker, so that nobody reads on in them. */
export class StaleSeries {
  readonly #parts: Pick<RunnerParts, 'write' | 'metrics' | 'logger'>;
  #series: readonly Labels[] = [];

  constructor(parts: Pick<RunnerParts, 'write' | 'metrics' | 'logger'>) {
    this.#parts = parts;
  }

  add(series: readonly Labels[]): void {
    this.#series = [...this.#series, ...series];
  }

  take(): readonly Labels[] {
    const series = this.#series;
    this.#series = [];
    return series;
  }

  /**
   * Writes the markers, but for series that a rule of the group writes again. Tried once, as what
   * comes later would end what has begun anew. Rejects only with the signal's reason.
   */
  async end(
    { cluster, group, signal }: Omit<RuleTurn, 'atMs'>,
    rules: readonly RunningRule[],
    atMs: number,
  ): Promise<void> {
    const { write, metrics, logger } = this.#parts;
    const ended = this.take().filter((labels) => {
      const key = labelsKey(labels);
      return !rules.some((rule) => rule.series.has(key));
    });
    if (ended.length === 0 || !write.takes(cluster)) return;
    const to = { cluster, owner: group.owner };
    try {
      const outcome = await write.write(to, markerBatch(ended, atMs), signal);
      if (outcome.kind === 'failed') throw new Error(outcome.message);
      metrics.samples('written', ended.length - outcome.refused.length);
    } catch (err) {
      signal.throwIfAborted();
      metrics.samples('failed', ended.length);
      logger.warn({ cluster, group: group.name, err }, 'series of former rules not ended');
    }
  }
}
