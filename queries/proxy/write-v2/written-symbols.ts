import type { ByteWriter } from '../../../platform/wire/byte-writer.ts';
import { REQUEST } from './request-fields.ts';

/** The texts that a request of ours refers to: those that were asked for, each once. */
export class WrittenSymbols {
  /** The first is empty: the specification wants one for what is not given. */
  readonly #refs = new Map<string, number>([['', 0]]);

  ref(text: string): number {
    const known = this.#refs.get(text);
    if (known !== undefined) return known;
    const ref = this.#refs.size;
    this.#refs.set(text, ref);
    return ref;
  }

  /** Writes the table as fields of the request. */
  write(out: ByteWriter): void {
    for (const text of this.#refs.keys()) out.delimited(REQUEST.symbols, Buffer.from(text));
  }
}
