import { describe, expect, it } from 'vitest';
import type { EnvironmentEntry } from '../../platform/tenancy/directory.ts';
import { leftOutWarnings, pairsReadable } from './pairs-readable.ts';

const NOON = Date.UTC(2026, 0, 1, 12);
const HOUR = 3_600_000;

function pair(path: string, readableFromMs: number | null): EnvironmentEntry {
  const [tenant = '', project = '', id = ''] = path.split('.');
  const place = { cluster: 'eu1', namespace: path.replaceAll('.', '-') };
  const bornAtMs = readableFromMs ?? 0;
  return { tenant, project, id, title: '', ...place, kind: 'prod', bornAtMs, readableFromMs };
}

const OLD = pair('acme.shop.prod', null);
const YOUNG = pair('acme.shop.dev', NOON);
const YOUNGER = pair('acme.blog.prod', NOON + HOUR);
const reads = (...earliest: number[]) =>
  earliest.map((earliestMs, index) => ({ selector: `s${index}`, earliestMs }));

describe('pairsReadable', () => {
  it.each([
    ['nothing is read', [YOUNG], reads(), 'all'],
    ['nobody was there before', [OLD], reads(Number.NEGATIVE_INFINITY), 'all'],
    ['reads begin with the birth', [OLD, YOUNG], reads(NOON), 'all'],
    ['reads begin after it', [YOUNG, YOUNGER], reads(NOON + HOUR), 'all'],
    ['no pairs at all', [], reads(0), 'all'],
  ])('all: %s', (_, pairs, all, kind) => {
    expect(pairsReadable(pairs, all)).toEqual({ kind });
  });

  it('leaves out those born after the oldest instant, whichever selector reads it', () => {
    const result = pairsReadable([OLD, YOUNG, YOUNGER], reads(NOON + HOUR, NOON - 1));
    expect(result).toMatchObject({ kind: 'some', kept: [OLD] });
    expect(result.kind === 'some' && leftOutWarnings(result.leftOut)).toEqual([
      'environment acme.shop.dev is left out: it may read from 2026-01-01T12:00:00.000Z on, when namespace acme-shop-dev of cluster eu1 became its own, and s1 reads back to 2026-01-01T11:59:59.999Z',
      'environment acme.blog.prod is left out: it may read from 2026-01-01T13:00:00.000Z on, when namespace acme-blog-prod of cluster eu1 became its own, and s1 reads back to 2026-01-01T11:59:59.999Z',
    ]);
  });

  it('refuses, naming the selector, when none remains', () => {
    expect(pairsReadable([YOUNG], reads(NOON - HOUR))).toMatchObject({
      kind: 'none',
      message:
        's0 reads back to 2026-01-01T11:00:00.000Z, before every environment of the scope became its own; readable are acme.shop.dev from 2026-01-01T12:00:00.000Z on; ask for a later start, or a smaller range or offset',
    });
  });

  it.each([Number.NEGATIVE_INFINITY, Number.NaN, -1e300])('takes %s for all the past', (at) => {
    expect(pairsReadable([YOUNG], [{ selector: 'up', earliestMs: at }]).kind).toBe('none');
    expect(
      pairsReadable([OLD, YOUNG], [...reads(NOON), { selector: 'up', earliestMs: at }]),
    ).toMatchObject({
      kind: 'some',
      kept: [OLD],
    });
  });

  it('bounds what it says', () => {
    const many = Array.from({ length: 100 }, (_, i) => pair(`acme.shop.e${i}`, NOON));
    const selector = 'x'.repeat(10_000);
    const result = pairsReadable([OLD, ...many], [{ selector, earliestMs: 0 }]);
    const warnings = result.kind === 'some' ? leftOutWarnings(result.leftOut) : [];
    expect(warnings).toHaveLength(11);
    expect(warnings.at(-1)).toBe('90 more environments are left out likewise');
    expect(warnings.join('').length).toBeLessThan(10_000);
    const refused = pairsReadable(many, [{ selector, earliestMs: 0 }]);
    expect(refused.kind === 'none' && refused.message.length < 2_000).toBe(true);
  });
});
