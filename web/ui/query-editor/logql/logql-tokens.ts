import { Lexer } from '../../../../queries/logql/lexer.ts';
import { Tok } from '../../../../queries/logql/tokens.ts';

/** A token between two UTF-16 offsets, `end` exclusive. */
export interface LogqlToken {
  /** One of `Tok`; broken strings, ranges and numbers have the kind they were meant to be. */
  readonly kind: number;
  readonly start: number;
  readonly end: number;
  /** A string, range or comment without its end. */
  readonly isOpen: boolean;
}

/**
 * All tokens of a text that is still being written, which the parser's lexer gives up at: behind
 * what is broken it goes on. An open comment is a token of kind `error`; other comments are none.
 */
export function logqlTokens(text: string): readonly LogqlToken[] {
  const tokens: LogqlToken[] = [];
  let lexer = new Lexer(text);
  for (;;) {
    lexer.advance();
    const { kind, start, end } = lexer;
    if (kind === Tok.eof) return tokens;
    if (kind !== Tok.error) {
      tokens.push({ kind, start, end, isOpen: false });
      continue;
    }
    const broken = brokenToken(text, start);
    tokens.push(broken);
    lexer = new Lexer(text);
    lexer.end = broken.end;
  }
}

function brokenToken(text: string, start: number): LogqlToken {
  const mark = text.charAt(start);
  if (mark === '"' || mark === "'" || mark === '`') return brokenString(text, start, mark);
  if (mark === '[') {
    const end = endOf(/[^\]\s)]*\]?/y, text, start + 1);
    return { kind: Tok.range, start, end, isOpen: text.charAt(end - 1) !== ']' };
  }
  if (mark === '/') return { kind: Tok.error, start, end: text.length, isOpen: true };
  return { kind: Tok.number, start, end: endOf(/[\w.]*/y, text, start + 1), isOpen: false };
}

/** With a wrong escape in it, or without its end, which is then that of the line. */
function brokenString(text: string, start: number, quote: string): LogqlToken {
  const inside = quote === '`' ? /[^`]*/y : quote === '"' ? /(?:\\.|[^"\\\n])*/y : /[^'\n]*/y;
  const end = endOf(inside, text, start + 1);
  const isOpen = text.charAt(end) !== quote;
  return { kind: Tok.string, start, end: isOpen ? end : end + 1, isOpen };
}

function endOf(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  pattern.test(text);
  return Math.max(from, pattern.lastIndex);
}
