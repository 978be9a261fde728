import fc from 'fast-check';
import type { Tokens } from './logql-names.ts';

/** Picks, used in turn and again from the front, that decide what stands between two tokens. */
export type LogqlLayout = readonly number[];

const GAPS = [
  ...['', '', '', ' ', ' ', '\n', '\t ', '\r\n', ' # c\n', ' #{"\n', "#'`\r\n", ' // }\n'],
  ...[' /* { */ ', ' /*"`*/ ', ' /* * \n # */\n'],
];

export function logqlLayout(): fc.Arbitrary<LogqlLayout> {
  const gap = fc.nat({ max: GAPS.length - 1 });
  return fc.array(gap, { minLength: 1, maxLength: 12 });
}

const WORD = /[a-zA-Z0-9_.]/;

/** The tokens as one text; where nothing would separate two that need it, a space does. */
export function joinLogqlTokens(tokens: Tokens, picks: LogqlLayout): string {
  let out = '';
  tokens.forEach((token, i) => {
    const gap = i === 0 ? '' : (GAPS[picks[i % picks.length] ?? 0] ?? '');
    const isWordLike = WORD.test(token.at(0) ?? '') || token.startsWith('--');
    const joins = WORD.test(out.at(-1) ?? '') && isWordLike;
    out += (gap === '' && joins ? ' ' : gap) + token;
  });
  return out + (GAPS[picks[0] ?? 0] ?? '');
}
