import type { Metrics } from '../observe/metrics.ts';
import type { RunOutcome } from './state-fault.ts';

/** What the state layer reports about itself. */
export interface StateMetrics {
  settled(batch: string, outcome: RunOutcome['kind']): void;
  committed(joinedBatches: number, commitSeconds: number): void;
  refused(): void;
}

/** `queue` is asked at each scrape. */
export function stateMetrics(
  metrics: Metrics,
  queue: () => { readonly batches: number; readonly bytes: number },
): StateMetrics {
  const batches = metrics.counter({
    name: 'tocsin_state_batches_total',
    help: 'Batches settled, by name and outcome.',
    labels: {
      batch: { maxValues: 300 },
      outcome: ['committed', 'rejected', 'conflict', 'failed'],
    },
  });
  const joined = metrics.histogram({
    name: 'tocsin_state_joined_batches',
    help: 'Batches that shared one commit.',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
  });
  const seconds = metrics.histogram({
    name: 'tocsin_state_commit_seconds',
    help: 'Time of one transaction with its sync to disk.',
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
  });
  const refused = metrics.counter({
    name: 'tocsin_state_refused_total',
    help: 'Batches not taken because the queue was full.',
  });
  metrics.gauge({
    name: 'tocsin_state_queue_batches',
    help: 'Batches submitted and not yet settled.',
    collect: (gauge) => gauge.set({}, queue().batches),
  });
  metrics.gauge({
    name: 'tocsin_state_queue_bytes',
    help: 'Estimated size of the batches submitted and not yet settled.',
    collect: (gauge) => gauge.set({}, queue().bytes),
  });
  return {
    settled: (batch, outcome) => batches.inc({ batch, outcome }),
    committed: (joinedBatches, commitSeconds) => {
      joined.observe({}, joinedBatches);
      seconds.observe({}, commitSeconds);
    },
    refused: () => refused.inc({}),
  };
}
