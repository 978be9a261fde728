/** Names that are remembered: fields repeat from line to line. */
const MAX_KNOWN = 5_000;

/**
 * Turns the names of fields into names of labels: trimmed, every character but `[a-zA-Z0-9_]` an
 * underscore, and one before a digit at the beginning.
 */
export class FieldNames {
  readonly #known = new Map<string, string>();

  /** Empty for a name that is empty. */
  clean(name: string): string {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const cleaned = cleanFieldName(name);
    if (this.#known.size < MAX_KNOWN && name.length < 200) this.#known.set(name, cleaned);
    return cleaned;
  }
}

function cleanFieldName(name: string): string {
  const trimmed = name.trim();
  const safe = trimmed.replace(/[^a-zA-Z0-9_]/gu, '_');
  return /^[0-9]/.test(safe) ? `_${safe}` : safe;
}

/** A value with a space for each character that was no UTF-8. */
export function cleanValue(value: string): string {
  return value.includes('�') ? value.replaceAll('�', ' ') : value;
}
