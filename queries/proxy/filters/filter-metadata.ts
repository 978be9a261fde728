import { type Answered, objectIn, pick } from './answered.ts';

const ENTRY = ['type', 'help', 'unit'] as const;
/** What Prometheus says of what it does not know. */
const NOTHING = { type: 'unknown', help: '', unit: '' } as const;
/** Series of one metric carry its name with one of these. */
const SUFFIX = /_(?:bucket|sum|count|total|created|info)$/;

/**
 * The metadata of the metrics that the scope has series of. `names` are the scope's metric names;
 * histograms and counters are found by their base name too.
 *
 * Backends keep metadata by name only, so whose an entry is cannot be told. Where those of a name
 * differ, only what all of them say is shown: the rest are words of somebody in particular.
 * @param limit most metrics; null for all
 */
export function filterMetadata(
  answers: readonly unknown[],
  names: ReadonlySet<string>,
  metric: string | null,
  limit: number | null,
): Answered {
  const visible = new Set([...names].flatMap((name) => [name, name.replace(SUFFIX, '')]));
  const found: Record<string, readonly Answered[]> = Object.create(null);
  for (const answer of answers) {
    for (const [name, entries] of Object.entries(objectIn(answer, 'data'))) {
      const isWanted = visible.has(name) && (metric === null || metric === name);
      if (!isWanted || !Array.isArray(entries)) continue;
      if (!found[name] && limit !== null && Object.keys(found).length >= limit) continue;
      found[name] = joined(found[name] ?? [], entries);
    }
  }
  for (const [name, entries] of Object.entries(found)) found[name] = agreed(entries);
  return found;
}

function joined(known: readonly Answered[], entries: readonly unknown[]): readonly Answered[] {
  return [...known, ...entries.map((entry) => pick(objectIn(entry, 'metadata'), ENTRY))];
}

/** One entry with what all of them have in common. */
function agreed(entries: readonly Answered[]): readonly Answered[] {
  const [first, ...others] = entries;
  if (!first) return [];
  const common = ENTRY.map((member): [string, unknown] => {
    const value = first[member];
    const isCommon = others.every((other) => other[member] === value);
    return [member, isCommon ? value : NOTHING[member]];
  });
  return [Object.fromEntries(common.filter(([, value]) => value !== undefined))];
}
