import type { BackendPart } from './backend-plan.ts';

/** Longest text that is kept, and the most kept for all scopes together, in UTF-16 units. */
const MAX_LENGTH = 16 * 1024;
const MAX_IN_ALL = 16 * 1024 * 1024;

/**
 * Rewritten queries by the backend they are for: a dashboard asks the same words every few seconds.
 * Bounded for each scope and for all scopes together, since tenants choose scopes and texts.
 */
export class RememberedTexts {
  readonly #maxEntries: number;
  #known = new WeakMap<BackendPart, Map<string, string>>();
  #characters = 0;

  /** @param maxEntries per scope and backend; 0: nothing is kept */
  constructor(maxEntries: number) {
    this.#maxEntries = maxEntries;
  }

  /** UTF-16 units kept, at most; what has been forgotten with its scope is counted still. */
  get characters(): number {
    return this.#characters;
  }

  get(part: BackendPart, text: string): string | undefined {
    return this.#known.get(part)?.get(text);
  }

  keep(part: BackendPart, text: string, rewritten: string): void {
    if (this.#maxEntries === 0 || rewritten.length > MAX_LENGTH) return;
    const size = text.length + rewritten.length;
    if (this.#characters + size > MAX_IN_ALL) {
      this.#known = new WeakMap();
      this.#characters = 0;
    }
    const known = this.#known.get(part) ?? new Map<string, string>();
    if (known.size >= this.#maxEntries) known.clear();
    known.set(text, rewritten);
    this.#known.set(part, known);
    this.#characters += size;
  }
}
