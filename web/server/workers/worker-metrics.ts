import type { Metrics } from '../../../platform/observe/metrics.ts';

/** What is counted of requests that come to another process than the one that answers. */
export interface RelayMetrics {
  relayed(): void;
}

export function createRelayMetrics(metrics: Metrics): RelayMetrics {
  const relayed = metrics.counter({
    name: 'tocsin_relayed_requests_total',
    help: 'Requests that one process of the service passed on to another, as their connection was there.',
  });
  return { relayed: () => relayed.inc({}) };
}

/** What the parent counts of its workers. */
export interface FleetMetrics {
  ended(): void;
}

export function createFleetMetrics(metrics: Metrics, serving: () => number): FleetMetrics {
  const ended = metrics.counter({
    name: 'tocsin_worker_ends_total',
    help: 'Query workers that ended without being asked to.',
  });
  metrics.gauge({
    name: 'tocsin_workers_serving',
    help: 'Query workers that answer questions now.',
    collect: (gauge) => gauge.set({}, serving()),
  });
  return { ended: () => ended.inc({}) };
}
