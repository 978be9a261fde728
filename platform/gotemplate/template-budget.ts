import { TemplateError } from './template-error.ts';

/** What one run of a template may use. */
export interface TemplateLimits {
  /** Length of the output, and of any text made on the way, in UTF-16 units (at most 3 bytes each). */
  readonly maxOutput: number;
  /** Nodes visited, functions called, turns of loops, and 1 for each 64 units of text handled. */
  readonly maxSteps: number;
  /** Templates within templates. */
  readonly maxDepth: number;
}

export const DEFAULT_LIMITS: TemplateLimits = {
  maxOutput: 1_048_576,
  maxSteps: 1_000_000,
  maxDepth: 100,
};

/** What is left of the limits of one run. */
export class TemplateBudget {
  readonly #limits: TemplateLimits;
  #steps = 0;
  #output = 0;

  constructor(limits: TemplateLimits) {
    this.#limits = limits;
  }

  /** Counts work. @throws TemplateError over the limit */
  spend(steps: number): void {
    this.#steps += steps;
    if (this.#steps > this.#limits.maxSteps) {
      throw new TemplateError(`more than ${this.#limits.maxSteps} steps`);
    }
  }

  /**
   * Asks whether a text of this length may be made, before it is made, and counts the work.
   * @throws TemplateError over the limit
   */
  reserve(length: number): void {
    // Written this way round because of NaN.
    if (!(length <= this.#limits.maxOutput)) throw this.#tooLong();
    this.spend(1 + (length >> 6));
  }

  /** Counts text that is printed. @throws TemplateError over the limit */
  write(length: number): void {
    this.#output += length;
    if (this.#output > this.#limits.maxOutput) throw this.#tooLong();
    this.spend(1 + (length >> 6));
  }

  /** Makes a budget new again, for the next run. */
  reset(): void {
    this.#steps = 0;
    this.#output = 0;
  }

  #tooLong(): TemplateError {
    return new TemplateError(`the text is longer than ${this.#limits.maxOutput}`);
  }
}
