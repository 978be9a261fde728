import { expect, it } from 'vitest';
import { NAMED_METRICS } from '../../../../queries/templates/catalogue.ts';
import { barShare, COLUMNS, RANKED, readRanking } from './ranking-columns.ts';

it.each(RANKED)('asks for metrics of %s that there are', (level) => {
  const known = new Map(NAMED_METRICS.map((metric) => [metric.id, metric.level]));
  expect(COLUMNS[level].map((name) => [name, known.get(name)])).toEqual(
    COLUMNS[level].map((name) => [name, level]),
  );
});

it.each<[string, ReturnType<typeof readRanking>]>([
  ['', { level: 'namespace', by: 'namespace_cpu_usage', order: 'desc', page: 1 }],
  [
    'level=pod&by=pod_restart_count&order=asc&page=3',
    { level: 'pod', by: 'pod_restart_count', order: 'asc', page: 3 },
  ],
  [
    'level=galaxy&by=pod_restart_count&order=up&page=-1',
    { level: 'namespace', by: 'namespace_cpu_usage', order: 'desc', page: 1 },
  ],
])('reads the address %j', (text, state) => {
  expect(readRanking(new URLSearchParams(text))).toEqual(state);
});

it.each<[number | null, readonly (number | null)[], number]>([
  [2, [4, 2, null], 0.5],
  [4, [4], 1],
  [0, [0], 0],
  [null, [1], 0],
  [-1, [1], 0],
  [Number.POSITIVE_INFINITY, [1], 0],
  [1, [1, Number.POSITIVE_INFINITY, Number.NaN], 1],
])('the bar of %d among %j is %d', (value, values, share) => {
  expect(barShare(value, values)).toBe(share);
});
