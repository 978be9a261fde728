/**
 * A second opinion on where a LogQL text selects streams, sharing no code with the parser: it knows
 * strings, all comment forms, ranges in brackets, and braces. For tests only; it takes valid
 * queries and does not judge them.
 */
const PIECE = /"(?:[^"\\]|\\.)*"|`[^`]*`|#[^\n]*|\/\/[^\n]*|\/\*.*?\*\/|\[[^\]]*\]|[{}]/gs;

/** What stands between each pair of braces, in order. */
export function scanStreamSelectors(text: string): readonly string[] {
  const found: string[] = [];
  let open = -1;
  for (const { 0: piece, index } of text.matchAll(PIECE)) {
    if (piece === '{') open = index + 1;
    else if (piece === '}') found.push(text.slice(open, index));
  }
  return found;
}
