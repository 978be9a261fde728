/**
 * The text as a pattern of RE2 that matches it and nothing else, written as Go's `regexp.QuoteMeta` does.
 *
 * @example quoteRegex('a.b') // 'a\\.b'
 */
export function quoteRegex(text: string): string {
  return text.replaceAll(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}

/** The text whose `quoteRegex` a pattern is, or undefined for a pattern that says more. */
export function unquoteRegex(pattern: string): string | undefined {
  const text = pattern.replaceAll(/\\([\\.+*?()|[\]{}^$])/g, '$1');
  return quoteRegex(text) === pattern ? text : undefined;
}
