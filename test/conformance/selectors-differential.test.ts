import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LOGQL_TEXTS } from '../adversary/logql-texts.data.ts';
import { PROMQL_TEXTS } from '../adversary/promql-texts.data.ts';
import { inRepository } from '../support/repository.ts';
import { lezerStreamSelectors, ourStreamSelectors } from './logql-lezer.ts';
import { readScopingCases } from './promql-parse-cases.ts';
import { lezerSelectors, ourSelectors } from './promql-parse-lezer.ts';

/** Where selectors stand in a query; null if it is refused. */
type FindSelectors = (query: string) => readonly string[] | null;

const inCorpus = (...parts: readonly string[]) => inRepository('test', 'conformance', ...parts);
const casesOf = (...parts: readonly string[]) =>
  readScopingCases(inCorpus(...parts)).map(({ query }) => query);
const named = (texts: readonly { readonly text: string }[]) =>
  texts.map(({ text }) => text.replaceAll('$own', 'acme').replaceAll('$other', 'globex'));

/** Both parsers accept: how many; where they find other selectors: which. */
function compare(queries: readonly string[], ours: FindSelectors, theirs: FindSelectors) {
  const both = queries.flatMap((query) => {
    const [own, other] = [ours(query), theirs(query)];
    return own === null || other === null ? [] : [{ query, own, other }];
  });
  const different = both.filter(({ own, other }) => String(own) !== String(other));
  return { compared: both.length, different };
}

/** `LEAST`: so many of the texts at least are accepted by both, or the comparison says nothing. */
describe.each<
  [string, FindSelectors, FindSelectors, readonly (readonly [string, readonly string[], number])[]]
>([
  [
    'PromQL',
    ourSelectors,
    lezerSelectors,
    [
      ['the scoping corpus', casesOf('promql', 'scoping.txt'), 100],
      ['queries of a neighbour', named(PROMQL_TEXTS), 70],
    ],
  ],
  [
    'LogQL',
    ourStreamSelectors,
    lezerStreamSelectors,
    [
      ['the scoping corpus', casesOf('logql', 'scoping.txt'), 60],
      ['selectors', casesOf('logql', 'selectors.txt'), 8],
      ['queries of a neighbour', named(LOGQL_TEXTS), 40],
    ],
  ],
])('%s: our selectors are those of the public grammar', (_, ours, theirs, corpora) => {
  it.each(corpora)('in %s', (__, queries, least) => {
    const { compared, different } = compare(queries, ours, theirs);
    expect(different).toEqual([]);
    expect(compared).toBeGreaterThanOrEqual(least);
  });
});

const dashboards = inRepository('..', 'shared', 'corpora', 'dashboards');
const hasDashboards = existsSync(dashboards);
const title = hasDashboards
  ? 'queries of public dashboards'
  : 'queries of public dashboards [needs the folder shared/corpora beside the checkout]';

describe.skipIf(!hasDashboards)(title, () => {
  it('select the same by our parser and by the public grammar', () => {
    const queries = readdirSync(dashboards).flatMap((file) =>
      expressionsIn(JSON.parse(readFileSync(join(dashboards, file), 'utf8'))).map(interpolated),
    );
    const distinct = [...new Set(queries)];
    const { compared, different } = compare(distinct, ourSelectors, lezerSelectors);
    expect(different).toEqual([]);
    expect(compared).toBeGreaterThan(500);
    const refused = distinct.filter(
      (query) => ourSelectors(query) === null && lezerSelectors(query) !== null,
    );
    expect(refused).toEqual([]);
  });
});

function expressionsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(expressionsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    key === 'expr' && typeof member === 'string' ? [member] : expressionsIn(member),
  );
}

/** Variables as Grafana would write them, by where they stand. */
function interpolated(query: string): string {
  return query
    .replaceAll(/\$\{?__(?:rate_)?interval\}?|\$\{?(?:interval|resolution)\}?/g, '5m')
    .replaceAll(/\$\{?__range\}?/g, '1h')
    .replaceAll(/\$\{(\w+)(?::\w+)?\}|\$(\w+)|\[\[(\w+)\]\]/g, 'x');
}
