import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parser as lezerParser } from '@prometheus-io/lezer-promql';
import { describe, expect, it } from 'vitest';
import { parsePromql } from '../../queries/promql/parse.ts';
import { selectorsOf } from '../../queries/promql/selectors-of.ts';
import { inRepository } from '../support/repository.ts';
import { expectEnforced, expectRoundTrip } from './promql-parse-checks.ts';
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

/** `start:brace` of each selector in order of the text; -1 for a selector without braces. */
function ourSelectors(query: string): readonly string[] {
  const result = parsePromql(query);
  if (result.kind === 'error') return [result.error.text];
  return selectorsOf(result.expr).map(({ start, braceStart }) => `${start}:${braceStart}`);
}

/** The same by the grammar of Prometheus's own editor, or `null` where it does not accept the text. */
function lezerSelectors(query: string): readonly string[] | null {
  const found: string[] = [];
  let accepted = true;
  lezerParser.parse(query).iterate({
    enter: (node) => {
      if (node.type.isError) accepted = false;
      if (node.name !== 'VectorSelector') return;
      const braces = node.node.getChild('LabelMatchers');
      found.push(`${node.from}:${braces === null ? -1 : braces.from}`);
    },
  });
  return accepted ? found : null;
}
