import { readFileSync } from 'node:fs';
import type { EnforcedMatcher } from '../../queries/scope/enforced-matcher.ts';

/** One case of a scoping corpus; the grammar stands at the top of `promql/scoping.txt`. */
export interface ScopingCase {
  readonly line: number;
  readonly matchers: readonly EnforcedMatcher[];
  readonly exempt: ReadonlySet<string>;
  readonly query: string;
  readonly expected:
    | { readonly kind: 'sent'; readonly text: string }
    | { readonly kind: 'refused'; readonly reason: string; readonly words: string };
}

/** @throws Error naming the line that is not of the grammar */
export function readScopingCases(file: string): readonly ScopingCase[] {
  const cases: ScopingCase[] = [];
  let matchers: readonly EnforcedMatcher[] = [];
  let exempt: ReadonlySet<string> = new Set();
  let query: string | null = null;
  readFileSync(file, 'utf8')
    .split('\n')
    .forEach((text, i) => {
      if (text === '' || text.startsWith('#')) return;
      const [, word = '', rest = ''] = /^([a-z]+): ?(.*)$/.exec(text) ?? [];
      if (word === 'scope') {
        matchers = readMatchers(rest);
        exempt = new Set();
      } else if (word === 'exempt') exempt = new Set(rest.split(', '));
      else if (word === 'in' && query === null) query = readEscapes(rest);
      else if ((word === 'want' || word === 'refuse') && query !== null) {
        const expected = word === 'want' ? sent(rest) : refused(rest);
        cases.push({ line: i + 1, matchers, exempt, query, expected });
        query = null;
      } else throw new Error(`${file}:${i + 1}: ${text}`);
    });
  return cases;
}

function sent(rest: string): ScopingCase['expected'] {
  return { kind: 'sent', text: readEscapes(rest) };
}

function refused(rest: string): ScopingCase['expected'] {
  const [reason = '', ...words] = rest.split(' ');
  return { kind: 'refused', reason, words: readEscapes(words.join(' ')) };
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '0': '\0' };

function readEscapes(text: string): string {
  return text.replace(/\\(.)/g, (_, char: string) => ESCAPES[char] ?? char);
}

/** `ns="a", cluster=~"x|y"`. */
function readMatchers(text: string): readonly EnforcedMatcher[] {
  return [...text.matchAll(/([^\s,=]+)(=~?)"((?:[^"\\]|\\.)*)"/g)].map(
    ([, name = '', op, written = '']): EnforcedMatcher => {
      const value = readEscapes(written);
      return op === '=' ? { name, op: '=', value } : { name, op: '=~', values: value.split('|') };
    },
  );
}
