import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lezerStreamSelectors, ourStreamSelectors } from '../conformance/logql-lezer.ts';
import { propertyRuns } from '../support/property-runs.ts';
import { damagedLogql, logqlText } from './logql-arbitrary.ts';

describe('stream selectors by the lezer grammar', () => {
  it.each([
    ['generated', logqlText('editor')],
    ['damaged', damagedLogql('editor')],
  ])('are ours in %s queries, wherever both accept them', (_, texts) => {
    let compared = 0;
    const property = fc.property(texts, (text) => {
      const ours = ourStreamSelectors(text);
      const theirs = lezerStreamSelectors(text);
      if (ours === null || theirs === null) return;
      compared++;
      expect(ours).toEqual(theirs);
    });
    const runs = propertyRuns(400, 30_000);
    fc.assert(property, runs);
    expect(compared).toBeGreaterThan(runs.numRuns / 20);
  });
});
