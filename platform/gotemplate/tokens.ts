import { quoteText } from '../model/go-quote.ts';

export type TokenKind =
  | 'error'
  | 'bool'
  | 'char'
  | 'character'
  | 'assign'
  | 'declare'
  | 'comment'
  | 'eof'
  | 'field'
  | 'identifier'
  | 'left_delim'
  | 'left_paren'
  | 'number'
  | 'pipe'
  | 'raw_string'
  | 'right_delim'
  | 'right_paren'
  | 'space'
  | 'string'
  | 'text'
  | 'variable'
  | 'dot'
  | 'nil'
  | Keyword;

export type Keyword =
  | 'block'
  | 'break'
  | 'continue'
  | 'define'
  | 'else'
  | 'end'
  | 'if'
  | 'range'
  | 'template'
  | 'with';

/** `text` of an error is its message. `at` is a UTF-16 offset, `line` counts from 1. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly at: number;
  readonly line: number;
}

const KEYWORDS: ReadonlySet<string> = new Set([
  'block',
  'break',
  'continue',
  'define',
  'else',
  'end',
  'if',
  'range',
  'template',
  'with',
]);

export function isKeyword(word: string): word is Keyword {
  return KEYWORDS.has(word);
}

/** A token as Go's messages show it: `"x"`, `<end>`, `EOF`, `"a long tex"...`. */
export function showToken({ kind, text }: Token): string {
  if (kind === 'eof') return 'EOF';
  if (kind === 'error') return text;
  if (kind === 'dot' || kind === 'nil' || isKeyword(kind)) return `<${text}>`;
  const chars = [...text];
  return chars.length > 10 ? `${quoteText(chars.slice(0, 10).join(''))}...` : quoteText(text);
}
