import { describe, expect, it } from 'vitest';
import type { EnvironmentEntry } from '../../platform/tenancy/directory.ts';
import { parsePromql } from '../promql/parse.ts';
import { pastOfRule, promqlReadsAt } from './past-of-rule.ts';

const NOON = Date.UTC(2026, 0, 1, 12);
const MINUTE = 60_000;

function pair(path: string, readableFromMs: number | null): EnvironmentEntry {
  const [tenant = '', project = '', id = ''] = path.split('.');
  const place = { cluster: 'eu1', namespace: path.replaceAll('.', '-') };
  const bornAtMs = readableFromMs ?? 0;
  return { tenant, project, id, title: '', ...place, kind: 'prod', bornAtMs, readableFromMs };
}

/** Born ten minutes ago, where globex was before. */
const YOUNG = pair('acme.shop.dev', NOON - 10 * MINUTE);
const OLD = pair('acme.shop.prod', null);

function past(text: string, pairs: readonly EnvironmentEntry[] = [OLD, YOUNG]) {
  const parsed = parsePromql(text);
  if (parsed.kind === 'error') throw new Error(parsed.error.text);
  const exemptMetrics = new Set(['shared']);
  const rule = { text, expr: parsed.expr, exemptMetrics, lookbackMs: 5 * MINUTE };
  return pastOfRule({ pairs, readsAt: (atMs) => promqlReadsAt(rule, atMs) }, NOON);
}

describe('pastOfRule', () => {
  it.each([
    ['up > 0'],
    ['rate(x[5m]) > 0'],
    ['x offset 5m'],
    ['rate(shared[1d]) > 0'],
    ['1 + 1'],
    ['x @ end()'],
  ])('finds nothing in %s', (text) => {
    expect(past(text)).toEqual([]);
  });

  it.each([
    ['rate(x[10m])', 5],
    ['x offset 1h', 55],
    ['up / rate(x[1h])', 55],
    ['max_over_time(rate(x[5m])[1h:1m])', 70],
  ])('finds %s, and says from when on it may be evaluated', (text, minutes) => {
    const [found] = past(text);
    expect(found?.pair).toBe(YOUNG);
    expect(found?.readableAtMs).toBe(NOON + minutes * MINUTE);
    expect(found?.message).toContain('environment acme.shop.dev');
  });

  it('knows a fixed time that will never be readable', () => {
    expect(past('x @ 1700000000')[0]).toMatchObject({
      readableAtMs: null,
      message: expect.stringContaining('refer to no fixed time'),
    });
  });

  it('finds nothing where nobody was before', () => {
    expect(past('rate(x[52w])', [OLD])).toEqual([]);
  });
});
