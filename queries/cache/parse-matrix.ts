import type { Piece } from './piece.ts';
import { SeriesName } from './series-name.ts';
import { instantOf, type StepRange } from './step-range.ts';

/**
 * A piece, or why the answer cannot be one: it holds native histograms, or it is not a matrix on the
 * grid that was asked for (some backends move the range).
 */
export type ParsedMatrix =
  | { readonly kind: 'piece'; readonly piece: Piece }
  | { readonly kind: 'unusable'; readonly reason: 'histograms' | 'shape' };

/**
 * Reads the `data` member of a range answer. Time and memory are linear in its length; number texts
 * are taken as they stand.
 *
 * @example parseMatrix(Buffer.from('{"resultType":"matrix","result":[{"metric":{},"values":[[60,"1"]]}]}'),
 *   { stepMs: 60_000, offsetMs: 0, from: 1, to: 2 }, []) // a piece of one series with one sample
 */
export function parseMatrix(
  data: Buffer,
  range: StepRange,
  infos: readonly string[],
): ParsedMatrix {
  const first = read(data, range, infos);
  if (first !== 'shape') return first;
  // Perhaps only spaces: Prometheus writes none. Values are strings, so nothing is lost by a round trip.
  const compact = withoutSpaces(data);
  const second = compact === undefined ? 'shape' : read(compact, range, infos);
  return second === 'shape' ? { kind: 'unusable', reason: 'shape' } : second;
}

function read(data: Buffer, range: StepRange, infos: readonly string[]): ParsedMatrix | 'shape' {
  try {
    return { kind: 'piece', piece: new MatrixReader(data, range).read(infos) };
  } catch (thrown) {
    if (!(thrown instanceof UnusableMatrix)) throw thrown;
    return thrown.reason === 'shape' ? 'shape' : { kind: 'unusable', reason: thrown.reason };
  }
}

