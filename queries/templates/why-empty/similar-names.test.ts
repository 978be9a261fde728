import { expect, it } from 'vitest';
import { similarNames } from './similar-names.ts';

const NAMES = ['node_cpu_seconds_total', 'node_load1', 'node_load15', 'kube_pod_info', 'up'];

it.each([
  ['node_cpu_second_total', ['node_cpu_seconds_total']],
  ['node_load', ['node_load1', 'node_load15']],
  ['kube_pods_info', ['kube_pod_info']],
  ['http_requests_total', []],
  ['up', []],
  ['', []],
  ['up_'.repeat(10_000), []],
])('names like %s', (name, expected) => {
  expect(similarNames(name, NAMES)).toEqual(expected);
});
