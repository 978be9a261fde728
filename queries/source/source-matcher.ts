/** One condition on a label. A label that a series does not have is the empty text. */
export interface SourceMatcher {
  readonly name: string;
  readonly op: '=' | '!=' | '=~' | '!~';
  /** The text, or the pattern as written. */
  readonly value: string;
  /** Whether a value of the label fulfils the condition; linear in its length. */
  matches(value: string): boolean;
}
