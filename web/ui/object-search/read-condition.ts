/** What one field of the form asks for: one of the patterns, or none of them. */
export interface Condition {
  readonly isOut: boolean;
  /** At least one, none empty; `*` stands for any text. */
  readonly patterns: readonly string[];
}

/**
 * A field as people fill it in: `web-*`, `!system:*`, and where a field takes several `get, list`.
 * Undefined for one that asks nothing.
 * @param takesSeveral whether commas are between values, or belong to one
 */
export function readCondition(text: string, takesSeveral: boolean): Condition | undefined {
  const trimmed = text.trim();
  const isOut = trimmed.startsWith('!');
  const said = isOut ? trimmed.slice(1) : trimmed;
  const patterns = (takesSeveral ? said.split(',') : [said])
    .map((pattern) => pattern.trim())
    .filter((pattern) => pattern !== '');
  return patterns.length === 0 ? undefined : { isOut, patterns };
}
