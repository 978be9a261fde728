import { quoteRune, quoteText } from '../../platform/model/go-quote.ts';

/**
 * Double-quoted form of a text with Go's escapes, as Prometheus prints label values and as its
 * parser reads them back. Lone surrogates U+DC80…U+DCFF stand for raw bytes (see `StringLiteral`)
 * and become `\x80`…`\xff`.
 */
export function quoteGo(text: string): string {
  return quoteText(text);
}

/** Go's `%q` of one character: `'é'`, `'\''`, `'\n'`; past the end of the input it is `'�'`. */
export function quoteGoRune(char: string): string {
  return quoteRune(char);
}
