import fc from 'fast-check';
import type { Dialect } from './promql-arbitrary.ts';

/** Picks, used in turn and again from the front, that decide what stands between two tokens. */
export interface Layout {
  readonly picks: readonly number[];
  readonly dialect: Dialect;
}

const GAPS = ['', '', '', ' ', ' ', '\n', '\t ', ' # c\n', ' #{"\n', "#'`\r\n", '\r\n'];

export function layout(dialect: Dialect): fc.Arbitrary<Layout> {
  const gap = fc.nat({ max: GAPS.length - 1 });
  return fc.array(gap, { minLength: 1, maxLength: 12 }).map((picks) => ({ picks, dialect }));
}

const WORD = /[a-zA-Z0-9_:.]/;
/** Characters that would join with the next into another token. */
const JOINING = /[=<>!]/;

/** The tokens as one text; where nothing would separate two that need it, a space does. */
export function joinTokens(tokens: readonly string[], { picks }: Layout): string {
  let out = '';
  tokens.forEach((token, i) => {
    const gap = i === 0 ? '' : (GAPS[picks[i % picks.length] ?? 0] ?? '');
    const last = out.at(-1) ?? '';
    const first = token.at(0) ?? '';
    const wouldJoin =
      (WORD.test(last) && WORD.test(first)) || (JOINING.test(last) && '=~/'.includes(first));
    out += (gap === '' && wouldJoin ? ' ' : gap) + token;
  });
  const tail = GAPS[picks[0] ?? 0] ?? '';
  return out + tail;
}
