/** Which characters of ASCII belong to a set, and at 128 whether any other may. */
export type CharSet = Uint8Array;

const OTHER = 128;

/** A set as V8 writes it in patterns with the `u` flag. */
export interface WrittenSet {
  readonly set: CharSet;
  readonly source: string;
}

export function overlaps(a: CharSet, b: CharSet): boolean {
  return a.some((has, i) => has === 1 && b[i] === 1);
}

/** One character, or (`^x`) every one but it. */
export function setOf(text: string): WrittenSet {
  const isNegated = text.length > 1 && text.startsWith('^');
  const char = isNegated ? text.slice(1) : text;
  const builder = new SetBuilder();
  builder.addRange(char.codePointAt(0) ?? 0, char.codePointAt(0) ?? 0);
  return isNegated
    ? builder.build(true)
    : { set: builder.build(false).set, source: escapeCode(char) };
}

const SHORTHANDS: ReadonlyMap<string, readonly (readonly [number, number])[]> = new Map([
  ['d', [[0x30, 0x39]]],
  [
    'w',
    [
      [0x30, 0x39],
      [0x41, 0x5a],
      [0x5f, 0x5f],
      [0x61, 0x7a],
    ],
  ],
  [
    's',
    [
      [0x09, 0x0a],
      [0x0c, 0x0d],
      [0x20, 0x20],
    ],
  ],
]);

const CONTROLS: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

const PUNCTUATION = /[\\^$.*+?()[\]{}|/\-"' _:;,<>=!@#%&~`]/;

/** What begins with a backslash: `\d`, `\S`, `\.`, `\n`; null for anything else. */
export function readShorthand(
  pattern: string,
  at: number,
): (WrittenSet & { readonly end: number }) | null {
  const char = pattern[at + 1] ?? '';
  const ranges = SHORTHANDS.get(char.toLowerCase());
  if (ranges !== undefined) {
    const builder = new SetBuilder();
    for (const [from, to] of ranges) builder.addRange(from, to);
    return { ...builder.build(char !== char.toLowerCase()), end: at + 2 };
  }
  const literal = CONTROLS.get(char) ?? (PUNCTUATION.test(char) ? char : null);
  return literal === null ? null : { ...setOf(literal), end: at + 2 };
}

/** A class such as `[^a-z0-9_.\d]`; null for one that holds anything unusual. */
export function readClass(
  pattern: string,
  at: number,
): (WrittenSet & { readonly end: number }) | null {
  const builder = new SetBuilder();
  let i = at + 1;
  const isNegated = pattern[i] === '^';
  if (isNegated) i++;
  for (let count = 0; i < pattern.length; count++) {
    const char = pattern[i] ?? '';
    if (char === ']') return count === 0 ? null : { ...builder.build(isNegated), end: i + 1 };
    if (char === '[' || /[\ud800-\udfff]/.test(char)) return null;
    const ranges = char === '\\' ? SHORTHANDS.get(pattern[i + 1] ?? '') : undefined;
    if (ranges !== undefined) {
      for (const [from, to] of ranges) builder.addRange(from, to);
      i += 2;
      continue;
    }
    const from = memberAt(pattern, i);
    if (from === null) return null;
    i += from.length;
    const to = pattern[i] === '-' && pattern[i + 1] !== ']' ? memberAt(pattern, i + 1) : from;
    if (to === null || to.code < from.code) return null;
    if (to !== from) i += 1 + to.length;
    builder.addRange(from.code, to.code);
  }
  return null;
}

/** A single character in a class, with its length as written. */
function memberAt(
  pattern: string,
  at: number,
): { readonly code: number; readonly length: number } | null {
  const char = pattern[at] ?? '';
  if (char !== '\\') {
    return char === '' || char === '[' ? null : { code: char.charCodeAt(0), length: 1 };
  }
  const escaped = pattern[at + 1] ?? '';
  const literal = CONTROLS.get(escaped) ?? (PUNCTUATION.test(escaped) ? escaped : null);
  return literal === null ? null : { code: literal.charCodeAt(0), length: 2 };
}

class SetBuilder {
  readonly #set = new Uint8Array(OTHER + 1);
  #ranges = '';

  addRange(from: number, to: number): void {
    for (let code = from; code <= Math.min(to, OTHER); code++) this.#set[code] = 1;
    if (to >= OTHER) this.#set[OTHER] = 1;
    this.#ranges += `\\u{${from.toString(16)}}-\\u{${to.toString(16)}}`;
  }

  build(isNegated: boolean): WrittenSet {
    if (!isNegated) return { set: this.#set, source: `[${this.#ranges}]` };
    const set = this.#set.map((has) => 1 - has);
    // Of the characters beyond ASCII only some are left out.
    set[OTHER] = 1;
    return { set, source: `[^${this.#ranges}]` };
  }
}

function escapeCode(char: string): string {
  return `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
}
