import { describe, expect, it } from 'vitest';
import { enforce } from '../../queries/scope/enforce.ts';
import { inRepository } from '../support/repository.ts';
import { readScopingCases } from './promql-parse-cases.ts';
import { scanSelectors } from './promql-parse-scanner.ts';

const cases = readScopingCases(inRepository('test', 'conformance', 'promql', 'scoping.txt'));

describe('the scoping corpus', () => {
  it('has at least 120 cases for two tenants', () => {
    expect(cases.length).toBeGreaterThanOrEqual(120);
    const tenants = cases.map(({ matchers }) => JSON.stringify(matchers));
    expect(new Set(tenants).size).toBeGreaterThan(1);
  });

  it.each(cases)('line $line: $query', ({ matchers, exempt, query, expected }) => {
    const result = enforce(query, matchers, { exemptMetrics: exempt });
    if (expected.kind === 'sent') {
      expect(result).toMatchObject({ kind: 'ok', text: expected.text });
      expect(scanSelectors(expected.text)).toHaveLength(scanSelectors(query).length);
    } else {
      expect(result).toMatchObject({ kind: 'refused', reason: expected.reason });
      expect(result.kind === 'refused' && result.message).toContain(expected.words);
    }
  });
});
