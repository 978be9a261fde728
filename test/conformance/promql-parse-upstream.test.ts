import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parsePromql } from '../../queries/promql/parse.ts';
import { inRepository } from '../support/repository.ts';
import { expectEnforced, expectRoundTrip } from './promql-parse-checks.ts';
import { lezerSelectors, ourSelectors } from './promql-parse-lezer.ts';
import { type CorpusQuery, readPromqltest, readRules } from './promql-parse-upstream.ts';

const corpora = inRepository('..', 'shared', 'corpora');
const hasCorpora = existsSync(join(corpora, 'promql')) && existsSync(join(corpora, 'rules'));

/** Not part of the repository, so its absence is no failure, not even in CI; the name says why. */
const title = hasCorpora
  ? 'upstream queries'
  : 'upstream queries [needs the folder shared/corpora beside the checkout]';

describe.skipIf(!hasCorpora)(title, () => {
  const suites: readonly (readonly [string, () => readonly CorpusQuery[], number])[] = [
    ['Prometheus 2.42.0 scripts', () => readPromqltest(join(corpora, 'promql', 'v2.42.0')), 566],
    ['Prometheus 3.0.0 scripts', () => readPromqltest(join(corpora, 'promql', 'v3.0.0')), 1_049],
    ['kube-prometheus rules', () => readRules(join(corpora, 'rules')), 200],
  ];

  describe.each(suites)('%s', (_, read, atLeast) => {
    const queries = hasCorpora ? read() : [];

    it('were all found', () => {
      expect(queries.length).toBeGreaterThanOrEqual(atLeast);
    });

    it('parse', () => {
      const refused = queries.flatMap(({ where, query }) => {
        const result = parsePromql(query);
        return result.kind === 'error' ? [`${where}: ${query}: ${result.error.text}`] : [];
      });
      expect(refused).toEqual([]);
    });

    it('print to what means the same', () => {
      for (const { query } of queries) expectRoundTrip(query);
    });

    it('carry the matchers in every selector, for two tenants', () => {
      for (const { query } of queries) expectEnforced(query);
    });

    it('have the selectors that the lezer grammar finds, wherever it accepts them', () => {
      const compared = queries.flatMap(({ query }) => {
        const theirs = lezerSelectors(query);
        return theirs === null ? [] : [{ query, theirs, ours: ourSelectors(query) }];
      });
      expect(compared.length).toBeGreaterThan(queries.length * 0.97);
      for (const { query, theirs, ours } of compared) expect(ours, query).toEqual(theirs);
    });
  });
});
