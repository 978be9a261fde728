import { isUtf8 } from 'node:buffer';
import type { ExpositionFormat } from './exposition-format.ts';

/** The name and labels of a series as they stand in a body. */
export interface SeriesText {
  /** With `__name__`, in the order in which they came; a name may be there twice. */
  readonly pairs: readonly (readonly [string, string])[];
  /** Behind its last byte. */
  readonly end: number;
}

/** What is wrong with it. */
export interface SeriesFault {
  readonly fault: string;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const COMMA = 0x2c;
const EQUALS = 0x3d;
const COLON = 0x3a;

const isSpace = (byte: number | undefined) => byte === 0x20 || byte === 0x09;

/** `a-z A-Z 0-9 _`, and the colon where it is a metric's. */
function isNameByte(byte: number, withColon: boolean): boolean {
  return (
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x30 && byte <= 0x39) ||
    byte === 0x5f ||
    (byte === COLON && withColon)
  );
}

/**
 * Where a series that begins at `start` ends, without reading what it says: at the space before its
 * value. -1 when its line ends before.
 */
export function endOfSeries(bytes: Uint8Array, start: number, format: ExpositionFormat): number {
  let at = start;
  for (; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === OPEN) return endOfBraces(bytes, at);
    if (isSpace(byte) || byte === NEWLINE) break;
  }
  // Only the text format takes a space between a name and its labels.
  if (format === 'text') {
    let next = at;
    while (isSpace(bytes[next])) next++;
    if (bytes[next] === OPEN) return endOfBraces(bytes, next);
  }
  return bytes[at] === NEWLINE || at >= bytes.length ? -1 : at;
}

/** Behind the closing brace; -1 when the line, or a quoted text, does not end. */
function endOfBraces(bytes: Uint8Array, open: number): number {
  let isQuoted = false;
  for (let at = open + 1; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === NEWLINE) return -1;
    if (byte === QUOTE) isQuoted = !isQuoted;
    else if (byte === BACKSLASH && isQuoted && bytes[at + 1] !== NEWLINE) at++;
    else if (byte === CLOSE && !isQuoted) return at + 1;
  }
  return -1;
}

/** Reads a series that `endOfSeries` has found, both in the classic and in the quoted form. */
export function readSeries(
  bytes: Buffer,
  start: number,
  end: number,
  format: ExpositionFormat,
): SeriesText | SeriesFault {
  return new SeriesReader(bytes, start, end, format).read();
}

class SeriesReader {
  readonly #bytes: Buffer;
  readonly #end: number;
  readonly #allowsSpace: boolean;
  readonly #pairs: (readonly [string, string])[] = [];
  #at: number;

  constructor(bytes: Buffer, start: number, end: number, format: ExpositionFormat) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
    this.#allowsSpace = format === 'text';
  }

  read(): SeriesText | SeriesFault {
    const name = this.#plainName(true);
    if (name !== '') this.#pairs.push(['__name__', name]);
    this.#skipSpace();
    if (this.#peek() === OPEN) {
      this.#at++;
      const fault = this.#braces();
      if (fault !== null) return { fault };
    }
    if (this.#at !== this.#end) return { fault: `expected a value, got ${this.#shown()}` };
    const named = this.#pairs.filter(([label]) => label === '__name__').length;
    if (named === 0) return { fault: 'expected a metric name' };
    if (named > 1) return { fault: 'the metric has two names' };
    return { pairs: this.#pairs, end: this.#end };
  }

  #braces(): string | null {
    for (;;) {
      this.#skipSpace();
      if (this.#peek() === CLOSE) {
        this.#at++;
        return null;
      }
      const fault = this.#label();
      if (fault !== null) return fault;
      this.#skipSpace();
      const next = this.#peek();
      if (next === COMMA) this.#at++;
      else if (next !== CLOSE) return `expected , or } behind a label, got ${this.#shown()}`;
    }
  }

  #label(): string | null {
    const isQuoted = this.#peek() === QUOTE;
    const name = isQuoted ? this.#quoted('name') : { text: this.#plainName(false) };
    if ('fault' in name) return name.fault;
    if (name.text === '') return `expected a label name, got ${this.#shown()}`;
    this.#skipSpace();
    if (this.#peek() !== EQUALS) return this.#quotedMetricName(name.text, isQuoted);
    if (name.text === '__name__') return '__name__ cannot be a label of an exposition';
    this.#at++;
    this.#skipSpace();
    if (this.#peek() !== QUOTE) return `expected a quoted label value, got ${this.#shown()}`;
    const value = this.#quoted('value');
    if ('fault' in value) return value.fault;
    this.#pairs.push([name.text, value.text]);
    return null;
  }

  /** A quoted text without a value is the metric's name: `{"my.metric",a="b"}`. */
  #quotedMetricName(name: string, isQuoted: boolean): string | null {
    if (!isQuoted) return `expected = behind the label name ${name}, got ${this.#shown()}`;
    this.#pairs.push(['__name__', name]);
    return null;
  }

  #plainName(withColon: boolean): string {
    const start = this.#at;
    const first = this.#bytes[start] ?? 0;
    if (first >= 0x30 && first <= 0x39) return '';
    while (this.#at < this.#end && isNameByte(this.#bytes[this.#at] ?? 0, withColon)) this.#at++;
    return this.#bytes.toString('latin1', start, this.#at);
  }

  #quoted(what: 'name' | 'value'): { readonly text: string } | SeriesFault {
    const start = this.#at + 1;
    let at = start;
    let hasEscape = false;
    while (at < this.#end && this.#bytes[at] !== QUOTE) {
      if (this.#bytes[at] === BACKSLASH) {
        hasEscape = true;
        at++;
      }
      at++;
    }
    if (at >= this.#end) return { fault: `the quoted label ${what} does not end` };
    const raw = this.#bytes.subarray(start, at);
    if (!isUtf8(raw)) return { fault: `the label ${what} is not valid UTF-8` };
    this.#at = at + 1;
    const text = this.#bytes.toString('utf8', start, at);
    return { text: hasEscape ? unescapeText(text, true) : text };
  }

  #skipSpace(): void {
    if (!this.#allowsSpace) return;
    while (this.#at < this.#end && isSpace(this.#bytes[this.#at])) this.#at++;
  }

  #peek(): number | undefined {
    return this.#at < this.#end ? this.#bytes[this.#at] : undefined;
  }

  #shown(): string {
    return shownByte(this.#bytes, this.#at);
  }
}

/** What stands somewhere, for messages: a few characters, or the end of the line. */
export function shownByte(bytes: Buffer, at: number): string {
  if (at >= bytes.length || bytes[at] === NEWLINE) return 'the end of the line';
  const lineEnd = bytes.indexOf(NEWLINE, at);
  const end = Math.min(lineEnd === -1 ? bytes.length : lineEnd, at + 20);
  return JSON.stringify(bytes.toString('utf8', at, end));
}

/**
 * `\\`, `\n` and, where quotes are escaped, `\"`; any other backslash stays as it is.
 */
export function unescapeText(text: string, withQuotes: boolean): string {
  return text.replaceAll(/\\([\\n"])/g, (whole, letter: string) => {
    if (letter === 'n') return '\n';
    return letter === '"' && !withQuotes ? whole : letter;
  });
}
