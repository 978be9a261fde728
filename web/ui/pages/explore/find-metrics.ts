import { factsOf, type MetricFacts } from '../../api/series-catalogue.ts';

export interface FoundMetric {
  readonly name: string;
  readonly facts: MetricFacts | undefined;
}

/**
 * Metrics in whose name or help every word occurs, whatever the case. Those whose name begins with
 * the text come first, then those that have it in the name, then those that only tell of it.
 * @param most at most as many are answered; `total` counts all
 */
export function findMetrics(
  names: readonly string[],
  metadata: ReadonlyMap<string, MetricFacts>,
  text: string,
  most: number,
): { readonly found: readonly FoundMetric[]; readonly total: number } {
  const wanted = text.trim().toLowerCase();
  const words = wanted.split(/\s+/).filter(Boolean);
  const ranked = names.flatMap((name) => {
    const facts = factsOf(metadata, name);
    const rank = rankOf(name.toLowerCase(), (facts?.help ?? '').toLowerCase(), wanted, words);
    return rank === undefined ? [] : [{ name, facts, rank }];
  });
  ranked.sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1));
  return {
    found: ranked.slice(0, most).map(({ name, facts }) => ({ name, facts })),
    total: ranked.length,
  };
}

function rankOf(
  name: string,
  help: string,
  wanted: string,
  words: readonly string[],
): number | undefined {
  if (name.startsWith(wanted)) return 0;
  if (words.every((word) => name.includes(word))) return 1;
  return words.every((word) => name.includes(word) || help.includes(word)) ? 2 : undefined;
}
