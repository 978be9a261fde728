/** Values that a label may have, so that nobody can make streams without end. */
export class BoundedValues {
  readonly #most: number;
  readonly #seen = new Set<string>();

  constructor(most: number) {
    this.#most = most;
  }

  /** The value, or `other` once there are too many; what is long or odd is `other` as well. */
  admit(value: string): string {
    if (value === '' || this.#seen.has(value)) return value;
    if (this.#seen.size >= this.#most || !ORDINARY.test(value)) return OTHER;
    this.#seen.add(value);
    return value;
  }
}

const OTHER = 'other';
const ORDINARY = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/;
