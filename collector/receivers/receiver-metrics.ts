import type { Metrics } from '../../platform/observe/metrics.ts';
import { PUSH_OUTCOMES, type ReceiverMetrics } from './observed-receiver.ts';
import { RECEIVERS } from './receive-rates.ts';

const RESULTS = ['taken', 'refused'] as const;

/** The counters of receivers in a registry of the process. */
export function createReceiverMetrics(metrics: Metrics): ReceiverMetrics {
  const pushes = metrics.counter({
    name: 'tocsin_receiver_pushes_total',
    help: 'Pushes, by receiver and how they ended.',
    labels: { receiver: RECEIVERS, outcome: PUSH_OUTCOMES },
  });
  const bytes = metrics.counter({
    name: 'tocsin_receiver_bytes_total',
    help: 'Bytes of pushes as they came.',
    labels: { receiver: RECEIVERS },
  });
  const items = metrics.counter({
    name: 'tocsin_receiver_items_total',
    help: 'Samples and lines of pushes.',
    labels: { receiver: RECEIVERS, result: RESULTS },
  });
  return {
    pushed: (receiver, outcome, counts) => {
      pushes.inc({ receiver, outcome });
      bytes.inc({ receiver }, counts.bytes);
      for (const result of RESULTS) items.inc({ receiver, result }, counts[result]);
    },
  };
}
