import { describe, expect, it } from 'vitest';
import { parsePromql } from '../../../../queries/promql/parse.ts';
import { selectorsOf } from '../../../../queries/promql/selectors-of.ts';
import { enforce } from '../../../../queries/scope/enforce.ts';
import { markAdditions } from './mark-additions.ts';

const MATCHERS = [{ name: 'namespace', op: '=~', values: ['acme-{prod}', 'acme,"dev"'] }] as const;
const EXEMPT = new Set(['kube_node_info']);

function explained(query: string) {
  const parsed = parsePromql(query);
  if (parsed.kind === 'error') throw new Error(parsed.error.text);
  const sent = enforce(query, MATCHERS, { exemptMetrics: EXEMPT });
  if (sent.kind !== 'ok') throw new Error(sent.message);
  const selectors = [...selectorsOf(parsed.expr)].map((selector) => ({
    text: query.slice(selector.start, selector.end),
    position: { line: 1, column: 1, start: selector.start, end: selector.end },
    isExempt: EXEMPT.has(selector.name ?? ''),
    contradiction: null,
  }));
  return { sent: sent.text, selectors };
}

describe('what the scope adds', () => {
  it.each([
    ['a bare name', 'up', 1],
    ['empty braces', 'up{ }', 1],
    ['braces with a comment only', 'up{# none\n}', 1],
    ['a matcher of one’s own', 'up{job="a{b}"}', 1],
    ['a name in quotes', '{"http.requests", job="a"}', 1],
    ['space and a comment before the brace', 'up # here {\n {job="a"}', 1],
    ['several, and a range', 'sum(rate(a[5m])) / on(job) sum(b{x="1"} offset 5m) or {job="c"}', 3],
    ['an exempt metric', 'up * on(node) kube_node_info', 1],
  ])('is found in %s', (_, query, count) => {
    const { sent, selectors } = explained(query);
    const pieces = markAdditions(query, sent, selectors);
    expect(pieces.map(({ text }) => text).join('')).toBe(sent);
    const added = pieces.filter(({ isAdded }) => isAdded);
    expect(added).toHaveLength(count);
    for (const { text } of added) expect(text).toMatch(/^\{?namespace=~".*"[,}]?$/);
  });

  it('is nothing where only exempt metrics are asked', () => {
    const { sent, selectors } = explained('kube_node_info');
    expect(markAdditions('kube_node_info', sent, selectors)).toEqual([
      { text: 'kube_node_info', isAdded: false },
    ]);
  });

  it('is not guessed where the texts differ in another way', () => {
    const { selectors } = explained('up');
    const other = 'sum(up{namespace="a"})';
    expect(markAdditions('up', other, selectors)).toEqual([{ text: other, isAdded: false }]);
  });
});
