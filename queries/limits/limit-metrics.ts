import type { Metrics } from '../../platform/observe/metrics.ts';
import { LIMIT_REASONS, type LimitReason } from './refusal.ts';

/** What the limits count. */
export interface LimitMetrics {
  refused(reason: LimitReason): void;
  waited(seconds: number): void;
  /** What is under way and waiting, read at each scrape. */
  watch(queue: { readonly running: number; readonly waiting: number }): void;
}

export function createLimitMetrics(metrics: Metrics): LimitMetrics {
  const refusals = metrics.counter({
    name: 'tocsin_limit_refusals_total',
    help: 'Questions of tenants that were refused, by limit.',
    // No tenants: who may read metrics of the service need not know their names.
    labels: { reason: LIMIT_REASONS },
  });
  const waits = metrics.histogram({
    name: 'tocsin_limit_wait_seconds',
    help: 'Time that questions waited for their turn, of those that had to.',
    buckets: [0.001, 0.01, 0.1, 0.5, 1, 5, 10, 30],
  });
  let watched = { running: 0, waiting: 0 };
  metrics.gauge({
    name: 'tocsin_limit_questions',
    help: 'Questions to backends that are under way or waiting.',
    labels: { state: ['running', 'waiting'] },
    collect: (gauge) => {
      gauge.set({ state: 'running' }, watched.running);
      gauge.set({ state: 'waiting' }, watched.waiting);
    },
  });
  return {
    refused: (reason) => refusals.inc({ reason }),
    waited: (seconds) => waits.observe({}, seconds),
    watch: (queue) => {
      watched = queue;
    },
  };
}
