import type { Metrics } from '../../platform/observe/metrics.ts';

export type SampleFate = 'written' | 'refused' | 'failed';

/** Counters of the ruler. */
export interface RulerMetrics {
  evaluated(outcome: 'ok' | 'failed', seconds: number): void;
  missed(count: number): void;
  /** A rule's turn came only after this long. */
  waited(seconds: number): void;
  samples(fate: SampleFate, count: number): void;
  sent(outcome: 'taken' | 'failed', count: number): void;
}

/** What is read at each scrape. */
export interface RulerGauges {
  readonly groups: () => number;
  readonly rules: () => number;
  readonly waiting: () => number;
}

const SECONDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 120];

/** Registers `tocsin_ruler_*`; once per registry. */
export function createRulerMetrics(metrics: Metrics, gauges: RulerGauges): RulerMetrics {
  const evaluations = metrics.histogram({
    name: 'tocsin_ruler_evaluation_seconds',
    help: 'Evaluations of single rules, by outcome; the count is their number.',
    labels: { outcome: ['ok', 'failed'] },
    buckets: SECONDS,
  });
  const failures = metrics.counter({
    name: 'tocsin_ruler_evaluation_failures_total',
    help: 'Evaluations of single rules that failed.',
  });
  const missed = metrics.counter({
    name: 'tocsin_ruler_missed_total',
    help: 'Evaluations of groups that were left out because the one before was not over in time.',
  });
  const waits = metrics.histogram({
    name: 'tocsin_ruler_wait_seconds',
    help: 'How long rules waited for their turn among all rules.',
    buckets: SECONDS,
  });
  const samples = metrics.counter({
    name: 'tocsin_ruler_samples_total',
    help: 'Samples made by rules, by what became of them.',
    labels: { fate: ['written', 'refused', 'failed'] },
  });
  const sends = metrics.counter({
    name: 'tocsin_ruler_alerts_sent_total',
    help: 'Alerts handed to the intake, resends too.',
    labels: { outcome: ['taken', 'failed'] },
  });
  registerGauges(metrics, gauges);
  return {
    evaluated: (outcome, seconds) => {
      evaluations.observe({ outcome }, seconds);
      if (outcome === 'failed') failures.inc({});
    },
    missed: (count) => missed.inc({}, count),
    waited: (seconds) => waits.observe({}, seconds),
    samples: (fate, count) => samples.inc({ fate }, count),
    sent: (outcome, count) => sends.inc({ outcome }, count),
  };
}

function registerGauges(metrics: Metrics, gauges: RulerGauges): void {
  metrics.gauge({
    name: 'tocsin_ruler_groups',
    help: 'Rule groups that are evaluated here.',
    collect: (gauge) => gauge.set({}, gauges.groups()),
  });
  metrics.gauge({
    name: 'tocsin_ruler_rules',
    help: 'Rules that are evaluated here.',
    collect: (gauge) => gauge.set({}, gauges.rules()),
  });
  metrics.gauge({
    name: 'tocsin_ruler_waiting',
    help: 'Rules that wait for their turn.',
    collect: (gauge) => gauge.set({}, gauges.waiting()),
  });
}
