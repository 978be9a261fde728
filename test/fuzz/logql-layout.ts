import fc from 'fast-check';
import type { Tokens } from './logql-names.ts';

/** `editor`: as Grafana's own grammar has it, which knows one form of comment. */
export type LogqlDialect = 'loki' | 'editor';

/** What stands between tokens, in turn and again from the front. */
export type LogqlLayout = Tokens;

const GAPS = ['', '', '', ' ', ' ', '\n', '\t ', '\r\n', ' # c\n', ' #{"\n', "#'`\r\n"];
const COMMENTS = [' // }\n', ' /* { */ ', ' /*"`*/ ', ' /* * \n # */\n'];

export function logqlLayout(dialect: LogqlDialect): fc.Arbitrary<LogqlLayout> {
  const gaps = dialect === 'editor' ? GAPS : [...GAPS, ...COMMENTS];
  return fc.array(fc.constantFrom(...gaps), { minLength: 1, maxLength: 12 });
}

const WORD = /[a-zA-Z0-9_.]/;

/** The tokens as one text; where nothing would separate two that need it, a space does. */
export function joinLogqlTokens(tokens: Tokens, gaps: LogqlLayout): string {
  let out = '';
  tokens.forEach((token, i) => {
    const gap = i === 0 ? '' : (gaps[i % gaps.length] ?? '');
    const isWordLike = WORD.test(token.at(0) ?? '') || token.startsWith('--');
    const joins = WORD.test(out.at(-1) ?? '') && isWordLike;
    out += (gap === '' && joins ? ' ' : gap) + token;
  });
  return out + (gaps[0] ?? '');
}
