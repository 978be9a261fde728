/** A text as an RE2 pattern that only it matches. */
export function plainPattern(text: string): string {
  return text.replaceAll(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}

/** The text whose `plainPattern` a pattern is, or undefined for a pattern that says more. */
export function plainTextOf(pattern: string): string | undefined {
  const text = pattern.replaceAll(/\\([\\.+*?()|[\]{}^$])/g, '$1');
  return plainPattern(text) === pattern ? text : undefined;
}
