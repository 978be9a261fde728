import type { Metrics } from '../observe/metrics.ts';
import type { OutboundPolicy } from './address-policy.ts';

export interface OutboundMetrics {
  finished(
    policy: OutboundPolicy,
    outcome: 'answered' | 'refused' | 'failed',
    seconds: number,
  ): void;
}

/** Made once per process and shared by all clients. */
export function outboundMetrics(metrics: Metrics): OutboundMetrics {
  const policy = ['tenant', 'administrator'] as const;
  const requests = metrics.counter({
    name: 'tocsin_outbound_requests_total',
    help: 'Outbound HTTP requests, by policy and outcome.',
    labels: { policy, outcome: ['answered', 'refused', 'failed'] },
  });
  const duration = metrics.histogram({
    name: 'tocsin_outbound_request_seconds',
    help: 'Time of outbound HTTP requests from asking to the end of the body.',
    labels: { policy },
    buckets: [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  });
  return {
    finished: (by, outcome, seconds) => {
      requests.inc({ policy: by, outcome });
      if (outcome !== 'refused') duration.observe({ policy: by }, seconds);
    },
  };
}
