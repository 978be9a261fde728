import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePromql } from '../../queries/promql/parse.ts';
import { printPromql } from '../../queries/promql/print.ts';
import { enforce, enforceSelector } from '../../queries/scope/enforce.ts';
import { expectEnforced, expectRoundTrip } from '../conformance/promql-parse-checks.ts';
import { lezerSelectors, ourSelectors } from '../conformance/promql-parse-lezer.ts';
import { propertyRuns } from '../support/property-runs.ts';
import { promqlExpr, promqlText, TROUBLE, TROUBLE_UTF8 } from './promql-arbitrary.ts';

describe('generated queries', () => {
  it.each(['2.42', '3.x'] as const)('%s: parse(print(q)) is q', (dialect) => {
    const vocabulary = dialect === '3.x' ? TROUBLE_UTF8 : TROUBLE;
    const queries = promqlText(vocabulary, { dialect });
    fc.assert(fc.property(queries, expectRoundTrip), propertyRuns(400, 30_000));
  });

  it.each(['2.42', '3.x'] as const)('%s: every selector carries the matchers', (dialect) => {
    const vocabulary = dialect === '3.x' ? TROUBLE_UTF8 : TROUBLE;
    const queries = promqlText(vocabulary, { dialect });
    fc.assert(fc.property(queries, expectEnforced), propertyRuns(400, 30_000));
  });

  it('trees print to texts that parse', () => {
    const trees = promqlExpr(TROUBLE_UTF8, { dialect: '3.x' });
    const property = fc.property(trees, (expr) => {
      expect(parsePromql(printPromql(expr), { maxLength: 1_000_000 }).kind).toBe('ok');
    });
    fc.assert(property, propertyRuns(100, 5_000));
  });
});

/** Text that is nearly a query: cut, doubled, or with a character swapped for an awkward one. */
const damaged = fc
  .tuple(
    promqlText(TROUBLE_UTF8, { dialect: '3.x', depth: 2 }),
    fc.nat(),
    fc.nat(),
    fc.constantFrom(
      '',
      '"',
      "'",
      '`',
      '{',
      '}',
      '#',
      '\\',
      '(',
      ')',
      '[',
      ']',
      ',',
      '\n',
      '\r',
      '\0',
      'é',
    ),
  )
  .map(([text, a, b, inserted]) => {
    const from = a % (text.length + 1);
    const to = Math.min(text.length, from + (b % 4));
    return text.slice(0, from) + inserted + text.slice(to);
  });

describe('selectors by the lezer grammar', () => {
  it.each([
    ['generated', promqlText(TROUBLE_UTF8, { dialect: '3.x' })],
    ['damaged', damaged],
  ])('are ours in %s queries, wherever both accept them', (_, texts) => {
    let compared = 0;
    const property = fc.property(texts, (text) => {
      const ours = ourSelectors(text);
      const theirs = lezerSelectors(text);
      if (ours === null || theirs === null) return;
      compared++;
      expect(ours).toEqual(theirs);
    });
    const runs = propertyRuns(400, 30_000);
    fc.assert(property, runs);
    expect(compared).toBeGreaterThan(runs.numRuns / 20);
  });
});

describe('damaged queries', () => {
  it('are refused with a position, or scoped in every selector; never an exception', () => {
    const property = fc.property(damaged, (text) => {
      const result = enforce(text, [{ name: 'ns', op: '=', value: 'acme' }], {
        allowBareInfo: true,
      });
      if (result.kind === 'ok') expectEnforced(text);
      else expect([result.reason, result.position === undefined]).toEqual(['parse', false]);
      enforceSelector(text, [{ name: 'ns', op: '=', value: 'acme' }]);
    });
    fc.assert(property, propertyRuns(1_000, 100_000));
  });

  it('any text at all is answered', () => {
    const property = fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      expect(['ok', 'error']).toContain(parsePromql(text).kind);
    });
    fc.assert(property, propertyRuns(500, 100_000));
  });
});
