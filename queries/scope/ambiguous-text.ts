/** A place where two PromQL servers may cut the same text into different tokens. */
export interface Ambiguity {
  /** UTF-16 offset. */
  readonly at: number;
  readonly message: string;
}

/**
 * Finds text that is legal but that not every backend reads alike, so that a matcher we add could
 * end up in what another server takes for a comment or a string:
 * - NUL, at which C-like readers stop
 * - a carriage return without a line feed, which ends a comment in Prometheus but not elsewhere
 * - a backslash before a backtick, which ends a raw string in Prometheus but escapes elsewhere
 *
 * @returns the first one, or `null`
 */
export function findAmbiguity(text: string): Ambiguity | null {
  const nul = text.indexOf('\0');
  if (nul !== -1) return { at: nul, message: `unexpected character: '\\x00'` };
  const loneReturn = text.includes('\r') ? text.search(/\r(?!\n)/) : -1;
  if (loneReturn !== -1) {
    return { at: loneReturn, message: 'carriage return without line feed' };
  }
  const escapedTick = text.indexOf('\\`');
  if (escapedTick === -1) return null;
  return { at: escapedTick, message: 'backslash before a backtick; use a text in double quotes' };
}
