import type { MonitorEndpoint, MonitorForm } from './monitors.ts';

/** The endpoint of a monitor of which nothing was said. */
export const PLAIN_ENDPOINT: MonitorEndpoint = {
  port: '',
  path: '/metrics',
  scheme: 'http',
  interval: '',
  timeout: '',
  params: {},
  auth: { kind: 'none' },
  tls: null,
  honorTimestamps: true,
  relabelings: [],
  metricRelabelings: [],
};

/** Those of the administrator. */
export const NO_LIMITS: MonitorForm['limits'] = {
  samples: 0,
  targets: 0,
  labels: 0,
  labelNameLength: 0,
  labelValueLength: 0,
};
