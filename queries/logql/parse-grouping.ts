import type { Grouping } from './ast.ts';
import type { TokenCursor } from './token-cursor.ts';
import { Tok } from './tokens.ts';

/** `by (a, b)` or `without ()`, if it stands here. */
export function parseGrouping(cursor: TokenCursor): Grouping | null {
  const { kind } = cursor.lexer;
  if (kind !== Tok.by && kind !== Tok.without) return null;
  cursor.take();
  return { mode: kind === Tok.by ? 'by' : 'without', labels: parseLabelList(cursor) };
}

/** `(a, b)`: names with commas between, or none. */
export function parseLabelList(cursor: TokenCursor): readonly string[] {
  cursor.expect(Tok.leftParen, '(');
  const labels: string[] = [];
  if (cursor.takeIf(Tok.rightParen)) return labels;
  for (;;) {
    labels.push(cursor.takeIdentifier(labels.length === 0 ? 'IDENTIFIER or )' : 'IDENTIFIER'));
    if (!cursor.takeIf(Tok.comma)) break;
  }
  cursor.expect(Tok.rightParen, ', or )');
  return labels;
}
