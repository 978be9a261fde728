import { expect, it } from 'vitest';
import { findMetrics } from './find-metrics.ts';

const NAMES = ['up', 'http_requests_total', 'node_http_errors', 'latency_seconds_bucket'];
const METADATA = new Map([
  ['latency_seconds', { type: 'histogram', help: 'How long HTTP requests take', unit: 'seconds' }],
]);
const names = (text: string, most = 10) =>
  findMetrics(NAMES, METADATA, text, most).found.map(({ name }) => name);

it.each([
  ['', ['http_requests_total', 'latency_seconds_bucket', 'node_http_errors', 'up']],
  ['http', ['http_requests_total', 'node_http_errors', 'latency_seconds_bucket']],
  ['HTTP err', ['node_http_errors']],
  ['how long', ['latency_seconds_bucket']],
  ['nothing', []],
])('%s finds %j', (text, expected) => {
  expect(names(text)).toEqual(expected);
});

it('cuts, and tells how many there are', () => {
  expect(findMetrics(NAMES, METADATA, 'http', 1)).toMatchObject({ total: 3, found: [{}] });
});
