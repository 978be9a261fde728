/** What a text that is no JSON object lacks, in the words that Loki's users know. */
const JSON_PROBLEMS = {
  object: "Value looks like object, but can't find closing '}' symbol",
  array: "Value is array, but can't find closing ']' symbol",
  string: "Value is string, but can't find closing '\"' symbol",
  value: "Value looks like Number/Boolean/None, but can't find its end: ',' or '}' symbol",
  unknown: 'Unknown value type',
  json: 'Malformed JSON error',
  depth: 'JSON is nested too deep',
} as const;

/** Why a text is no JSON. */
export class JsonProblem extends Error {
  override readonly name = 'JsonProblem';
}

export type JsonKind = 'string' | 'number' | 'boolean' | 'null' | 'object' | 'array';

/** Objects and arrays inside each other, at most. */
const MAX_DEPTH = 128;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COLON = 0x3a;
const COMMA = 0x2c;

/**
 * Walks over JSON text from left to right and keeps values as they are written. As lenient as Loki:
 * what follows the object is not looked at, nor whether a number is one.
 */
export class JsonScanner {
  at = 0;
  text = '';
  #depth = 0;

  begin(text: string): void {
    this.text = text;
    this.at = 0;
    this.#depth = 0;
  }

  /**
   * Calls back for each field, `at` being at its value; what the callback does not consume must be
   * skipped by it (`skipValue`). @throws JsonProblem
   */
  eachField(visit: (key: string, kind: JsonKind) => void): void {
    if (this.#next() !== OPEN_BRACE) throw new JsonProblem(JSON_PROBLEMS.object);
    this.#enter();
    this.at++;
    const first = this.#next();
    if (Number.isNaN(first)) throw new JsonProblem(JSON_PROBLEMS.json);
    if (first === CLOSE_BRACE) {
      this.#leave();
      return;
    }
    for (;;) {
      if (this.#next() !== QUOTE) throw new JsonProblem(JSON_PROBLEMS.object);
      const key = this.readString(JSON_PROBLEMS.json);
      if (this.#next() !== COLON) throw new JsonProblem(JSON_PROBLEMS.json);
      this.at++;
      visit(key, this.kind());
      const after = this.#next();
      if (after === CLOSE_BRACE) break;
      if (Number.isNaN(after)) throw new JsonProblem(JSON_PROBLEMS.array);
      if (after !== COMMA) throw new JsonProblem(JSON_PROBLEMS.object);
      this.at++;
      const next = this.#next();
      if (Number.isNaN(next)) throw new JsonProblem(JSON_PROBLEMS.array);
      if (next === CLOSE_BRACE) break;
    }
    this.#leave();
  }

  /** Calls back for each element, as `eachField`. @throws JsonProblem */
  eachElement(visit: (index: number, kind: JsonKind) => void): void {
    this.#enter();
    this.at++;
    for (let index = 0; index > 0 || this.#next() !== CLOSE_BRACKET; index++) {
      visit(index, this.kind());
      const after = this.#next();
      if (after === CLOSE_BRACKET) break;
      if (after !== COMMA) throw new JsonProblem(JSON_PROBLEMS.array);
      this.at++;
    }
    this.#leave();
  }

  /** What the next value is. @throws JsonProblem */
  kind(): JsonKind {
    const code = this.#next();
    if (code === QUOTE) return 'string';
    if (code === OPEN_BRACE) return 'object';
    if (code === OPEN_BRACKET) return 'array';
    if (Number.isNaN(code)) throw new JsonProblem(JSON_PROBLEMS.value);
    const token = this.#token();
    if (token === 'true' || token === 'false') return 'boolean';
    if (token === 'null') return 'null';
    if (/^[-0-9]/.test(token)) return 'number';
    throw new JsonProblem(JSON_PROBLEMS.unknown);
  }

  /** The text of the next value as written; strings with their quotes. @throws JsonProblem */
  readRaw(kind: JsonKind): string {
    this.#next();
    const from = this.at;
    this.skipValue(kind);
    return this.text.slice(from, this.at);
  }

  /** Goes behind the next value. @throws JsonProblem */
  skipValue(kind: JsonKind): void {
    if (kind === 'string') this.readString(JSON_PROBLEMS.string);
    else if (kind === 'object') this.eachField((_key, inner) => this.skipValue(inner));
    else if (kind === 'array') this.eachElement((_index, inner) => this.skipValue(inner));
    else {
      this.#next();
      this.at += this.#token().length;
    }
  }

  /** The next value, a string, without its escapes. @throws JsonProblem */
  readString(problem: string = JSON_PROBLEMS.string): string {
    this.#next();
    const { text } = this;
    const from = this.at + 1;
    let isEscaped = false;
    for (let i = from; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === BACKSLASH) {
        isEscaped = true;
        i++;
      } else if (code === QUOTE) {
        this.at = i + 1;
        const raw = text.slice(from, i);
        return isEscaped ? unescapeJson(raw) : raw;
      }
    }
    throw new JsonProblem(problem);
  }

  /** Skips white space; NaN at the end. */
  #next(): number {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return code;
      this.at++;
    }
  }

  #token(): string {
    TOKEN.lastIndex = this.at;
    return TOKEN.exec(this.text)?.[0] ?? '';
  }

  #enter(): void {
    this.#depth++;
    if (this.#depth > MAX_DEPTH) throw new JsonProblem(JSON_PROBLEMS.depth);
  }

  #leave(): void {
    this.#depth--;
    this.at++;
  }
}

const TOKEN = /[^ \n\r\t,}\]]*/y;

const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|(.))/gs;

const SHORT: ReadonlyMap<string, string> = new Map([
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
]);

/** Empty where an escape is none, as in Loki. Halves of pairs become U+FFFD. */
function unescapeJson(raw: string): string {
  let isWrong = false;
  const text = raw.replace(ESCAPE, (_all, hex: string | undefined, char: string | undefined) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    const plain = SHORT.get(char ?? '');
    if (plain === undefined) isWrong = true;
    return plain ?? '';
  });
  return isWrong ? '' : text.toWellFormed();
}
