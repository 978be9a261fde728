/** What lines of one shape have in common. */
export interface LinePattern {
  /** With `<_>` where lines differ. */
  readonly text: string;
  readonly count: number;
}

interface Cluster {
  readonly tokens: string[];
  /** Lines by the bucket of their time. */
  readonly counts: Map<number, number>;
}

const ANY = '<_>';

/** Tokens of a line that are looked at; what follows is one token more. */
const MAX_TOKENS = 80;

/** Shapes that are kept apart; lines of further ones are not counted. */
const MAX_CLUSTERS = 300;

/** Part of the tokens that must be equal for a line to belong to a cluster. */
const LEAST_SIMILAR = 0.5;

const NUMBERS = /[0-9]/;

/**
 * Finds shapes of lines, as the Drain algorithm does: lines of equally many tokens that begin alike
 * and agree in at least half of the rest are one cluster, whose differing tokens become `<_>`.
 */
export class Drain {
  readonly #byShape = new Map<string, Cluster[]>();
  #size = 0;

  /** @param bucket what the line is counted under */
  add(line: string, bucket: number): void {
    const tokens = tokensOf(line);
    const shape = `${tokens.length} ${tokens[0] ?? ''}`;
    const clusters = this.#byShape.get(shape) ?? [];
    const cluster = mostSimilar(clusters, tokens) ?? this.#begin(shape, clusters, tokens);
    if (cluster === null) return;
    for (let i = 0; i < tokens.length; i++) {
      if (cluster.tokens[i] !== tokens[i]) cluster.tokens[i] = ANY;
    }
    cluster.counts.set(bucket, (cluster.counts.get(bucket) ?? 0) + 1);
  }

  #begin(shape: string, clusters: Cluster[], tokens: string[]): Cluster | null {
    if (this.#size >= MAX_CLUSTERS) return null;
    this.#size++;
    const cluster: Cluster = { tokens: [...tokens], counts: new Map() };
    clusters.push(cluster);
    this.#byShape.set(shape, clusters);
    return cluster;
  }

  /** The most frequent first. `counts` are by bucket, ascending. */
  patterns(): readonly (LinePattern & { readonly counts: readonly [number, number][] })[] {
    return [...this.#byShape.values()]
      .flat()
      .map(({ tokens, counts }) => ({
        text: joinTokens(tokens),
        count: [...counts.values()].reduce((sum, count) => sum + count, 0),
        counts: [...counts].sort(([a], [b]) => a - b),
      }))
      .sort((a, b) => b.count - a.count);
  }
}

/** Cut before and behind spaces, `=` and quotes; what holds a digit is `<_>` from the beginning. */
function tokensOf(line: string): string[] {
  const all = line.split(/(?<=[\s=",;:()[\]{}])|(?=[\s=",;:()[\]{}])/);
  const kept = all.slice(0, MAX_TOKENS).map((token) => (NUMBERS.test(token) ? ANY : token));
  return all.length > MAX_TOKENS ? [...kept, ANY] : kept;
}

function mostSimilar(clusters: readonly Cluster[], tokens: readonly string[]): Cluster | null {
  let best: Cluster | null = null;
  let bestScore = LEAST_SIMILAR;
  for (const cluster of clusters) {
    const score = similarity(cluster.tokens, tokens);
    if (score >= bestScore) {
      best = cluster;
      bestScore = score;
    }
  }
  return best;
}

/** Of tokens that say something: those of a single mark or space are the same in most lines. */
function similarity(cluster: readonly string[], tokens: readonly string[]): number {
  let said = 0;
  let equal = 0;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] ?? '';
    if (token.length < 2) continue;
    said++;
    if (cluster[i] === token) equal++;
  }
  return said === 0 ? 1 : equal / said;
}

/** Neighbouring `<_>` become one. */
function joinTokens(tokens: readonly string[]): string {
  return tokens.join('').replace(/(?:<_>[.:,-]?)*<_>/g, ANY);
}
