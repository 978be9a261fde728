import { CHAR_CLASS, classAt, IS_ALPHA, IS_DIGIT, IS_SPACE, IS_UPPER } from './char-class.ts';
import { quoteGo, quoteGoRune } from './go-quote.ts';
import { scanNumberOrDuration } from './scan-number.ts';
import { scanQuoted } from './scan-string.ts';
import { DURATION_KEYWORDS, KEYWORDS, LONGEST_KEYWORD, Tok } from './tokens.ts';

const QUOTE = 0x22;
const HASH = 0x23;
const APOSTROPHE = 0x27;
const EQUALS = 0x3d;
const TILDE = 0x7e;
const SLASH = 0x2f;
const COLON = 0x3a;

/** Tokens of one character that mean the same inside and outside brackets. */
const SINGLE: ReadonlyMap<number, number> = new Map([
  [0x2c, Tok.comma],
  [0x2a, Tok.mul],
  [0x2f, Tok.div],
  [0x25, Tok.mod],
  [0x2b, Tok.add],
  [0x2d, Tok.sub],
  [0x5e, Tok.pow],
  [0x40, Tok.at],
]);

/** Where the scanner stands; decides what a character means, as in Prometheus's own lexer. */
type Mode = 'statement' | 'braces' | 'bracket';

/**
 * Splits a query into tokens on demand. After `advance()` the current token is in `kind`, `start`,
 * `end`; comments and spaces are skipped. A text that is no token becomes one token `error` with
 * Prometheus's message in `message`, and the scan stops there.
 */
export class Lexer {
  readonly text: string;
  kind: number = Tok.eof;
  start = 0;
  end = 0;
  /** String tokens: whether it contains a backslash that must be unescaped. */
  hasEscape = false;
  /** Error tokens: Prometheus's message. */
  message = '';

  private mode: Mode = 'statement';
  private parenDepth = 0;
  private bracketOpen = false;
  private colonSeen = false;
  private durationSeen = false;

  constructor(text: string) {
    this.text = text;
  }

