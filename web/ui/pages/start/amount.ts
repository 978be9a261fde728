/** A value as people compare it with a threshold: three digits that matter. */
export function valueText(value: number, language: string): string {
  return new Intl.NumberFormat(language, { maximumSignificantDigits: 3 }).format(value);
}

/** Whether an expression without a value may get one with the next scrape: a rate needs two. */
export function needsTwoScrapes(expression: string): boolean {
  return /\b(?:i?rate|i?delta|increase|deriv|predict_linear)\s*\(/.test(expression);
}
