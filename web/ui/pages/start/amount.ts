/** A value as people compare it with a threshold: three digits that matter. */
export function valueText(value: number, language: string): string {
  return new Intl.NumberFormat(language, { maximumSignificantDigits: 3 }).format(value);
}
