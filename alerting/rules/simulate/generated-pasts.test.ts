import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testLevel } from '../../../test/support/rule-fixture.ts';
import {
  critical,
  type FixtureSeries,
  MINUTE_MS,
  pastOf,
  prod,
  result,
  START_MS,
} from '../../../test/support/rule-past-world.ts';
import { type ActiveAlerts, type FoundAlert, stepAlerts } from '../../ruler/alert-state.ts';
import type { RuleLevel } from '../rule.ts';

/** The ruler's states alone, series by series: when each fired and was over. */
function stateSpans(series: FixtureSeries, level: RuleLevel): readonly (readonly number[])[] {
  let active: ActiveAlerts = new Map();
  const spans: number[][] = [];
  for (const [index, value] of series.values.entries()) {
    const atMs = START_MS + index * MINUTE_MS;
    const isFound = value !== null && value > (level.condition?.threshold ?? -Infinity);
    const one: FoundAlert = { labels: series.labels, annotations: new Map(), value: value ?? 0 };
    active = stepAlerts(active, isFound ? new Map([['k', one]]) : new Map(), level, atMs);
    const now = active.get('k');
    if (now?.state === 'firing' && now.firedAtMs === atMs) spans.push([atMs]);
    if (now?.state === 'inactive' && now.resolvedAtMs === atMs) spans.at(-1)?.push(atMs);
  }
  return spans;
}

describe('generated pasts', () => {
  const value = fc.option(fc.constantFrom(0, 11, 50, 101, Number.NaN), { nil: null });
  const arbitrary = fc.record({
    series: fc.array(fc.array(value, { minLength: 40, maxLength: 40 }), {
      minLength: 1,
      maxLength: 4,
    }),
    forMs: fc.nat(4).map((n) => n * MINUTE_MS),
    keepFiringForMs: fc.nat(3).map((n) => n * MINUTE_MS),
  });

  it('fire and end as the ruler says, and every firing that is told is followed by its end', async () => {
    await fc.assert(
      fc.asyncProperty(arbitrary, async ({ series, forMs, keepFiringForMs }) => {
        const levels = [critical({ forMs: 0 }), testLevel({ forMs, keepFiringForMs })];
        const all = series.map((one, index) => prod(one, { pod: `p${index}` }));
        const found = await result(pastOf(all), { levels }, 40);
        for (const one of all) {
          const seen = found.series.find(
            ({ labels }) => labels.get('pod') === one.labels.get('pod'),
          );
          for (const [index, level] of levels.entries()) {
            const spans = (seen?.spans ?? []).filter((span) => span.level === index);
            const times = spans.map(({ firedAtMs, resolvedAtMs }) =>
              resolvedAtMs === null ? [firedAtMs] : [firedAtMs, resolvedAtMs],
            );
            expect(times).toEqual(stateSpans(one, level));
          }
        }
        const open = found.series.filter(({ spans }) => spans.some((s) => s.resolvedAtMs === null));
        const kinds = found.events.map(({ kind }) => kind);
        const ended = kinds.filter((kind) => kind === 'resolved').length;
        expect(ended + open.length).toBe(found.incidents);
      }),
      { numRuns: process.env.TOCSIN_PROOF === '1' ? 2_000 : 60 },
    );
  });
});
