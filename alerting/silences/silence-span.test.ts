import { describe, expect, it } from 'vitest';
import type { SilenceSchedule } from './silence.ts';
import { spansOf, stateOf } from './silence-span.ts';

const at = (text: string) => Date.parse(text);
const shown = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString().slice(0, 16));
const nightly = (changes: Partial<Extract<SilenceSchedule, { kind: 'recurring' }>> = {}) => ({
  kind: 'recurring' as const,
  cron: '0 22 * * *',
  zone: 'Europe/Berlin',
  durationMs: 8 * 3_600_000,
  startsAtMs: at('2026-01-01T00:00:00Z'),
  endsAtMs: null,
  ...changes,
});

describe('when a silence counts', () => {
  it.each([
    ['before', '2026-02-01T20:00:00Z', 'pending', '2026-02-01T21:00', '2026-02-02T05:00'],
    ['at its start', '2026-02-01T21:00:00Z', 'active', '2026-02-01T21:00', '2026-02-02T05:00'],
    ['across midnight', '2026-02-02T04:59:00Z', 'active', '2026-02-01T21:00', '2026-02-02T05:00'],
    ['at its end', '2026-02-02T05:00:00Z', 'pending', '2026-02-02T21:00', '2026-02-03T05:00'],
    // Elapsed time: in the night in which clocks go forward it ends an hour later by the clock.
    ['forward', '2026-03-29T00:30:00Z', 'active', '2026-03-28T21:00', '2026-03-29T05:00'],
    ['summer', '2026-03-29T20:30:00Z', 'active', '2026-03-29T20:00', '2026-03-30T04:00'],
  ] as const)('recurring, %s', (_, now, state, from, until) => {
    const span = spansOf(nightly())(at(now));
    expect([
      stateOf(span, at(now)),
      shown(span?.fromMs ?? null),
      shown(span?.untilMs ?? null),
    ]).toEqual([state, from, until]);
  });

  it.each([
    ['a time that clocks skip', '2026-03-28T12:00:00Z', ['2026-03-29T01:00', '2026-03-30T00:30']],
    ['a time that comes twice', '2026-10-24T12:00:00Z', ['2026-10-25T00:30', '2026-10-26T01:30']],
  ])('%s', (_, now, starts) => {
    const spanAt = spansOf(nightly({ cron: '30 2 * * *', durationMs: 60_000 }));
    const first = spanAt(at(now));
    const second = spanAt(first?.untilMs ?? 0);
    expect([shown(first?.fromMs ?? null), shown(second?.fromMs ?? null)]).toEqual(starts);
  });

  it('a recurring one ends with its end, in mid-span if need be', () => {
    const spanAt = spansOf(nightly({ endsAtMs: at('2026-02-02T00:00:00Z') }));
    expect(shown(spanAt(at('2026-02-01T23:00:00Z'))?.untilMs ?? null)).toBe('2026-02-02T00:00');
    expect(spanAt(at('2026-02-02T00:00:00Z'))).toBeNull();
  });

  it('once, from its start to its end, or until somebody ends it', () => {
    const startsAtMs = 10;
    const bounded = spansOf({ kind: 'once', startsAtMs, endsAtMs: 20 });
    expect([9, 10, 19, 20].map((ms) => stateOf(bounded(ms), ms))).toEqual([
      'pending',
      'active',
      'active',
      'expired',
    ]);
    const endless = spansOf({ kind: 'once', startsAtMs, endsAtMs: null });
    expect(stateOf(endless(1e15), 1e15)).toBe('active');
  });
});
