/** Most names answered. */
const MAX_SIMILAR = 5;
/** Names with more words are like no other. */
const MAX_WORDS = 20;
/** Most names looked at: more are not worth a hint. */
const MAX_CANDIDATES = 50_000;

/**
 * Names that share most of their words with the given one, the most alike first. Linear in the
 * length of the list.
 *
 * @example similarNames('node_cpu_second_total', names) // ['node_cpu_seconds_total', …]
 */
export function similarNames(name: string, names: Iterable<string>): readonly string[] {
  const words = wordsOf(name);
  if (words.length > MAX_WORDS) return [];
  const scored: { readonly name: string; readonly score: number }[] = [];
  let looked = 0;
  for (const candidate of names) {
    if (++looked > MAX_CANDIDATES) break;
    const score = likeness(words, wordsOf(candidate));
    if (score >= 0.5 && candidate !== name) scored.push({ name: candidate, score });
  }
  scored.sort((a, b) => b.score - a.score || (a.name < b.name ? -1 : 1));
  return [...new Set(scored.map((entry) => entry.name))].slice(0, MAX_SIMILAR);
}

function wordsOf(name: string): readonly string[] {
  return name
    .toLowerCase()
    .split(/[_:.]+/)
    .filter((word) => word !== '');
}

/** Shared words against all words, 0 to 1; a word that begins alike counts half. */
function likeness(a: readonly string[], b: readonly string[]): number {
  let shared = 0;
  for (const word of a) {
    if (b.includes(word)) shared += 1;
    else if (b.some((other) => beginsAlike(word, other))) shared += 0.5;
  }
  return shared / Math.max(a.length, b.length, 1);
}

function beginsAlike(a: string, b: string): boolean {
  const length = Math.min(a.length, b.length);
  return length >= 3 && a.slice(0, length) === b.slice(0, length);
}
