import { expect, it } from 'vitest';
import { type RangeSubject, rangeKey } from './range-key.ts';

const subject: RangeSubject = {
  scopeKey: 'acme',
  clusters: ['eu1'],
  backend: ['http://a', ''],
  language: 'promql',
  query: 'up{ns="acme"}',
  stepMs: 15_000,
  offsetMs: 0,
  parameters: [['lookback_delta', '5m']],
};

it.each<[string, Partial<RangeSubject>]>([
  ['scope', { scopeKey: 'globex' }],
  ['clusters', { clusters: ['eu1', 'eu2'] }],
  ['clusters moved into the backend', { clusters: [], backend: ['eu1', 'http://a', ''] }],
  ['backend', { backend: ['http://b', ''] }],
  ['tenancy of the backend', { backend: ['http://a', 'globex'] }],
  ['language', { language: 'logql' }],
  ['query', { query: 'up{ns="globex"}' }],
  ['step', { stepMs: 30_000 }],
  ['offset', { offsetMs: 1 }],
  ['parameters', { parameters: [] }],
  ['a border between parts', { scopeKey: 'acme6:promql', language: '' }],
])('another key for another %s', (_name, change) => {
  expect(rangeKey({ ...subject, ...change })).not.toBe(rangeKey(subject));
});

it('the same key for the same subject', () => {
  expect(rangeKey({ ...subject })).toBe(rangeKey(subject));
});
