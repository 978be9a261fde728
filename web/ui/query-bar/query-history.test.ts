import { describe, expect, it } from 'vitest';
import {
  forgotten,
  foundPast,
  historyKey,
  MOST_PAST,
  parseHistory,
  remembered,
  starToggled,
} from './query-history.ts';

describe('the history of queries', () => {
  it('is kept by person and scope', () => {
    const keys = [
      historyKey('ann', 'acme'),
      historyKey('ann', 'umbrella'),
      historyKey('bo', 'acme'),
      historyKey('ann:acme', 'x'),
      historyKey('ann', 'acme:x'),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('has each query once, the newest first, and keeps its star', () => {
    const first = starToggled(remembered([], ['a', 'b'], 1), 'b');
    expect(remembered(first, ['b', '', 'b'], 2)).toEqual([
      { query: 'b', atMs: 2, isStarred: true },
      { query: 'a', atMs: 1, isStarred: false },
    ]);
  });

  it('is bounded, and what has a star stays', () => {
    let past = starToggled(remembered([], ['kept'], 0), 'kept');
    for (let at = 1; at <= 2 * MOST_PAST; at += 1) past = remembered(past, [`q${at}`], at);
    expect(past).toHaveLength(MOST_PAST + 1);
    expect(past.at(-1)?.query).toBe('kept');
    expect(remembered(past, ['x'.repeat(10_000)], 999)).toEqual(past);
  });

  it('is searched by words, starred ones first', () => {
    const past = starToggled(
      remembered([], ['sum(up)', 'rate(http[5m])', 'sum(http)'], 1),
      'sum(up)',
    );
    expect(foundPast(past, 'SUM').map(({ query }) => query)).toEqual(['sum(up)', 'sum(http)']);
    expect(foundPast(past, 'http rate').map(({ query }) => query)).toEqual(['rate(http[5m])']);
    expect(forgotten(past, 'sum(up)').map(({ query }) => query)).toEqual([
      'rate(http[5m])',
      'sum(http)',
    ]);
  });

  it.each([[null], ['{'], ['{}'], ['[{"query":1},7,null]']])('reads nothing out of %s', (text) => {
    expect(parseHistory(text)).toEqual([]);
  });

  it('reads what it wrote', () => {
    const past = remembered([], ['up'], 1);
    expect(parseHistory(JSON.stringify([...past, { query: 'half' }]))).toEqual(past);
  });
});
