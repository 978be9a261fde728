import { describeRune, quoteText } from '../model/go-quote.ts';
import { isKeyword, type Token, type TokenKind } from './tokens.ts';

const SPACE = /[ \t\r\n]+/y;
const LEADING_SPACE = /^[ \t\r\n]+/;
const WORD = /[\p{L}\p{Nd}_]+/uy;
const NUMBER =
  /[+-]?(?:0[xX][\da-fA-F_]*(?:\.[\da-fA-F_]*)?(?:[pP][+-]?[\d_]*)?|0[oO][0-7_]*|0[bB][01_]*|[\d_]*(?:\.[\d_]*)?(?:[eE][+-]?[\d_]*)?)/y;
const QUOTED = /"(?:[^"\\\n]|\\[^\n])*"/y;
const CHARACTER = /'(?:[^'\\\n]|\\[^\n])*'/y;
const RAW = /`[^`]*`/y;
const WORD_CHAR = /[\p{L}\p{Nd}_]/u;

/** Signals that the text cannot be split further; the message is in the last token. */
const ENDS: ReadonlySet<TokenKind> = new Set(['error', 'eof']);

/**
 * Splits a template into tokens as Go's text/template does, with its default delimiters, its trim
 * markers and its messages. Tokens are made when they are asked for, so that of several mistakes
 * the parser meets the first.
 */
export class TemplateLexer {
  readonly #input: string;
  /** Whether a word is a function, so that `break` and `continue` are no keywords. */
  readonly #isFunction: (word: string) => boolean;
  #at = 0;
  #line = 1;
  #parens = 0;
  #insideAction = false;
  #trimNext = false;
  #ready: Token[] = [];
  #last: Token | null = null;

  constructor(input: string, isFunction: (word: string) => boolean) {
    this.#input = input;
    this.#isFunction = isFunction;
  }

  /** After an error or the end: that one again. */
  next(): Token {
    if (this.#last !== null) return this.#last;
    while (this.#ready.length === 0) {
      if (this.#insideAction) this.#readAction();
      else this.#readText();
    }
    const token = this.#ready.shift() ?? this.#token('eof', '', this.#at);
    if (ENDS.has(token.kind)) this.#last = token;
    return token;
  }

  #token(kind: TokenKind, text: string, at: number): Token {
    return { kind, text, at, line: this.#line };
  }

  /** Takes `length` units as one token. */
  #emit(kind: TokenKind, length: number): void {
    const text = this.#input.slice(this.#at, this.#at + length);
    this.#ready.push(this.#token(kind, text, this.#at));
    this.#skip(length);
  }

  #skip(length: number): void {
    this.#line += lineBreaks(this.#input, this.#at, this.#at + length);
    this.#at += length;
  }

  #fail(message: string): void {
    this.#ready.push(this.#token('error', message, this.#at));
  }

  #length(pattern: RegExp, at = this.#at): number {
    pattern.lastIndex = at;
    return pattern.exec(this.#input)?.[0].length ?? 0;
  }

  #readText(): void {
    const found = this.#input.indexOf('{{', this.#at);
    const end = found === -1 ? this.#input.length : found;
    const raw = this.#input.slice(this.#at, end);
    const left = this.#trimNext ? (LEADING_SPACE.exec(raw)?.[0].length ?? 0) : 0;
    this.#trimNext = false;
    this.#skip(left);
    const trims = found !== -1 && isTrimMarker(this.#input, end + 2);
    const right = trims ? trailingSpace(raw, left) : 0;
    const length = raw.length - left - right;
    if (length > 0) this.#emit('text', length);
    this.#skip(right);
    if (found === -1) this.#ready.push(this.#token('eof', '', this.#at));
    else this.#openAction(trims);
  }

  #openAction(trims: boolean): void {
    // The marker is `- `; its space is left where it is, as white space of the action.
    const width = trims ? 4 : 2;
    if (this.#input.startsWith('/*', this.#at + width)) {
      this.#readComment(width);
      return;
    }
    this.#ready.push(this.#token('left_delim', '{{', this.#at));
    this.#skip(width);
    this.#insideAction = true;
    this.#parens = 0;
  }

  #readComment(width: number): void {
    const start = this.#at + width + 2;
    const end = this.#input.indexOf('*/', start);
    this.#skip(width);
    if (end === -1) {
      this.#fail('unclosed comment');
      return;
    }
    const close = this.#closeAt(end + 2);
    if (close === 0) {
      this.#skip(end + 2 - this.#at);
      this.#fail('comment ends before closing delimiter');
      return;
    }
    this.#skip(end + 2 + close - this.#at);
    this.#trimNext = close === 4;
  }

  /** Width of the closing delimiter at an offset: 2, 4 with its trim marker, 0: there is none. */
  #closeAt(at: number): 0 | 2 | 4 {
    if (this.#input.startsWith('}}', at)) return 2;
    const isTrimmed = isSpace(this.#input.charAt(at)) && this.#input.startsWith('-}}', at + 1);
    return isTrimmed ? 4 : 0;
  }

  #readAction(): void {
    const close = this.#closeAt(this.#at);
    if (close !== 0) {
      this.#closeAction(close);
      return;
    }
    const spaces = this.#length(SPACE);
    if (spaces > 0) {
      // The last of them may belong to a trim marker.
      const isMarked = this.#closeAt(this.#at + spaces - 1) === 4;
      this.#emit('space', isMarked ? spaces - 1 : spaces);
      return;
    }
    this.#readToken();
  }

  #closeAction(close: 2 | 4): void {
    if (this.#parens > 0) {
      this.#fail('unclosed left paren');
      return;
    }
    const at = this.#at + close - 2;
    this.#ready.push(this.#token('right_delim', '}}', at));
    this.#skip(close);
    this.#trimNext = close === 4;
    this.#insideAction = false;
  }

  #readToken(): void {
    const char = String.fromCodePoint(this.#input.codePointAt(this.#at) ?? 0);
    if (this.#at >= this.#input.length) this.#fail('unclosed action');
    else if (char === '=') this.#emit('assign', 1);
    else if (char === ':') {
      if (this.#input.startsWith(':=', this.#at)) this.#emit('declare', 2);
      else this.#fail('expected :=');
    } else if (char === '|') this.#emit('pipe', 1);
    else if (char === '"') this.#readQuoted('string', QUOTED, 'unterminated quoted string');
    else if (char === '`') this.#readQuoted('raw_string', RAW, 'unterminated raw quoted string');
    else if (char === "'") {
      this.#readQuoted('character', CHARACTER, 'unterminated character constant');
    } else if (char === '$') this.#readName('variable', 'variable');
    else if (char === '.' && !isDigit(this.#input.charAt(this.#at + 1))) {
      this.#readName('field', 'dot');
    } else if (char === '.' || char === '+' || char === '-' || isDigit(char)) this.#readNumber();
    else if (WORD_CHAR.test(char)) this.#readWord();
    else if (char === '(') this.#openParen();
    else if (char === ')') this.#closeParen();
    else if (char >= ' ' && char <= '~') this.#emit('char', 1);
    else this.#fail(`unrecognized character in action: ${describeRune(char)}`);
  }

  #openParen(): void {
    this.#parens += 1;
    this.#emit('left_paren', 1);
  }

  #closeParen(): void {
    this.#parens -= 1;
    if (this.#parens < 0) this.#fail('unexpected right paren');
    else this.#emit('right_paren', 1);
  }

  #readQuoted(kind: TokenKind, pattern: RegExp, problem: string): void {
    const length = this.#length(pattern);
    if (length > 0) this.#emit(kind, length);
    else this.#fail(problem);
  }

  /** `$name` or `.name`; the mark alone is a token as well. */
  #readName(named: TokenKind, alone: TokenKind): void {
    const length = this.#isTerminator(this.#at + 1) ? 0 : this.#length(WORD, this.#at + 1);
    if (this.#endsName(this.#at + 1 + length)) this.#emit(length > 0 ? named : alone, 1 + length);
  }

  #readWord(): void {
    const length = this.#length(WORD);
    if (!this.#endsName(this.#at + length)) return;
    const word = this.#input.slice(this.#at, this.#at + length);
    const isLoopWord = word === 'break' || word === 'continue';
    if (isKeyword(word) && !(isLoopWord && this.#isFunction(word))) this.#emit(word, length);
    else if (word === 'true' || word === 'false') this.#emit('bool', length);
    else if (word === 'nil') this.#emit('nil', length);
    else this.#emit('identifier', length);
  }

  /** Whether a name may end at an offset; tells of the character if not. */
  #endsName(at: number): boolean {
    if (this.#isTerminator(at)) return true;
    const char = String.fromCodePoint(this.#input.codePointAt(at) ?? 0);
    this.#fail(`bad character ${describeRune(char)}`);
    return false;
  }

  #isTerminator(at: number): boolean {
    const char = this.#input.charAt(at);
    return (
      char === '' || isSpace(char) || '.,|:)('.includes(char) || this.#input.startsWith('}}', at)
    );
  }

  #readNumber(): void {
    const length = this.#length(NUMBER);
    const after = String.fromCodePoint(this.#input.codePointAt(this.#at + length) ?? 0);
    // Complex numbers are not supported: their `i` is an unexpected letter.
    const isBad = WORD_CHAR.test(after) || after === '+' || after === '-';
    if (!isBad) {
      this.#emit('number', length);
      return;
    }
    const shown = this.#input.slice(this.#at, this.#at + length + after.length);
    this.#fail(`bad number syntax: ${quoteText(shown)}`);
  }
}

function lineBreaks(text: string, start: number, end: number): number {
  let count = 0;
  let at = text.indexOf('\n', start);
  while (at !== -1 && at < end) {
    count += 1;
    at = text.indexOf('\n', at + 1);
  }
  return count;
}

/** Length of the white space at the end of a text, not reaching before `from`. */
function trailingSpace(text: string, from: number): number {
  let at = text.length;
  while (at > from && isSpace(text.charAt(at - 1))) at -= 1;
  return text.length - at;
}

function isTrimMarker(text: string, at: number): boolean {
  return text.charAt(at) === '-' && isSpace(text.charAt(at + 1));
}

function isSpace(char: string): boolean {
  return char === ' ' || char === '\t' || char === '\r' || char === '\n';
}

function isDigit(char: string): boolean {
  return char >= '0' && char <= '9';
}
