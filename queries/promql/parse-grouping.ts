import type { TokenCursor } from './token-cursor.ts';
import { canBeLabelName, Tok } from './tokens.ts';

/**
 * A list of label names: `(a, "b.c",)`. Words may be keywords; quoted names may be any UTF-8 but
 * empty. The current token should be `(`.
 */
export function parseLabelList(cursor: TokenCursor): readonly string[] {
  if (!cursor.at(Tok.leftParen)) cursor.unexpected('grouping opts', '"("');
  cursor.take();
  const labels: string[] = [];
  while (!cursor.at(Tok.rightParen)) {
    labels.push(parseLabelName(cursor));
    if (cursor.at(Tok.comma)) cursor.take();
    else if (!cursor.at(Tok.rightParen)) {
      cursor.unexpected('grouping opts', '"," or ")"');
    }
  }
  cursor.take();
  return labels;
}

function parseLabelName(cursor: TokenCursor): string {
  const { kind, start, end } = cursor.lexer;
  if (kind === Tok.string) {
    const name = cursor.stringValue();
    if (name === '' || STRAY_BYTE.test(name)) {
      cursor.report(start, end, `invalid label name for grouping: ${cursor.tokenText()}`);
    }
    cursor.take();
    return name;
  }
  if (!canBeLabelName(kind)) cursor.unexpected('grouping opts', 'label');
  const name = cursor.tokenText();
  cursor.take();
  return name;
}

/** What `unquoteGo` leaves where escapes gave bytes that are no UTF-8. */
const STRAY_BYTE = /[\udc80-\udcff]/u;
