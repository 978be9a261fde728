import type { ResourceName } from './rule-template.ts';

/** The names of the resources, in the order of their display. */
export const RESOURCE_NAMES: readonly ResourceName[] = [
  'cluster',
  'environment',
  'node',
  'container',
  'log',
  'pvc',
  'consul',
  'elasticsearch',
  'kafka',
  'mongodb',
  'mysql',
  'postgres',
  'redis',
  'jmx',
  'apisix',
  'cert',
  'exporter',
  'plugin',
  'otel_jvm',
  'otel_jdbc',
  'otel_http',
  'otel_log',
  'otel_kafka',
  'otel_process_jvm',
];
