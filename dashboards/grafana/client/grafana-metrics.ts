import type { Metrics } from '../../../platform/observe/metrics.ts';

const REQUESTS = ['ok', 'refused', 'failed'] as const;
const PASSES = ['ok', 'failed'] as const;
const CHANGES = ['pushed', 'pulled', 'conflict', 'deleted', 'refused', 'repaired'] as const;

export type DashboardOutcome = (typeof CHANGES)[number];

/** What is counted of the work with Grafana. */
export interface GrafanaMetrics {
  request(outcome: (typeof REQUESTS)[number]): void;
  pass(outcome: (typeof PASSES)[number], seconds: number): void;
  dashboard(outcome: DashboardOutcome): void;
  tokenRotated(): void;
  drift(count: number): void;
}

export function grafanaMetrics(metrics: Metrics): GrafanaMetrics {
  const requests = metrics.counter({
    name: 'tocsin_grafana_requests_total',
    help: "Requests to Grafana's API, by how they ended",
    labels: { outcome: REQUESTS },
  });
  const passes = metrics.counter({
    name: 'tocsin_grafana_passes_total',
    help: 'Passes over the Grafana of one tenant, by how they ended',
    labels: { outcome: PASSES },
  });
  const seconds = metrics.histogram({
    name: 'tocsin_grafana_pass_seconds',
    help: 'Time of one pass over the Grafana of one tenant',
    buckets: [0.1, 0.5, 1, 5, 15, 60, 300],
  });
  const dashboards = metrics.counter({
    name: 'tocsin_grafana_dashboards_total',
    help: 'Dashboards that were brought in step with Grafana, by what was done',
    labels: { outcome: CHANGES },
  });
  const rotated = metrics.counter({
    name: 'tocsin_grafana_tokens_rotated_total',
    help: 'Tokens of data sources that were replaced by a new one',
  });
  const drift = metrics.gauge({
    name: 'tocsin_grafana_drift',
    help: 'Things that differ between us and Grafana and wait for a person, at the last pass',
  });
  return {
    request: (outcome) => requests.inc({ outcome }),
    pass: (outcome, took) => {
      passes.inc({ outcome });
      seconds.observe({}, took);
    },
    dashboard: (outcome) => dashboards.inc({ outcome }),
    tokenRotated: () => rotated.inc({}),
    drift: (count) => drift.set({}, count),
  };
}
