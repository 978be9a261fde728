import { CHAR_CLASS, classAt, IS_ALPHA, IS_DIGIT, IS_UPPER } from '../promql/char-class.ts';
import { scanQuoted } from '../promql/scan-string.ts';
import { readBytes } from './bytes-text.ts';
import { readDuration, readRange } from './duration-text.ts';
import { scanNumber } from './scan-number.ts';
import { isFunction, LONGEST_WORD, Tok, WORDS } from './tokens.ts';

const NEWLINE = 0x0a;
const SPACE = 0x20;
const BANG = 0x21;
const QUOTE = 0x22;
const HASH = 0x23;
const APOSTROPHE = 0x27;
const LEFT_PAREN = 0x28;
const STAR = 0x2a;
const MINUS = 0x2d;
const DOT = 0x2e;
const SLASH = 0x2f;
const LESS = 0x3c;
const EQUALS = 0x3d;
const GREATER = 0x3e;
const LEFT_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const BACKTICK = 0x60;
const PIPE = 0x7c;
const TILDE = 0x7e;

/** Kinds of the tokens that one character makes, whatever follows; 0 for all other characters. */
const SINGLE: Uint8Array = buildSingle();

function buildSingle(): Uint8Array {
  const table = new Uint8Array(128);
  const rows: readonly (readonly [string, number])[] = [
    ['{', Tok.leftBrace],
    ['}', Tok.rightBrace],
    ['(', Tok.leftParen],
    [')', Tok.rightParen],
    [']', Tok.rightBracket],
    [',', Tok.comma],
    ['+', Tok.add],
    ['*', Tok.mul],
    ['/', Tok.div],
    ['%', Tok.mod],
    ['^', Tok.pow],
  ];
  for (const [char, kind] of rows) table[char.charCodeAt(0)] = kind;
  return table;
}

/**
 * Splits a query into tokens on demand, as Loki's lexer over Go's `text/scanner` does. After
 * `advance()` the current token is in `kind`, `start`, `end`; spaces and comments (`#…`, `//…`,
 * both to the end of the line, and `/*…*` + `/`) are skipped. A text that is no token becomes one
 * token `error` with Loki's message in `message`, and the scan stops there.
 */
export class Lexer {
  readonly text: string;
  kind: number = Tok.eof;
  start = 0;
  end = 0;
  /** String tokens: whether it contains a backslash that must be unescaped. */
  hasEscape = false;
  /** Range and duration tokens: nanoseconds. Bytes tokens: bytes. */
  value = 0;
  /** Error tokens: Loki's message. */
  message = '';

  constructor(text: string) {
    this.text = text;
  }

  /** Reads the next token; at the end of the input, and after an error, it stays where it is. */
  advance(): void {
    if (this.kind === Tok.error) return;
    const at = this.skipGap(this.end);
    if (at === -1) return;
    this.start = at;
    const code = this.text.charCodeAt(at);
    const bits = code < 128 ? (CHAR_CLASS[code] ?? 0) : 0;
    const single = code < 128 ? (SINGLE[code] ?? 0) : 0;
    if ((bits & IS_ALPHA) !== 0) this.scanWord();
    else if (single !== 0) this.emit(single, at + 1);
    else if ((bits & IS_DIGIT) !== 0) this.scanNumber();
    else this.scanOther(code);
  }

  private emit(kind: number, end: number): void {
    this.kind = kind;
    this.end = end;
  }

  private fail(message: string, start: number): void {
    this.kind = Tok.error;
    this.message = message;
    this.start = start;
    this.end = this.text.length;
  }

