import { expect } from 'vitest';
import { parseLogql } from '../../queries/logql/parse.ts';
import { printLogql } from '../../queries/logql/print.ts';
import { streamSelectorsOf } from '../../queries/logql/selectors-of.ts';
import { stripOffsets } from '../../queries/logql/structure.ts';
import { enforceLogql } from '../../queries/scope/enforce-logql.ts';
import type { EnforcedMatcher } from '../../queries/scope/enforced-matcher.ts';
import { scanStreamSelectors } from './logql-scanner.ts';

/** Two tenants, and how their matchers are written. */
const SCOPES: readonly (readonly [readonly EnforcedMatcher[], string])[] = [
  [[{ name: 'ns', op: '=', value: 'acme' }], 'ns="acme"'],
  [
    [
      { name: 'ns', op: '=~', values: ['um.brella', 'b|c'] },
      { name: 'cluster', op: '=', value: 'x"\n{}#`' },
    ],
    'ns=~"um\\\\.brella|b\\\\|c",cluster="x\\"\\n{}#`"',
  ],
];

/** The printed text must mean the same, and printing it again change nothing. */
export function expectLogqlRoundTrip(query: string): void {
  const first = parseLogql(query);
  if (first.kind === 'error') throw new Error(`${query}: ${first.error.text}`);
  const printed = printLogql(first.expr);
  const again = parseLogql(printed);
  if (again.kind === 'error') throw new Error(`printed ${printed}: ${again.error.text}`);
  expect(stripOffsets(again.expr), printed).toEqual(stripOffsets(first.expr));
  expect(printLogql(again.expr)).toBe(printed);
}

/**
 * For each of two tenants: every selector the second scanner finds in the rewritten text begins
 * with the enforced matchers, there are as many as in the user's text, each matcher stands there
 * once, and without them the text is the user's again, character for character.
 */
export function expectLogqlEnforced(query: string): void {
  const wanted = scanStreamSelectors(query);
  const parsed = parseLogql(query);
  if (parsed.kind === 'error') throw new Error(`${query}: ${parsed.error.text}`);
  const selectors = streamSelectorsOf(parsed.expr);
  expect(selectors.map(({ start, end }) => query.slice(start + 1, end - 1))).toEqual(wanted);
  for (const [matchers, text] of SCOPES) {
    const result = enforceLogql(query, matchers);
    if (result.kind === 'refused') throw new Error(`${query}: ${result.message}`);
    expect(result.selectors).toBe(wanted.length);
    expect(scanStreamSelectors(result.text)).toEqual(wanted.map((own) => `${text},${own}`));
    expect(result.text.split(`{${text},`)).toHaveLength(wanted.length + 1);
    expect(result.text.replaceAll(`{${text},`, '{')).toBe(query);
  }
}
