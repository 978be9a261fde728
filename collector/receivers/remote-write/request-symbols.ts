import { AppError } from '../../../platform/errors/app-error.ts';
import type { WireReader } from '../wire/wire-reader.ts';

/** More than any sender puts into one request; the size of the request bounds them as well. */
const MAX_SYMBOLS = 1_000_000;

/** The texts that a remote write 2.0 refers to by their position; the first is empty. */
export class RequestSymbols {
  readonly #texts: (string | null)[] = [];
  /** Length and text, in which one symbol cannot end as another begins. */
  readonly #keys: string[] = [];

  /** Reads the next one from the field at the reader's position. */
  read(reader: WireReader): void {
    if (this.#texts.length === MAX_SYMBOLS) throw invalid(`more than ${MAX_SYMBOLS} symbols`);
    const text = reader.textOrNull();
    if (this.#texts.length === 0 && text !== '') throw invalid('a first symbol that is not empty');
    this.#texts.push(text);
    this.#keys.push(text === null ? '' : `${text.length}:${text}`);
  }

  /** Null for what is not UTF-8. @throws AppError `invalid` for a reference beyond the table */
  text(ref: number): string | null {
    const text = this.#texts[ref];
    if (text === undefined) {
      throw invalid(`a reference to symbol ${ref} where there are ${this.#texts.length}`);
    }
    return text;
  }

  /** A text that is equal for equal texts behind references; null when one is not UTF-8. */
  keyOf(refs: readonly number[]): string | null {
    let key = '';
    for (const ref of refs) {
      if (this.text(ref) === null) return null;
      key += this.#keys[ref];
    }
    return key;
  }
}

/** What is thrown for a request that is not as the specification has it. */
export function invalid(what: string): AppError {
  return new AppError('invalid', `the write request has ${what}; nothing was stored`);
}
