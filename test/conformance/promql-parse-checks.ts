import { expect } from 'vitest';
import { parsePromql } from '../../queries/promql/parse.ts';
import { printPromql } from '../../queries/promql/print.ts';
import { selectorsOf } from '../../queries/promql/selectors-of.ts';
import { stripOffsets } from '../../queries/promql/structure.ts';
import { enforce } from '../../queries/scope/enforce.ts';
import type { EnforcedMatcher } from '../../queries/scope/enforced-matcher.ts';
import { scanSelectors } from './promql-parse-scanner.ts';

/** Two tenants, and how their matchers are written. */
const SCOPES: readonly (readonly [readonly EnforcedMatcher[], string])[] = [
  [[{ name: 'ns', op: '=', value: 'acme' }], 'ns="acme"'],
  [
    [
      { name: 'k8s.ns', op: '=~', values: ['um.brella', 'b|c'] },
      { name: 'cluster', op: '=', value: 'x"\n{' },
    ],
    '"k8s.ns"=~"um\\\\.brella|b\\\\|c",cluster="x\\"\\n{"',
  ],
];

/** The printed text must mean the same, and printing it again change nothing. */
export function expectRoundTrip(query: string): void {
  const first = parsePromql(query);
  if (first.kind === 'error') throw new Error(`${query}: ${first.error.text}`);
  const printed = printPromql(first.expr);
  const again = parsePromql(printed, { maxLength: 1_000_000 });
  if (again.kind === 'error') throw new Error(`printed ${printed}: ${again.error.text}`);
  expect(stripOffsets(again.expr), printed).toEqual(stripOffsets(first.expr));
  expect(printPromql(again.expr)).toBe(printed);
}

/**
 * For each of two tenants: every selector the second scanner finds in the rewritten text begins
 * with the enforced matchers, there are as many as in the user's text, and without the matchers
 * the text is the user's again.
 */
export function expectEnforced(query: string): void {
  const wanted = scanSelectors(query);
  const parsed = parsePromql(query);
  if (parsed.kind === 'error') throw new Error(`${query}: ${parsed.error.text}`);
  expect(selectorsOf(parsed.expr).map(({ name }) => name ?? '')).toEqual(wanted.map((s) => s.name));
  for (const [matchers, text] of SCOPES) {
    const result = enforce(query, matchers, { allowBareInfo: true });
    if (result.kind === 'refused') throw new Error(`${query}: ${result.message}`);
    expect(result.selectors).toBe(wanted.length);
    const scanned = scanSelectors(result.text);
    expect(scanned.map(({ braces }) => braces?.startsWith(text) ?? false)).toEqual(
      wanted.map(() => true),
    );
    expect(result.text.split(text)).toHaveLength(wanted.length + 1);
    expect(withoutMatchers(result.text, text)).toBe(withoutMatchers(query, text));
  }
}

/** Both texts reduced so that added braces and commas do not count. */
function withoutMatchers(text: string, matchers: string): string {
  return text.replaceAll(matchers, '').replaceAll('{,', '{').replaceAll('{}', '');
}
