const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COMMA = 0x2c;
const COLON = 0x3a;

/** What a byte means inside a value. A comma matters only at depth 0, like a closing bracket. */
const PLAIN = 0;
const QUOTED = 1;
const ESCAPE = 2;
const OPENS = 3;
const CLOSES = 4;
const SEPARATES = 5;

const KINDS = new Uint8Array(256);
KINDS[QUOTE] = QUOTED;
KINDS[BACKSLASH] = ESCAPE;
KINDS[OPEN_BRACE] = OPENS;
KINDS[OPEN_BRACKET] = OPENS;
KINDS[CLOSE_BRACE] = CLOSES;
KINDS[CLOSE_BRACKET] = CLOSES;
KINDS[COMMA] = SEPARATES;

/** Longest text of everything beside `data`: status, warnings and infos. */
const MAX_BESIDE_BYTES = 256 * 1024;

export type ScanProblem = 'not_an_object' | 'beside_too_large' | 'truncated' | 'no_data';

type Place = 'start' | 'before_key' | 'in_key' | 'after_key' | 'before_value' | 'in_value' | 'end';

/**
 * Splits an answer of the Prometheus HTTP API while it streams: the bytes of the top-level member
 * `data` are handed on untouched (numbers keep their digits), everything beside it is kept as text
 * and parsed at the end. Only depth and strings are tracked; nothing is decoded.
 *
 * @example scanner.push(bytes of '{"status":"success","data":[1,2],"warnings":["w"]}')
 *   hands on '[1,2]'; `end()` is { kind: 'ok', beside: { status: 'success', warnings: ['w'] } }
 */
export class EnvelopeScanner {
  readonly #onData: (chunk: Buffer) => void;
  #place: Place = 'start';
  #depth = 0;
  #inString = false;
  #escaped = false;
  #inData = false;
  #sawData = false;
  #besideBytes = 0;
  readonly #key: Buffer[] = [];
  readonly #beside: Buffer[] = [];
  #problem: ScanProblem | null = null;

  constructor(onData: (chunk: Buffer) => void) {
    this.#onData = onData;
  }

  /** Takes the next bytes. @returns false when the answer cannot be used; `end` says why. */
  push(chunk: Buffer): boolean {
    let position = 0;
    while (position < chunk.length && this.#problem === null) {
      position =
        this.#place === 'in_value'
          ? this.#value(chunk, position)
          : this.#structure(chunk, position);
    }
    return this.#problem === null;
  }

  /** Everything beside `data`, or what was wrong. */
  end():
    | { readonly kind: 'ok'; readonly beside: Readonly<Record<string, unknown>> }
    | { readonly kind: 'unusable'; readonly problem: ScanProblem } {
    if (this.#problem) return { kind: 'unusable', problem: this.#problem };
    if (this.#place !== 'end') return { kind: 'unusable', problem: 'truncated' };
    if (!this.#sawData) return { kind: 'unusable', problem: 'no_data' };
    return parseBeside(Buffer.concat(this.#beside).toString('utf8'));
  }

  #structure(chunk: Buffer, position: number): number {
    const byte = chunk[position] ?? 0;
    if (this.#place === 'in_key') return this.#keyByte(chunk, position, byte);
    if (isSpace(byte)) return position + 1;
    switch (this.#place) {
      case 'start':
        if (byte !== OPEN_BRACE) this.#problem = 'not_an_object';
        this.#place = 'before_key';
        return position + 1;
      case 'before_key':
        if (byte === CLOSE_BRACE) this.#place = 'end';
        else if (byte === QUOTE) this.#place = 'in_key';
        else if (byte !== COMMA) this.#problem = 'not_an_object';
        return position + 1;
      case 'after_key':
        if (byte !== COLON) this.#problem = 'not_an_object';
        this.#place = 'before_value';
        return position + 1;
      case 'before_value':
        this.#beginValue();
        return position;
      default:
        this.#problem = 'not_an_object';
        return position + 1;
    }
  }

  #keyByte(chunk: Buffer, position: number, byte: number): number {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) {
      this.#place = 'after_key';
      return position + 1;
    }
    this.#keep(this.#key, chunk.subarray(position, position + 1));
    return position + 1;
  }

  #beginValue(): void {
    const key = Buffer.concat(this.#key).toString('utf8');
    this.#key.length = 0;
    this.#place = 'in_value';
    this.#inData = key === 'data' && !this.#sawData;
    if (this.#inData) this.#sawData = true;
    else this.#keep(this.#beside, Buffer.from(`${this.#beside.length > 0 ? ',' : ''}"${key}":`));
  }

  /** Runs to the end of the value or of the chunk. */
  #value(chunk: Buffer, from: number): number {
    const position = this.#endOfValue(chunk, from);
    if (position > from) this.#hand(chunk.subarray(from, position));
    if (position < chunk.length) this.#place = 'before_key';
    return position;
  }

  /** The hot loop: most bytes of an answer pass here and nowhere else. */
  #endOfValue(chunk: Buffer, from: number): number {
    const { length } = chunk;
    let inString = this.#inString;
    let depth = this.#depth;
    let position = this.#escaped ? from + 1 : from;
    this.#escaped = false;
    for (; position < length; position++) {
      const kind = KINDS[chunk[position] ?? 0];
      if (kind === PLAIN) continue;
      if (kind === QUOTED) inString = !inString;
      else if (kind === ESCAPE) position += inString ? 1 : 0;
      else if (inString) continue;
      else if (kind === OPENS) depth++;
      else if (depth === 0) break;
      else if (kind === CLOSES) depth--;
    }
    this.#inString = inString;
    this.#depth = depth;
    if (position <= length) return position;
    this.#escaped = true;
    return length;
  }

  #hand(bytes: Buffer): void {
    if (this.#inData) this.#onData(bytes);
    else this.#keep(this.#beside, bytes);
  }

  #keep(into: Buffer[], bytes: Buffer): void {
    this.#besideBytes += bytes.length;
    if (this.#besideBytes > MAX_BESIDE_BYTES) this.#problem = 'beside_too_large';
    else into.push(Buffer.from(bytes));
  }
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function parseBeside(text: string): ReturnType<EnvelopeScanner['end']> {
  try {
    const beside: unknown = JSON.parse(`{${text}}`);
    if (typeof beside === 'object' && beside !== null) return { kind: 'ok', beside: { ...beside } };
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
  }
  return { kind: 'unusable', problem: 'not_an_object' };
}
