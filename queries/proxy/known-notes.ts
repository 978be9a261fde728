/**
 * Warnings and infos of Prometheus, Thanos and Mimir that may be shown to tenants, by shape. What a
 * backend says beside its data can name things outside the scope, so only these pass, with the
 * position removed: it counts in the rewritten query.
 */
const KNOWN: readonly RegExp[] = [
  /^PromQL (?:info|warning): metric might not be a counter, name does not end in _total\/_sum\/_count\/_bucket: "[^"]*"/,
  /^PromQL (?:info|warning): quantile value should be between 0 and 1, got [-+.\w]+/,
  /^PromQL (?:info|warning): ratio value should be between -1 and 1, got [-+.\w]+, capping to [-+.\w]+/,
  /^PromQL (?:info|warning): bucket label "[^"]*" is missing or has a malformed value of "[^"]*"(?: for metric name "[^"]*")?/,
  /^PromQL (?:info|warning): encountered a mix of histograms and floats for(?: metric name)? "[^"]*"/,
  /^PromQL (?:info|warning): input to histogram_quantile needed to be fixed for monotonicity \(see [^)]*\)(?: for metric name "[^"]*")?/,
  /^PromQL (?:info|warning): ignored histograms? in [^\n]{1,120}/,
  /^PromQL (?:info|warning): incompatible (?:sample|bucket) [^\n]{1,120}/,
  /^results truncated due to limit/,
];

const POSITION = /\s*\(\d+:\d+\)/g;

/** The notes that may be passed on, and how many were dropped. */
export function filterNotes(notes: unknown): {
  readonly kept: readonly string[];
  readonly dropped: number;
} {
  if (!Array.isArray(notes)) return { kept: [], dropped: 0 };
  const kept: string[] = [];
  for (const note of notes) {
    const known = typeof note === 'string' ? knownPart(note) : undefined;
    if (known !== undefined) kept.push(known);
  }
  return { kept: [...new Set(kept)], dropped: notes.length - kept.length };
}

function knownPart(note: string): string | undefined {
  for (const shape of KNOWN) {
    const [text] = shape.exec(note) ?? [];
    if (text !== undefined) return text.replaceAll(POSITION, '');
  }
  return undefined;
}
