import type { Evaluation } from './evaluation.ts';
import type { VectorColumns } from './vector-columns.ts';

/** The rows without their names, now or (delayed name removal) marked to lose them at the end. */
export function dropNames(evaluation: Evaluation, vector: VectorColumns): VectorColumns {
  if (evaluation.settings.delayedNameRemoval) {
    return { ...vector, pendingDrop: new Uint8Array(vector.series.length).fill(1) };
  }
  return { ...vector, series: vector.series.map((labels) => labels.withoutName()) };
}
