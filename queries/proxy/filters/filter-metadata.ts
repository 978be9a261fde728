import { type Answered, objectIn, pick } from './answered.ts';

const ENTRY = ['type', 'help', 'unit'];
/** Series of one metric carry its name with one of these. */
const SUFFIX = /_(?:bucket|sum|count|total|created|info)$/;

export interface MetadataLimits {
  /** Most metrics; null for all. */
  readonly limit: number | null;
  readonly limitPerMetric: number | null;
}

/**
 * The metadata of the metrics that the scope has series of. `names` are the scope's metric names;
 * histograms and counters are found by their base name too.
 */
export function filterMetadata(
  answers: readonly unknown[],
  names: ReadonlySet<string>,
  metric: string | null,
  limits: MetadataLimits,
): Answered {
  const visible = new Set([...names].flatMap((name) => [name, name.replace(SUFFIX, '')]));
  const found: Record<string, readonly Answered[]> = Object.create(null);
  for (const answer of answers) {
    for (const [name, entries] of Object.entries(objectIn(answer, 'data'))) {
      const isWanted = visible.has(name) && (metric === null || metric === name);
      if (!isWanted || !Array.isArray(entries)) continue;
      if (!found[name] && limits.limit !== null && Object.keys(found).length >= limits.limit)
        continue;
      found[name] = joined(found[name] ?? [], entries, limits.limitPerMetric);
    }
  }
  return found;
}

function joined(
  known: readonly Answered[],
  entries: readonly unknown[],
  limit: number | null,
): readonly Answered[] {
  const all = [...known, ...entries.map((entry) => pick(objectIn(entry, 'metadata'), ENTRY))];
  const distinct = [...new Map(all.map((entry) => [JSON.stringify(entry), entry])).values()];
  return limit === null || limit === 0 ? distinct : distinct.slice(0, limit);
}
