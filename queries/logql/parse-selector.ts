import type { LabelMatcher, MatchOp, StreamSelector } from './ast.ts';
import type { TokenCursor } from './token-cursor.ts';
import { Tok } from './tokens.ts';

/** `{…}`; the current token should be the brace. Inside, keywords are label names like any other. */
export function parseSelector(cursor: TokenCursor, expected = ''): StreamSelector {
  const { start } = cursor.lexer;
  cursor.expect(Tok.leftBrace, expected);
  const matchers: LabelMatcher[] = [];
  if (!cursor.at(Tok.rightBrace)) {
    for (;;) {
      const matcherStart = cursor.lexer.start;
      const name = cursor.takeWord(matchers.length === 0 ? 'IDENTIFIER or }' : 'IDENTIFIER');
      const op = matchOpOf(cursor.lexer.kind);
      if (op === null) cursor.unexpected('= or =~ or !~ or !=');
      cursor.take();
      matchers.push(finishMatcher(cursor, name, op, matcherStart));
      if (!cursor.takeIf(Tok.comma)) break;
    }
  }
  cursor.expect(Tok.rightBrace, '} or ,');
  return { kind: 'selector', matchers, start, end: cursor.lastEnd };
}

/** The value of a matcher, the current token. */
export function finishMatcher(
  cursor: TokenCursor,
  name: string,
  op: MatchOp,
  start: number,
): LabelMatcher {
  const value = cursor.takeString();
  const end = cursor.lastEnd;
  if (op === '=~' || op === '!~') {
    const problem = cursor.regexes.problem(value);
    if (problem !== null) cursor.failUnplaced(start, end, problem);
  }
  return { name, op, value, start, end };
}

export function matchOpOf(kind: number): MatchOp | null {
  switch (kind) {
    case Tok.equals:
      return '=';
    case Tok.neq:
      return '!=';
    case Tok.match:
      return '=~';
    case Tok.notMatch:
      return '!~';
    default:
      return null;
  }
}