function withoutSpaces(data: Buffer): Buffer | undefined {
  try {
    const compact = Buffer.from(JSON.stringify(JSON.parse(data.toString('utf8'))));
    return compact.length < data.length ? compact : undefined;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}

class UnusableMatrix extends Error {
  readonly reason: 'histograms' | 'shape';

  constructor(reason: 'histograms' | 'shape') {
    super(reason);
    this.reason = reason;
  }
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const DOT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const LETTER_N = 0x6e;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Reads compact JSON of one known shape, and throws `UnusableMatrix` at anything else. */
class MatrixReader {
  readonly #data: Buffer;
  readonly #range: StepRange;
  readonly #firstMs: number;
  readonly #series = new Map<string, SeriesName>();
  readonly #rows: number[] = [0];
  readonly #text: Buffer;
  #textBytes = 0;
  #steps = new Uint16Array(1024);
  #starts = new Uint32Array(1024);
  #samples = 0;
  #at = 0;

  constructor(data: Buffer, range: StepRange) {
    this.#data = data;
    this.#range = range;
    this.#firstMs = instantOf(range, range.from);
    this.#text = Buffer.allocUnsafeSlow(data.length);
  }

  read(infos: readonly string[]): Piece {
    this.#members((name) => this.#member(name));
    if (this.#at !== this.#data.length) throw new UnusableMatrix('shape');
    const { from, to } = this.#range;
    this.#starts[this.#samples] = this.#textBytes;
    return {
      from,
      to,
      series: [...this.#series.values()],
      rows: Uint32Array.from(this.#rows),
      steps: this.#steps.subarray(0, this.#samples),
      starts: this.#starts.subarray(0, this.#samples + 1),
      text: this.#text.subarray(0, this.#textBytes),
      infos,
    };
  }

  #member(name: string): void {
    if (name === 'resultType') {
      if (this.#rawValue() !== '"matrix"') throw new UnusableMatrix('shape');
    } else if (name === 'result') {
      this.#result();
    } else if (name === 'stats') {
      this.#rawValue();
    } else throw new UnusableMatrix('shape');
  }

  /** Stores in Go may write an empty list as null. */
  #result(): void {
    if (this.#data[this.#at] !== LETTER_N) this.#list(() => this.#oneSeries());
    else if (this.#rawValue() !== 'null') throw new UnusableMatrix('shape');
  }

  #oneSeries(): void {
    let name: string | null = null;
    this.#members((member) => {
      if (member === 'metric') name = this.#rawValue();
      else if (member === 'values') this.#values();
      else throw new UnusableMatrix(member === 'histograms' ? 'histograms' : 'shape');
    });
    if (name === null || this.#series.has(name)) throw new UnusableMatrix('shape');
    this.#series.set(name, new SeriesName(name));
    this.#rows.push(this.#samples);
  }

  /** `[[1700000000,"0.5"],…]`: copied as a whole, with a comma for the closing bracket. */
  #values(): void {
    const moved = this.#textBytes - (this.#at + 1);
    const from = this.#at + 1;
    let lastStep = -1;
    this.#list(() => {
      const start = this.#at;
      const step = this.#sample();
      if (step <= lastStep) throw new UnusableMatrix('shape');
      lastStep = step;
      this.#push(step, start + moved);
    });
    if (lastStep < 0) return;
    this.#textBytes += this.#data.copy(this.#text, this.#textBytes, from, this.#at - 1);
    this.#text[this.#textBytes++] = COMMA;
  }

  #push(step: number, start: number): void {
    if (this.#samples + 1 >= this.#starts.length) this.#grow();
    this.#steps[this.#samples] = step;
    this.#starts[this.#samples] = start;
    this.#samples++;
  }

  #grow(): void {
    const [steps, starts] = [this.#steps, this.#starts];
    this.#steps = new Uint16Array(steps.length * 2);
    this.#steps.set(steps);
    this.#starts = new Uint32Array(starts.length * 2);
    this.#starts.set(starts);
  }

  /** `[1700000000.25,"0.5"]`. @returns its index on the grid, from the first instant asked for */
  #sample(): number {
    this.#expect(OPEN_BRACKET);
    const atMs = this.#instant();
    this.#expect(COMMA);
    this.#expect(QUOTE);
    const { length } = this.#data;
    while (this.#data[this.#at] !== QUOTE) {
      if (this.#at >= length || this.#data[this.#at] === BACKSLASH)
        throw new UnusableMatrix('shape');
      this.#at++;
    }
    this.#at++;
    this.#expect(CLOSE_BRACKET);
    const step = (atMs - this.#firstMs) / this.#range.stepMs;
    const isOnGrid =
      Number.isInteger(step) && step >= 0 && step < this.#range.to - this.#range.from;
    if (!isOnGrid) throw new UnusableMatrix('shape');
    return step;
  }

  /** Digits, and at most three after a point. @returns milliseconds */
  #instant(): number {
    let ms = this.#digits(12).value * 1000;
    if (this.#data[this.#at] === DOT) {
      this.#at++;
      const { value, count } = this.#digits(3);
      ms += value * 10 ** (3 - count);
    }
    return ms;
  }

  #digits(most: number): { readonly value: number; readonly count: number } {
    const from = this.#at;
    let value = 0;
    for (;;) {
      const digit = (this.#data[this.#at] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
      this.#at++;
    }
    const count = this.#at - from;
    if (count === 0 || count > most) throw new UnusableMatrix('shape');
    return { value, count };
  }

  #expect(byte: number): void {
    if (this.#data[this.#at] !== byte) throw new UnusableMatrix('shape');
    this.#at++;
  }

  /** Commas and brackets of a list; each item is read by `item`. */
  #list(item: () => void): void {
    this.#expect(OPEN_BRACKET);
    this.#separated(CLOSE_BRACKET, item);
  }

  #members(member: (name: string) => void): void {
    this.#expect(OPEN_BRACE);
    this.#separated(CLOSE_BRACE, () => {
      const quoted = this.#rawValue();
      this.#expect(COLON);
      member(quoted.slice(1, -1));
    });
  }

  #separated(close: number, item: () => void): void {
    if (this.#data[this.#at] === close) {
      this.#at++;
      return;
    }
    for (;;) {
      item();
      const next = this.#data[this.#at++];
      if (next === close) return;
      if (next !== COMMA) throw new UnusableMatrix('shape');
    }
  }

  /** Passes over any value. @returns its text */
  #rawValue(): string {
    const from = this.#at;
    let depth = 0;
    let isQuoted = false;
    for (; this.#at < this.#data.length; this.#at++) {
      const byte = this.#data[this.#at];
      if (isQuoted) {
        if (byte === BACKSLASH) this.#at++;
        else if (byte === QUOTE) isQuoted = false;
      } else if (byte === QUOTE) isQuoted = true;
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
      else if (depth === 0 && (byte === COMMA || byte === COLON)) break;
      else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        if (depth === 0) break;
        depth--;
      }
    }
    if (this.#at === from) throw new UnusableMatrix('shape');
    return this.#data.toString('utf8', from, this.#at);
  }
}
