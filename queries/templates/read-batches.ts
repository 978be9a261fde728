import type { AnswerOrigin, AskAnswer, AskError, QueryTime } from './ask-metrics.ts';
import type { LabelledCell } from './metric-rows.ts';
import type { Inquiry } from './metrics-context.ts';
import { valuesIn } from './value-budget.ts';

/** What the queries of one metric came to together; an error is that of all. */
export interface ReadBatches extends AnswerOrigin {
  readonly error: AskError | null;
  readonly cells: readonly LabelledCell[];
}

/** Most rows that one metric may have. */
export const MAX_ROWS = 50_000;

/** Asks one after the other; only an abort rejects. Texts of several are apart by a line break. */
export async function readBatches(
  promqls: readonly string[],
  time: QueryTime,
  { asker, budget }: Pick<Inquiry, 'asker' | 'budget'>,
  signal: AbortSignal,
): Promise<ReadBatches> {
  const cells: LabelledCell[] = [];
  const origins: AnswerOrigin[] = [];
  for (const promql of promqls) {
    signal.throwIfAborted();
    const answer = await asker.ask(promql, time, signal);
    if (answer.kind === 'error') return failed(answer.error, origins);
    origins.push(answer);
    const read = cellsOf(answer);
    const values = read.reduce((sum, { cell }) => sum + valuesIn(cell), 0);
    if (cells.length + read.length > MAX_ROWS) {
      const message = `there are more than the ${MAX_ROWS} rows allowed; filter by names`;
      return failed({ kind: 'unprocessable', message }, origins);
    }
    if (!budget.take(values)) {
      const message =
        'with this metric the question would hold too many values; ask for fewer metrics, fewer names or a larger step';
      return failed({ kind: 'unprocessable', message }, origins);
    }
    for (const cell of read) cells.push(cell);
  }
  return { ...joined(origins), error: null, cells };
}

function failed(error: AskError, origins: readonly AnswerOrigin[]): ReadBatches {
  return { ...joined(origins), error, cells: [] };
}

/** What was left out of one of them is missing from the whole. */
function joined(origins: readonly AnswerOrigin[]): AnswerOrigin {
  const narrowed = origins.flatMap(({ pairs }) => (pairs === null ? [] : [pairs]));
  const [first, ...others] = narrowed;
  return {
    sent: origins.map(({ sent }) => sent).join('\n'),
    warnings: [...new Set(origins.flatMap(({ warnings }) => warnings))],
    pairs: first?.filter((pair) => others.every((pairs) => pairs.includes(pair))) ?? null,
  };
}

function cellsOf(answer: Exclude<AskAnswer, { kind: 'error' }>): readonly LabelledCell[] {
  if (answer.kind === 'vector') {
    return answer.samples.map(({ labels, value }) => ({
      labels,
      cell: { kind: 'value', value, idle: false },
    }));
  }
  return answer.series.map(({ labels, points }) => ({
    labels,
    cell: { kind: 'points', points, idle: false },
  }));
}
