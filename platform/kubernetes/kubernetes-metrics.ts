import type { Metrics } from '../observe/metrics.ts';
import { FAILURE_KINDS, type Outcome } from './objects/kubernetes-failure.ts';

const VERBS = ['get', 'list', 'apply', 'dry_run', 'delete', 'watch', 'create'] as const;
export type MeasuredVerb = (typeof VERBS)[number];

/** Why a watch had to be opened again. */
const RESTARTS = ['ended', 'expired', 'broken', 'silent', 'refused'] as const;
export type WatchRestart = (typeof RESTARTS)[number];

const DRIFTS = ['edited', 'deleted'] as const;
type Drift = (typeof DRIFTS)[number];

export interface KubernetesMetrics {
  /** A try, with what it came to; for a watch the time it was open. */
  finished(
    cluster: string,
    verb: MeasuredVerb,
    kind: Outcome<unknown>['kind'],
    seconds: number,
  ): void;
  retried(cluster: string, verb: MeasuredVerb): void;
  watchRestarted(cluster: string, reason: WatchRestart): void;
  /** Somebody changed or removed an object of ours. */
  drifted(cluster: string, change: Drift): void;
}

const cluster = { maxValues: 40 };

/** Made once per process and shared by all clusters. */
export function kubernetesMetrics(metrics: Metrics): KubernetesMetrics {
  const requests = metrics.counter({
    name: 'tocsin_kubernetes_requests_total',
    help: 'Requests to Kubernetes clusters, by what was asked and what it came to.',
    labels: { cluster, verb: VERBS, outcome: ['done', ...FAILURE_KINDS] },
  });
  const seconds = metrics.histogram({
    name: 'tocsin_kubernetes_request_seconds',
    help: 'Time of requests to Kubernetes clusters, waiting for their turn included; no watches.',
    labels: { cluster, verb: VERBS },
    buckets: [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  });
  const retries = metrics.counter({
    name: 'tocsin_kubernetes_retries_total',
    help: 'Requests to Kubernetes clusters that were sent again.',
    labels: { cluster, verb: VERBS },
  });
  const restarts = metrics.counter({
    name: 'tocsin_kubernetes_watch_restarts_total',
    help: 'Watches that ended and were opened again: at their time, too old, broken, silent, refused.',
    labels: { cluster, reason: RESTARTS },
  });
  const drifts = metrics.counter({
    name: 'tocsin_kubernetes_drift_total',
    help: 'Objects of ours in Kubernetes clusters that somebody else edited or deleted.',
    labels: { cluster, change: DRIFTS },
  });
  return {
    finished: (of, verb, outcome, took) => {
      requests.inc({ cluster: of, verb, outcome });
      if (verb !== 'watch') seconds.observe({ cluster: of, verb }, took);
    },
    retried: (of, verb) => retries.inc({ cluster: of, verb }),
    watchRestarted: (of, reason) => restarts.inc({ cluster: of, reason }),
    drifted: (of, change) => drifts.inc({ cluster: of, change }),
  };
}