  /** Reads the next token; at the end of the input, and after an error, it stays where it is. */
  advance(): void {
    if (this.kind === Tok.error) return;
    let at = this.end;
    const { text } = this;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code < 128 && ((CHAR_CLASS[code] ?? 0) & IS_SPACE) !== 0) at++;
      else if (code === HASH && this.mode !== 'bracket') at = this.skipComment(at);
      else break;
      if (this.kind === Tok.error) return;
    }
    this.start = at;
    if (at >= text.length) this.scanEnd();
    else if (this.mode === 'braces') this.scanInBraces(text.charCodeAt(at));
    else if (this.mode === 'bracket') this.scanInBracket(text.charCodeAt(at));
    else this.scanStatement(text.charCodeAt(at));
  }

  /** Does the current token's text continue with `(`, spaces aside? */
  private isCalled(): boolean {
    let at = this.end;
    while ((classAt(this.text, at) & IS_SPACE) !== 0) at++;
    return this.text.charAt(at) === '(';
  }

  private emit(kind: number, end: number): void {
    this.kind = kind;
    this.end = end;
  }

  /** The current token becomes an error that begins at `start`. */
  private fail(message: string, start: number): void {
    this.kind = Tok.error;
    this.message = message;
    this.start = start;
    this.end = this.text.length;
  }

  private scanEnd(): void {
    const at = this.text.length;
    if (this.mode === 'braces') this.fail('unexpected end of input inside braces', at);
    else if (this.mode === 'bracket') {
      this.fail('unexpected end of input in duration expression', at);
    } else if (this.parenDepth !== 0) this.fail('unclosed left parenthesis', at);
    else if (this.bracketOpen) this.fail('unclosed left bracket', at);
    else this.emit(Tok.eof, at);
  }

  /** To the end of the line. Half a surrogate pair could not be sent on unchanged, so it is refused. */
  private skipComment(hash: number): number {
    const { text } = this;
    for (let at = hash + 1; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 0x0a || code === 0x0d) return at;
      if (code >= 0xd800 && code < 0xe000) {
        if ((text.codePointAt(at) ?? 0) < 0x10000) {
          this.fail('invalid UTF-8 rune', hash);
          return at;
        }
        at++;
      }
    }
    return text.length;
  }

  private scanStatement(code: number): void {
    const at = this.start;
    const bits = code < 128 ? (CHAR_CLASS[code] ?? 0) : 0;
    if ((bits & IS_ALPHA) !== 0 || code === COLON) {
      if (this.bracketOpen) this.scanWordInBracket(code);
      else this.scanWord();
    } else if ((bits & IS_DIGIT) !== 0) this.scanNumber();
    else if (code === 0x28) {
      this.parenDepth++;
      this.emit(Tok.leftParen, at + 1);
    } else if (code === 0x29) this.closeParen();
    else if (code === 0x7b) {
      this.mode = 'braces';
      this.emit(Tok.leftBrace, at + 1);
    } else if (code === 0x5b) this.openBracket();
    else if (code === 0x5d) this.closeBracket();
    else if (code === QUOTE || code === APOSTROPHE || code === 0x60) this.scanString(code);
    else this.scanSign(code);
  }

  private scanSign(code: number): void {
    const at = this.start;
    const single = SINGLE.get(code);
    if (single !== undefined) {
      this.emit(single, at + 1);
      return;
    }
    const next = this.text.charCodeAt(at + 1);
    if (code === EQUALS) {
      if (next === EQUALS) this.emit(Tok.eqlc, at + 2);
      else if (next === TILDE) this.fail(`unexpected character after '=': '~'`, at);
      else this.emit(Tok.eql, at + 1);
    } else if (code === 0x21) {
      if (next === EQUALS) this.emit(Tok.neq, at + 2);
      else this.fail(`unexpected character after '!': ${this.quoteCharAt(at + 1)}`, at);
    } else if (code === 0x3c) this.scanComparison(next, Tok.lte, Tok.trimUpper, Tok.lss);
    else if (code === 0x3e) this.scanComparison(next, Tok.gte, Tok.trimLower, Tok.gtr);
    else if (code === 0x2e && (classAt(this.text, at + 1) & IS_DIGIT) !== 0) this.scanNumber();
    else this.fail(`unexpected character: ${this.quoteCharAt(at)}`, at);
  }

  private scanComparison(next: number, orEqual: number, trim: number, plain: number): void {
    if (next === EQUALS) this.emit(orEqual, this.start + 2);
    else if (next === SLASH) this.emit(trim, this.start + 2);
    else this.emit(plain, this.start + 1);
  }

  private closeParen(): void {
    const end = this.start + 1;
    this.parenDepth--;
    if (this.parenDepth < 0) this.fail(`unexpected right parenthesis ')'`, end);
    else this.emit(Tok.rightParen, end);
  }

  private openBracket(): void {
    if (this.bracketOpen) {
      this.fail(`unexpected left bracket '['`, this.start);
      return;
    }
    this.bracketOpen = true;
    this.colonSeen = false;
    this.durationSeen = false;
    this.mode = 'bracket';
    this.emit(Tok.leftBracket, this.start + 1);
  }

  private closeBracket(): void {
    if (!this.bracketOpen) {
      this.fail(`unexpected right bracket ']'`, this.start);
      return;
    }
    this.bracketOpen = false;
    this.mode = 'statement';
    this.emit(Tok.rightBracket, this.start + 1);
  }

  private scanWord(): void {
    const { text } = this;
    let at = this.start;
    let hasColon = false;
    let hasUpper = false;
    for (;;) {
      const code = text.charCodeAt(at);
      const bits = code < 128 ? (CHAR_CLASS[code] ?? 0) : 0;
      if ((bits & (IS_ALPHA | IS_DIGIT)) === 0) {
        if (code !== COLON) break;
        hasColon = true;
      }
      if ((bits & IS_UPPER) !== 0) hasUpper = true;
      at++;
    }
    this.end = at;
    if (hasColon) {
      this.kind = Tok.metricIdentifier;
      return;
    }
    this.kind = Tok.identifier;
    if (at - this.start > LONGEST_KEYWORD) return;
    const word = text.slice(this.start, at);
    const keyword = KEYWORDS.get(hasUpper ? word.toLowerCase() : word);
    if (keyword === undefined) return;
    // Up to Prometheus 3.9 these were plain names, so they are words only before a parenthesis.
    if (keyword >= Tok.fill && keyword <= Tok.fillRight && !this.isCalled()) return;
    this.kind = keyword;
  }

  private scanNumber(): void {
    const scan = scanNumberOrDuration(this.text, this.start);
    if (scan.kind === 'bad') {
      const read = this.text.slice(this.start, scan.end);
      this.fail(`bad number or duration syntax: ${quoteGo(read)}`, this.start);
      return;
    }
    this.mode = 'statement';
    this.emit(scan.kind === 'number' ? Tok.number : Tok.duration, scan.end);
  }

  private scanString(quote: number): void {
    const scan = scanQuoted(this.text, this.start + 1, quote);
    if (scan.message !== null) {
      this.fail(scan.message, this.start);
      return;
    }
    this.hasEscape = scan.hasEscape;
    this.emit(Tok.string, scan.end);
  }

  /** Letters and `:` after the first number inside brackets. */
  private scanWordInBracket(code: number): void {
    if (code === COLON) {
      if (this.colonSeen) this.fail(`unexpected colon ':'`, this.start);
      else {
        this.colonSeen = true;
        this.emit(Tok.colon, this.start + 1);
      }
      return;
    }
    if (this.scanDurationWord()) return;
    this.fail(`unexpected character: ${this.quoteCharAt(this.start)}, expected ':'`, this.start);
  }

  private scanDurationWord(): boolean {
    let end = this.start;
    while ((classAt(this.text, end) & IS_ALPHA) !== 0) end++;
    const keyword = DURATION_KEYWORDS.get(this.text.slice(this.start, end).toLowerCase());
    if (keyword === undefined) return false;
    this.durationSeen = true;
    this.emit(keyword, end);
    return true;
  }

  /** After `[` and until the first number: only duration expressions may follow. */
  private scanInBracket(code: number): void {
    const at = this.start;
    const bits = classAt(this.text, at);
    const isNumber =
      (bits & IS_DIGIT) !== 0 || (code === 0x2e && (classAt(this.text, at + 1) & IS_DIGIT) !== 0);
    const single = code === 0x40 ? undefined : SINGLE.get(code);
    if (isNumber) {
      this.durationSeen = true;
      this.scanNumber();
    } else if (code === 0x5d) this.closeBracket();
    else if (code === COLON) this.scanColonInBracket();
    else if (code === 0x28) {
      this.parenDepth++;
      this.emit(Tok.leftParen, at + 1);
    } else if (code === 0x29) this.closeParen();
    else if (single !== undefined) this.emit(single, at + 1);
    else if ((bits & IS_ALPHA) === 0 || !this.scanDurationWord()) {
      this.fail(`unexpected character in duration expression: ${this.quoteCharAt(at)}`, at);
    }
  }

  private scanColonInBracket(): void {
    const end = this.start + 1;
    if (!this.durationSeen) {
      this.fail('unexpected colon before duration in duration expression', end);
    } else if (this.colonSeen) this.fail('unexpected repeated colon in duration expression', end);
    else {
      this.colonSeen = true;
      this.emit(Tok.colon, end);
    }
  }

  /** Between `{` and `}`: words are label names, whatever they spell. */
  private scanInBraces(code: number): void {
    const { text } = this;
    const at = this.start;
    if ((classAt(text, at) & IS_ALPHA) !== 0) {
      let end = at + 1;
      while ((classAt(text, end) & (IS_ALPHA | IS_DIGIT)) !== 0) end++;
      this.emit(Tok.identifier, end);
    } else if (code === 0x2c) this.emit(Tok.comma, at + 1);
    else if (code === QUOTE || code === APOSTROPHE || code === 0x60) this.scanString(code);
    else if (code === 0x7d) {
      this.mode = 'statement';
      this.emit(Tok.rightBrace, at + 1);
    } else if (code === EQUALS) {
      const isRegex = text.charCodeAt(at + 1) === TILDE;
      this.emit(isRegex ? Tok.eqlRegex : Tok.eql, isRegex ? at + 2 : at + 1);
    } else if (code === 0x21) {
      const next = text.charCodeAt(at + 1);
      if (next === TILDE) this.emit(Tok.neqRegex, at + 2);
      else if (next === EQUALS) this.emit(Tok.neq, at + 2);
      else {
        const found = this.quoteCharAt(at + 1);
        this.fail(`unexpected character after '!' inside braces: ${found}`, at);
      }
    } else if (code === 0x7b) this.fail(`unexpected left brace '{'`, at);
    else this.fail(`unexpected character inside braces: ${this.quoteCharAt(at)}`, at);
  }

  /** Go's `%q` of the character at an offset; the end of the input counts as U+FFFD. */
  private quoteCharAt(at: number): string {
    const code = this.text.codePointAt(at);
    return quoteGoRune(code === undefined ? '\ufffd' : String.fromCodePoint(code));
  }
}
