import { ERROR_REGISTRY, type ErrorKind } from '../../../platform/errors/error-registry.ts';
import type { Metrics } from '../../../platform/observe/metrics.ts';
import { LOKI_ROUTES } from './loki-routes.ts';
import { TAIL_ENDS, type TailEnd } from './tail/tail-end.ts';

/** What the scoped Loki API counts. Labels are closed: route paths, error kinds, reasons. */
export interface LokiMetrics {
  answered(route: string, outcome: ErrorKind | 'success', seconds: number): void;
  notesDropped(count: number): void;
  tailOpened(): void;
  tailEnded(reason: TailEnd): void;
  linesExported(count: number): void;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

export function createLokiMetrics(metrics: Metrics): LokiMetrics {
  const routes = LOKI_ROUTES.map((route) => route.path);
  const kinds = Object.keys(ERROR_REGISTRY);
  const requests = metrics.counter({
    name: 'tocsin_scoped_log_requests_total',
    help: 'Questions of tenants about logs by route and outcome.',
    labels: { route: routes, outcome: ['success', ...kinds] },
  });
  const duration = metrics.histogram({
    name: 'tocsin_scoped_log_request_duration_seconds',
    help: 'Time from the arrival of a question about logs to the last byte of its answer.',
    labels: { route: routes },
    buckets: SECONDS,
  });
  const notes = metrics.counter({
    name: 'tocsin_scoped_log_notes_dropped_total',
    help: 'Warnings of log backends that are not on the list of known texts.',
  });
  const tails = metrics.gauge({
    name: 'tocsin_scoped_tails',
    help: 'Live tails that are open.',
  });
  const ends = metrics.counter({
    name: 'tocsin_scoped_tails_ended_total',
    help: 'Live tails that ended, by reason.',
    labels: { reason: TAIL_ENDS },
  });
  const lines = metrics.counter({
    name: 'tocsin_exported_lines_total',
    help: 'Log lines that exports sent.',
  });
  let open = 0;
  return {
    answered: (route, outcome, seconds) => {
      requests.inc({ route, outcome });
      duration.observe({ route }, seconds);
    },
    notesDropped: (count) => notes.inc({}, count),
    tailOpened: () => tails.set({}, ++open),
    tailEnded: (reason) => {
      tails.set({}, --open);
      ends.inc({ reason });
    },
    linesExported: (count) => lines.inc({}, count),
  };
}
