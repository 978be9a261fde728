/** Why an exposition cannot be read, with where, e.g. `line 12: expected a value, got "}"`. */
export class ExpositionError extends Error {
  override readonly name = 'ExpositionError';
  /** From 1. */
  readonly line: number;

  constructor(line: number, message: string) {
    super(`line ${line}: ${message}`);
    this.line = line;
  }
}
