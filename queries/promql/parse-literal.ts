import type { NumberLiteral } from './ast.ts';
import { readDuration } from './duration-text.ts';
import { readNumber } from './number-text.ts';
import type { TokenCursor } from './token-cursor.ts';
import { Tok } from './tokens.ts';

/** Is the current token a number or a duration? */
export function atNumber(cursor: TokenCursor): boolean {
  const { kind } = cursor.lexer;
  return kind === Tok.number || kind === Tok.duration;
}

/**
 * A number or duration, the current token, with a sign in front already consumed.
 *
 * @param signStart offset of the sign, or -1 when there is none
 */
export function parseNumber(cursor: TokenCursor, signStart = -1, negative = false): NumberLiteral {
  const { kind, start, end } = cursor.lexer;
  const text = cursor.tokenText();
  const isDuration = kind === Tok.duration;
  const reading = isDuration ? readDuration(text) : readNumber(text);
  cursor.take();
  cursor.height = 1;
  let value = 0;
  if (reading.kind === 'error') cursor.report(start, end, reading.message);
  else value = negative ? -reading.value : reading.value;
  return { kind: 'number', value, isDuration, start: signStart === -1 ? start : signStart, end };
}
