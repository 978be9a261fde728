import type { NumberLiteral } from './ast.ts';
import { readNumber } from './number-text.ts';
import type { TokenCursor } from './token-cursor.ts';
import { Tok } from './tokens.ts';

/** A number with an optional sign; spaces may stand between. The sign binds tighter than any operator. */
export function parseNumber(cursor: TokenCursor): NumberLiteral {
  const { kind, start } = cursor.lexer;
  const isSigned = kind === Tok.add || kind === Tok.sub;
  if (isSigned) cursor.take();
  if (!cursor.at(Tok.number)) cursor.unexpected(isSigned ? 'NUMBER' : '');
  const value = readToken(cursor, 'unable to parse literal as a float: ');
  return {
    kind: 'number',
    value: kind === Tok.sub ? -value : value,
    start,
    end: cursor.lastEnd,
  };
}

/** A number without sign, as an argument of a function; `onError` begins the message about a bad one. */
export function parsePlainNumber(cursor: TokenCursor, onError: string): NumberLiteral {
  const { start } = cursor.lexer;
  if (!cursor.at(Tok.number)) cursor.unexpected('NUMBER');
  const value = readToken(cursor, onError);
  return { kind: 'number', value, start, end: cursor.lastEnd };
}

function readToken(cursor: TokenCursor, onError: string): number {
  const { start, end } = cursor.lexer;
  const reading = readNumber(cursor.tokenText());
  cursor.take();
  cursor.height = 1;
  if (reading.kind === 'value') return reading.value;
  cursor.report(start, end, onError + reading.message);
  // After a report the tree is never handed out.
  return 0;
}
