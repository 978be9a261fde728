import { quoteGoRune } from '../../promql/go-quote.ts';

/** `key=value` pairs of a line, one after the other. What is no pair is skipped up to the next space. */
export class LogfmtScanner {
  key = '';
  value = '';
  /** The last thing that was wrong, or null. */
  problem: string | null = null;
  #text = '';
  #at = 0;

  begin(text: string): void {
    this.#text = text;
    this.#at = 0;
    this.problem = null;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  /** Reads the next pair into `key` and `value`; false for something that is none, or the end. */
  next(): boolean {
    this.key = '';
    this.value = '';
    const text = this.#text;
    while (this.#at < text.length && text.charCodeAt(this.#at) <= 0x20) this.#at++;
    if (this.isAtEnd) return false;
    const from = this.#at;
    let code = text.charCodeAt(this.#at);
    while (code > 0x20 && code !== EQUALS && code !== QUOTE) code = text.charCodeAt(++this.#at);
    if (code === QUOTE) return this.#unexpected(code);
    this.key = text.slice(from, this.#at);
    if (this.key.includes('�')) {
      this.#report('invalid key');
      return code === EQUALS ? this.#skipValue() : false;
    }
    if (code !== EQUALS) return true;
    if (this.key === '') return this.#unexpected(code);
    this.#at++;
    return this.#readValue();
  }

  #readValue(): boolean {
    const text = this.#text;
    const from = this.#at;
    let code = text.charCodeAt(from);
    if (code === QUOTE) return this.#readQuoted();
    while (code > 0x20 && code !== EQUALS && code !== QUOTE) code = text.charCodeAt(++this.#at);
    if (code === EQUALS || code === QUOTE) return this.#unexpected(code);
    this.value = text.slice(from, this.#at);
    return true;
  }

  #readQuoted(): boolean {
    const text = this.#text;
    const from = this.#at + 1;
    let isEscaped = false;
    for (let i = from; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === BACKSLASH) {
        isEscaped = true;
        i++;
      } else if (code === QUOTE) {
        this.#at = i + 1;
        const raw = text.slice(from, i);
        const value = isEscaped ? unescapeLogfmt(raw) : raw;
        if (value === null) {
          this.#report('invalid quoted value');
          return false;
        }
        this.value = value;
        return true;
      }
    }
    this.#at = text.length;
    this.#report('unterminated quoted value');
    return false;
  }

  #unexpected(code: number): boolean {
    this.#report(`unexpected ${quoteGoRune(String.fromCharCode(code))}`);
    return this.#skipValue();
  }

  #skipValue(): boolean {
    while (this.#at < this.#text.length && this.#text.charCodeAt(this.#at) > 0x20) this.#at++;
    return false;
  }

  /** Positions count bytes from 1, as Loki's do. */
  #report(message: string): void {
    const position = Buffer.byteLength(this.#text.slice(0, this.#at)) + 1;
    this.problem = `logfmt syntax error at pos ${position} : ${message}`;
  }
}

const EQUALS = 0x3d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|(["\\/'bfnrt]))|\\/g;

const SHORT: ReadonlyMap<string, string> = new Map([
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

/** JSON's escapes, and that of a single quote; null where an escape is none. */
function unescapeLogfmt(raw: string): string | null {
  let isWrong = false;
  const text = raw.replace(ESCAPE, (_all, hex: string | undefined, char: string | undefined) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    if (char === undefined) isWrong = true;
    return SHORT.get(char ?? '') ?? char ?? '';
  });
  return isWrong ? null : text.toWellFormed();
}
