import type { Metrics } from '../platform/observe/metrics.ts';

/** Counters of the notifying half of the alerting plane. */
export interface AlertingMetrics {
  /** An alert of a post, and what was made of it: a reason of identify, or `bad`. */
  alert(outcome: string, count?: number): void;
  /** A post was turned away; the client tries again. */
  overloaded(): void;
  /** An incident changed: a kind of event. */
  event(kind: string, count?: number): void;
  /** A message was queued, or not, and why. */
  decision(reason: string, count?: number): void;
  /** An attempt at a delivery ended. */
  attempt(channelKind: string, outcome: string, seconds: number): void;
  /** A batch had to be decided again because what it was based on had changed. */
  redecided(): void;
  liveDropped(reason: string): void;
}

/** What is read at each scrape rather than counted. */
export interface AlertingGauges {
  readonly openIncidents: () => number;
  readonly liveSessions: () => number;
}

/** Registers `tocsin_alerting_*`; once per registry. */
export function createAlertingMetrics(metrics: Metrics, gauges: AlertingGauges): AlertingMetrics {
  const alerts = metrics.counter({
    name: 'tocsin_alerting_alerts_total',
    help: 'Alerts received, by what was made of them.',
    labels: { outcome: { maxValues: 40 } },
  });
  const overloads = metrics.counter({
    name: 'tocsin_alerting_overload_total',
    help: 'Posts turned away because too much was in flight.',
  });
  const events = metrics.counter({
    name: 'tocsin_alerting_events_total',
    help: 'Events written to incidents, by kind.',
    labels: { kind: { maxValues: 20 } },
  });
  const decisions = metrics.counter({
    name: 'tocsin_alerting_decisions_total',
    help: 'Messages queued or not, by reason.',
    labels: { reason: { maxValues: 40 } },
  });
  const attempts = metrics.histogram({
    name: 'tocsin_alerting_delivery_seconds',
    help: 'Attempts at deliveries.',
    labels: { channel: { maxValues: 20 }, outcome: ['sent', 'retry', 'drop'] },
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10, 30],
  });
  const redecisions = metrics.counter({
    name: 'tocsin_alerting_redecided_total',
    help: 'Batches decided again because an incident had changed meanwhile.',
  });
  const drops = metrics.counter({
    name: 'tocsin_alerting_live_dropped_total',
    help: 'Live sessions closed by the service, by reason.',
    labels: { reason: { maxValues: 10 } },
  });
  registerGauges(metrics, gauges);
  return {
    alert: (outcome, count = 1) => alerts.inc({ outcome }, count),
    overloaded: () => overloads.inc({}),
    event: (kind, count = 1) => events.inc({ kind }, count),
    decision: (reason, count = 1) => decisions.inc({ reason }, count),
    attempt: (channel, outcome, seconds) =>
      attempts.observe({ channel, outcome: attemptOutcome(outcome) }, seconds),
    redecided: () => redecisions.inc({}),
    liveDropped: (reason) => drops.inc({ reason }),
  };
}

function registerGauges(metrics: Metrics, gauges: AlertingGauges): void {
  metrics.gauge({
    name: 'tocsin_alerting_open_incidents',
    help: 'Incidents that fire.',
    collect: (gauge) => gauge.set({}, gauges.openIncidents()),
  });
  metrics.gauge({
    name: 'tocsin_alerting_live_sessions',
    help: 'Open live sockets.',
    collect: (gauge) => gauge.set({}, gauges.liveSessions()),
  });
}

function attemptOutcome(outcome: string): 'sent' | 'retry' | 'drop' {
  if (outcome === 'sent' || outcome === 'retry') return outcome;
  return 'drop';
}
