import { asError } from '../../platform/errors/app-error.ts';
import type { RuleSample } from './alert-samples.ts';
import type { RunnerParts } from './ruler-parts.ts';
import { evaluationBatch, type SeriesByKey } from './series-memory.ts';
import type { WriteOutcome } from './write-samples.ts';

/** What one evaluation of a rule has to write. */
export interface RuleWriting {
  readonly cluster: string;
  readonly owner: string;
  readonly atMs: number;
  readonly samples: readonly RuleSample[];
  /** What the evaluation before wrote. */
  readonly before: SeriesByKey;
  readonly signal: AbortSignal;
}

export interface RuleWritten {
  /** What the next evaluation must end when it does not write it again. */
  readonly series: SeriesByKey;
  /** Null: everything is stored. */
  readonly problem: string | null;
}

/**
 * Writes the samples of one evaluation and the ends of series that are no more. Rejects only with
 * the signal's reason. When nothing could be stored, the series are those of before.
 */
export async function writeRuleSamples(
  writing: RuleWriting,
  { write, metrics }: Pick<RunnerParts, 'write' | 'metrics'>,
): Promise<RuleWritten> {
  const { cluster, owner, before, samples, atMs, signal } = writing;
  if (!write.takes(cluster) || samples.length + before.size === 0) {
    return { series: new Map(), problem: null };
  }
  const { batch, written } = evaluationBatch(samples, before, atMs);
  let outcome: WriteOutcome;
  try {
    outcome = await write.write({ cluster, owner }, batch, signal);
  } catch (thrown) {
    signal.throwIfAborted();
    outcome = { kind: 'failed', message: asError(thrown).message };
  }
  if (outcome.kind === 'failed') {
    metrics.samples('failed', batch.refs.length);
    return { series: before, problem: outcome.message };
  }
  // A marker that comes late for its series is of no use to anybody.
  const refused = outcome.refused.filter(({ sample }) => sample < written.length);
  metrics.samples('written', batch.refs.length - outcome.refused.length);
  metrics.samples('refused', outcome.refused.length);
  const turnedDown = new Set(refused.map(({ sample }) => sample));
  const series = new Map(written.filter((_one, index) => !turnedDown.has(index)));
  return { series, problem: refusalText(refused) };
}

function refusalText(refused: readonly { readonly kind: string }[]): string | null {
  if (refused.length === 0) return null;
  const kinds = [...new Set(refused.map(({ kind }) => kind))].sort().join(', ');
  return `${refused.length} samples of the result were not stored: ${kinds}`;
}
