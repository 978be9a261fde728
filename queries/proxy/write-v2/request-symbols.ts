import { isUtf8 } from 'node:buffer';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { WireField } from '../../../platform/wire/protobuf.ts';

/** More than any sender puts into one request; the size of the request bounds them as well. */
export const MAX_SYMBOLS = 1_000_000;
/** Longest name of a label, in UTF-16 units. */
export const MAX_NAME_LENGTH = 1_024;

/** The texts that a request refers to by index, as they lie in it. */
export class RequestSymbols {
  readonly #request: Buffer;
  readonly #spans: number[] = [];
  readonly #texts = new Map<number, string>();

  constructor(request: Buffer) {
    this.#request = request;
  }

  /** @throws AppError `invalid` for one too many. */
  add({ valueStart, end }: WireField): void {
    if (this.size === MAX_SYMBOLS) throw invalid(`more than ${MAX_SYMBOLS} symbols`);
    if (this.size === 0 && end !== valueStart) throw invalid('a first symbol that is not empty');
    this.#spans.push(valueStart, end);
  }

  get size(): number {
    return this.#spans.length / 2;
  }

  /** @throws AppError `invalid` for an index that no symbol has, and for what is not UTF-8. */
  text(ref: number): string {
    const known = this.#texts.get(ref);
    if (known !== undefined) return known;
    const [start, end] = this.#span(ref);
    const bytes = this.#request.subarray(start, end);
    if (!isUtf8(bytes)) throw invalid(`symbol ${ref}, which is not UTF-8`);
    const text = bytes.toString('utf8');
    this.#texts.set(ref, text);
    return text;
  }

  /** Below 0 when the first comes before the second in the order of their bytes, 0 for the same. */
  compare(first: number, second: number): number {
    const [start, end] = this.#span(first);
    const [otherStart, otherEnd] = this.#span(second);
    return this.#request.compare(this.#request, otherStart, otherEnd, start, end);
  }

  #span(ref: number): readonly [start: number, end: number] {
    const start = this.#spans[2 * ref];
    const end = this.#spans[2 * ref + 1];
    if (start === undefined || end === undefined) {
      throw invalid(`a reference to symbol ${ref} where there are ${this.size}`);
    }
    return [start, end];
  }
}

/** What is thrown for a request that is not as the specification has it. */
export function invalid(what: string): AppError {
  return new AppError('invalid', `the write request has ${what}; nothing was stored`);
}
