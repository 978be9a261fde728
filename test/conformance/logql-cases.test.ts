import { describe, expect, it } from 'vitest';
import { enforceLogql, enforceLogqlSelector } from '../../queries/scope/enforce-logql.ts';
import { inRepository } from '../support/repository.ts';
import { expectLogqlEnforced, expectLogqlRoundTrip } from './logql-checks.ts';
import { scanStreamSelectors } from './logql-scanner.ts';
import { readScopingCases } from './promql-parse-cases.ts';

const inCorpus = (name: string): string => inRepository('test', 'conformance', 'logql', name);

describe.each([
  ['scoping.txt', 300, enforceLogql],
  ['selectors.txt', 25, enforceLogqlSelector],
] as const)('the corpus %s', (name, least, enforce) => {
  const cases = readScopingCases(inCorpus(name));

  it(`has at least ${least} cases for two tenants`, () => {
    expect(cases.length).toBeGreaterThanOrEqual(least);
    const tenants = cases.map(({ matchers }) => JSON.stringify(matchers));
    expect(new Set(tenants).size).toBeGreaterThan(1);
  });

  it.each(cases)('line $line: $query', ({ matchers, query, expected }) => {
    const result = enforce(query, matchers);
    if (expected.kind === 'sent') {
      expect(result).toMatchObject({ kind: 'ok', text: expected.text });
      expect(scanStreamSelectors(expected.text)).toHaveLength(scanStreamSelectors(query).length);
    } else {
      expect(result).toMatchObject({ kind: 'refused', reason: expected.reason });
      expect(result.kind === 'refused' && result.message).toContain(expected.words);
    }
  });
});

describe('every accepted query of the corpus', () => {
  const accepted = readScopingCases(inCorpus('scoping.txt')).filter(
    ({ expected }) => expected.kind === 'sent',
  );

  it.each(accepted)('line $line: $query', ({ query }) => {
    expectLogqlRoundTrip(query);
    expectLogqlEnforced(query);
  });
});
