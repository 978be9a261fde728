/** What metrics of Fluentd and Fluent Bit say; null: not measured. */
export interface LoggingFigures {
  /** Of buffers on the way to outputs. */
  readonly bufferBytes: number | null;
  /** Chunks that wait. */
  readonly bufferQueueLength: number | null;
  /** In the last 15 minutes, as those below. */
  readonly retries: number | null;
  readonly aggregatorErrors: number | null;
  readonly agentDrops: number | null;
  readonly agentErrors: number | null;
}

export const NO_FIGURES: LoggingFigures = {
  bufferBytes: null,
  bufferQueueLength: null,
  retries: null,
  aggregatorErrors: null,
  agentDrops: null,
  agentErrors: null,
};

type Question = (selector: string) => string;

const sum =
  (metric: string): Question =>
  (selector) =>
    `sum(${metric}${selector})`;
const grown =
  (metric: string): Question =>
  (selector) =>
    `sum(increase(${metric}${selector}[15m]))`;

const QUESTIONS: Readonly<Record<keyof LoggingFigures, Question>> = {
  bufferBytes: sum('fluentd_output_status_buffer_total_bytes'),
  bufferQueueLength: sum('fluentd_output_status_buffer_queue_length'),
  retries: grown('fluentd_output_status_retry_count'),
  aggregatorErrors: grown('fluentd_output_status_num_errors'),
  agentDrops: grown('fluentbit_output_dropped_records_total'),
  agentErrors: grown('fluentbit_output_errors_total'),
};

/**
 * Asks for each figure.
 * @param ask answers the one value of a query, null when there is none or nobody answers; never rejects
 * @param clusterLabel and value where several clusters share a backend; null: it holds this one only
 */
export async function askFigures(
  ask: (query: string) => Promise<number | null>,
  cluster: readonly [label: string, value: string] | null,
): Promise<LoggingFigures> {
  const selector = cluster === null ? '' : `{${cluster[0]}="${cluster[1]}"}`;
  const names = Object.keys(QUESTIONS) as readonly (keyof LoggingFigures)[];
  const values = await Promise.all(names.map((name) => ask(QUESTIONS[name](selector))));
  const figures: { -readonly [Name in keyof LoggingFigures]: number | null } = { ...NO_FIGURES };
  for (const [index, name] of names.entries()) figures[name] = values[index] ?? null;
  return figures;
}