  /** Offset of the next token; -1 when a comment does not end. */
  private skipGap(from: number): number {
    const { text } = this;
    let at = from;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === SPACE || code === NEWLINE || code === 0x09 || code === 0x0d) at++;
      else if (code === HASH) at = lineEnd(text, at);
      else if (code === SLASH) {
        const next = text.charCodeAt(at + 1);
        if (next === SLASH) at = lineEnd(text, at);
        else if (next === STAR) {
          const close = text.indexOf('*/', at + 2);
          if (close === -1) {
            this.fail('comment not terminated', at);
            return -1;
          }
          at = close + 2;
        } else return at;
      } else return at;
    }
  }

  private scanWord(): void {
    const { text } = this;
    let at = this.start;
    let hasUpper = false;
    for (;;) {
      const code = text.charCodeAt(at);
      const bits = code < 128 ? (CHAR_CLASS[code] ?? 0) : 0;
      if ((bits & (IS_ALPHA | IS_DIGIT)) === 0) break;
      if ((bits & IS_UPPER) !== 0) hasUpper = true;
      at++;
    }
    this.emit(Tok.identifier, at);
    if (at - this.start > LONGEST_WORD) return;
    const word = text.slice(this.start, at);
    const kind = WORDS.get(hasUpper ? word.toLowerCase() : word);
    if (kind === undefined) return;
    if (!isFunction(kind) || this.isCalled()) this.kind = kind;
  }

  /** Is the current word followed by `(`, or by `by (` or `without (`? Comments do not count as gaps. */
  private isCalled(): boolean {
    const { text } = this;
    let at = afterSpaces(text, this.end);
    if (text.charCodeAt(at) === LEFT_PAREN) return true;
    if ((classAt(text, at) & IS_ALPHA) === 0) return false;
    const word = /by|without/iy;
    word.lastIndex = at;
    if (!word.test(text)) return false;
    at = afterSpaces(text, word.lastIndex);
    return text.charCodeAt(at) === LEFT_PAREN;
  }

  private scanOther(code: number): void {
    const at = this.start;
    if (code === QUOTE || code === BACKTICK) this.scanString(code);
    else if (code === PIPE || code === BANG) this.scanFilter(code);
    else if (code === EQUALS || code === GREATER || code === LESS) this.scanComparison(code);
    else if (code === LEFT_BRACKET) this.scanRange();
    else if (code === MINUS) this.scanMinus();
    else if (code === DOT) {
      if ((classAt(this.text, at + 1) & IS_DIGIT) !== 0) this.scanNumber();
      else this.emit(Tok.dot, at + 1);
    } else if (at >= this.text.length) this.emit(Tok.eof, at);
    else if (code === APOSTROPHE) this.scanCharacter();
    else this.emit(Tok.unknown, at + ((this.text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1));
  }

  private scanFilter(code: number): void {
    const at = this.start;
    const next = this.text.charCodeAt(at + 1);
    const isPipe = code === PIPE;
    if (next === EQUALS) this.emit(isPipe ? Tok.pipeExact : Tok.neq, at + 2);
    else if (next === TILDE) this.emit(isPipe ? Tok.pipeMatch : Tok.notMatch, at + 2);
    else if (next === GREATER) this.emit(isPipe ? Tok.pipePattern : Tok.notPattern, at + 2);
    else this.emit(isPipe ? Tok.pipe : Tok.unknown, at + 1);
  }

  private scanComparison(code: number): void {
    const at = this.start;
    const next = this.text.charCodeAt(at + 1);
    if (code === EQUALS) {
      if (next === TILDE) this.emit(Tok.match, at + 2);
      else if (next === EQUALS) this.emit(Tok.compareEqual, at + 2);
      else this.emit(Tok.equals, at + 1);
    } else if (next === EQUALS) {
      this.emit(code === GREATER ? Tok.greaterEqual : Tok.lessEqual, at + 2);
    } else this.emit(code === GREATER ? Tok.greater : Tok.less, at + 1);
  }

  private scanString(quote: number): void {
    const { text } = this;
    let at = this.start + 1;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === quote) {
        this.hasEscape = false;
        this.emit(Tok.string, at + 1);
        return;
      }
      if (code === BACKSLASH || !(code >= SPACE && code < 0x80)) break;
      at++;
    }
    this.scanUnusualString(quote);
  }

  /** One with escapes, line ends or characters beyond ASCII in it, or without an end. */
  private scanUnusualString(quote: number): void {
    const scan = scanQuoted(this.text, this.start + 1, quote);
    if (scan.message !== null) this.fail(stringProblem(scan.message), this.start);
    else {
      this.hasEscape = scan.hasEscape;
      this.emit(Tok.string, scan.end);
    }
  }

  /** Go's scanner knows `'x'`, but LogQL has no use for it: it is a token that fits nowhere. */
  private scanCharacter(): void {
    const scan = scanQuoted(this.text, this.start + 1, APOSTROPHE);
    if (scan.message !== null) this.fail(stringProblem(scan.message), this.start);
    else if ([...this.text.slice(this.start, scan.end)].length !== 3 && !scan.hasEscape) {
      this.fail('invalid char literal', this.start);
    } else this.emit(Tok.unknown, scan.end);
  }

  private scanRange(): void {
    const close = this.text.indexOf(']', this.start);
    if (close === -1) {
      this.fail(`missing closing ']' in duration`, this.start);
      return;
    }
    const reading = readRange(this.text.slice(this.start + 1, close));
    if (reading.kind === 'error') this.fail(reading.message, this.start);
    else {
      this.value = reading.value;
      this.emit(Tok.range, close + 1);
    }
  }

  private scanNumber(): void {
    const { text, start } = this;
    let at = start;
    while ((classAt(text, at) & IS_DIGIT) !== 0) at++;
    const next = text.charCodeAt(at);
    const isPlain = next !== DOT && next !== 0xb5 && (classAt(text, at) & IS_ALPHA) === 0;
    if (isPlain && (at === start + 1 || text.charCodeAt(start) !== 0x30)) {
      this.emit(Tok.number, at);
      return;
    }
    const scan = scanNumber(text, start);
    if (scan.message !== null) this.fail(scan.message, start);
    else if (!this.scanDuration(scan.end) && !this.scanBytes(scan.end)) {
      this.emit(Tok.number, scan.end);
    }
  }

  private scanDuration(from: number): boolean {
    const end = endOfUnits(this.text, from, DURATION_UNITS);
    if (end === from) return false;
    const reading = readDuration(this.text.slice(this.start, end));
    if (reading.kind === 'error') return false;
    this.value = reading.value;
    this.emit(Tok.duration, end);
    return true;
  }

  private scanBytes(from: number): boolean {
    const end = endOfUnits(this.text, from, BYTES_UNITS);
    if (end === from) return false;
    const bytes = readBytes(this.text.slice(this.start, end));
    if (bytes === null) return false;
    this.value = bytes;
    this.emit(Tok.bytes, end);
    return true;
  }

  /** A flag `--strict`, a negative duration, or the operator. */
  private scanMinus(): void {
    const { text, start } = this;
    const next = text.charCodeAt(start + 1);
    if (next === MINUS) {
      let end = start + 2;
      while ((classAt(text, end) & IS_ALPHA) !== 0 || text.charCodeAt(end) === MINUS) end++;
      if (FLAGS.has(text.slice(start, end))) {
        this.emit(Tok.flag, end);
        return;
      }
    } else if (next === DOT || (classAt(text, start + 1) & IS_DIGIT) !== 0) {
      if (this.scanDuration(start + 1)) return;
    }
    this.emit(Tok.sub, start + 1);
  }
}

const FLAGS: ReadonlySet<string> = new Set(['--strict', '--keep-empty']);
const DURATION_UNITS = /[0-9.numshdwyµ]*/y;
const BYTES_UNITS = /[0-9.BikKMGTP]*/y;

function endOfUnits(text: string, from: number, units: RegExp): number {
  units.lastIndex = from;
  units.test(text);
  return units.lastIndex;
}

/** Offset of the next line feed, or of the end. A carriage return ends no comment. */
function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

function afterSpaces(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== SPACE && (code < 0x09 || code > 0x0d)) return at;
    if (Number.isNaN(code)) return at;
    at++;
  }
}

/** Loki's words for what Prometheus's scanner has against a quoted text. */
function stringProblem(message: string): string {
  if (message.startsWith('unterminated')) return 'literal not terminated';
  if (message.includes('UTF-8')) return 'invalid UTF-8 encoding';
  return message.includes('code point') ? 'invalid syntax' : 'invalid char escape';
}
