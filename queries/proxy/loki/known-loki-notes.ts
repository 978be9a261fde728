/**
 * Warnings of Loki that may be shown to tenants, by shape. What a backend says beside its data can
 * name things outside the scope, so only these pass.
 */
const KNOWN: readonly RegExp[] = [
  /^maximum number of series \(\d{1,9}\) reached for a single query; returning partial results/,
  /^Query was executed using the new experimental query engine/,
];

/** The warnings that may be passed on, and how many were dropped. */
export function filterLokiNotes(notes: unknown): {
  readonly kept: readonly string[];
  readonly dropped: number;
} {
  if (!Array.isArray(notes)) return { kept: [], dropped: 0 };
  const kept = notes.flatMap((note) => (typeof note === 'string' ? knownPart(note) : []));
  return { kept: [...new Set(kept)], dropped: notes.length - kept.length };
}

function knownPart(note: string): readonly string[] {
  for (const shape of KNOWN) {
    const [text] = shape.exec(note) ?? [];
    if (text !== undefined) return [text];
  }
  return [];
}
