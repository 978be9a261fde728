import { describe, expect, it } from 'vitest';
import { readOptions } from './conformance-options.ts';
import type { ConformanceResult } from './conformance-result.ts';
import { runSuites } from './conformance-run.ts';
import { ownSuites, suitesOf } from './conformance-suite.ts';

const isProof = process.env.TOCSIN_PROOF === '1';

const failuresOf = (results: readonly ConformanceResult[]) =>
  results
    .filter(({ outcome }) => outcome === 'failed')
    .map(({ file, line, name, message }) => `${file}:${line} ${name}\n  ${message}`);

/** `npm run conformance`; the corpora of others only where all is proven. */
describe('the service, pushed to and asked over HTTP, a tenant for each script', () => {
  const suites = isProof ? suitesOf(readOptions([])) : ownSuites();

  it(`answers ${suites.map(({ name }) => name).join(', ')}`, async () => {
    const least = { 'promql-own': 150, 'logql-own': 850, promql: 1_049, 'promql-compat': 566 };
    for (const { suite, results } of await runSuites(suites, 'service')) {
      expect(failuresOf(results)).toEqual([]);
      const wanted = Object.entries(least).find(([name]) => name === suite)?.[1] ?? 0;
      expect(results.length).toBeGreaterThanOrEqual(wanted);
    }
  });
});
