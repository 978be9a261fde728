import { describe, expect, it } from 'vitest';
import { readOptions } from './conformance-options.ts';
import type { ConformanceResult } from './conformance-result.ts';
import { runSuites } from './conformance-run.ts';
import { type ConformanceSuite, ownSuites, suitesOf } from './conformance-suite.ts';

const isProof = process.env.TOCSIN_PROOF === '1';

/** Of our own scripts, what differs most on its way through the API: times, labels, notes, limits. */
const CHOSEN =
  /^(?:aggregations|matching|times|interval|labels-builder|limits-directions|nanoseconds|errors|log-ranges)\.test$/;

const chosen = (suite: ConformanceSuite): ConformanceSuite => ({
  ...suite,
  scripts: suite.scripts.filter(({ name }) => CHOSEN.test(name)),
});

const LEAST: ReadonlyMap<string, number> = new Map(
  isProof
    ? [
        ['promql', 1_049],
        ['promql-compat', 566],
        ['promql-own', 330],
        ['logql-own', 860],
      ]
    : [
        ['promql-own', 110],
        ['logql-own', 150],
      ],
);

const failuresOf = (results: readonly ConformanceResult[]) =>
  results
    .filter(({ outcome }) => outcome === 'failed')
    .map(({ file, line, name, message }) => `${file}:${line} ${name}\n  ${message}`);

/** `npm run conformance`; all that it runs only where all is proven. */
describe('the service, pushed to and asked over HTTP, a tenant for each script', () => {
  const suites = isProof ? suitesOf(readOptions([])) : ownSuites().map(chosen);

  it(`answers ${suites.map(({ name }) => name).join(', ')}`, async () => {
    for (const { suite, results } of await runSuites(suites, 'service')) {
      expect(failuresOf(results)).toEqual([]);
      expect(results.length).toBeGreaterThanOrEqual(LEAST.get(suite) ?? 0);
    }
  });
});
