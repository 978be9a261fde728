import type { EnforcedMatcher } from '../../scope/enforced-matcher.ts';

/** A label set as a backend answers it. */
export type AnsweredLabels = Readonly<Record<string, string>>;

/**
 * True when a label set carries what the scope enforces: every label with one of the scope's values.
 * A missing label does not match: what belongs to nobody is shown to nobody.
 */
export function inScope(labels: AnsweredLabels, matchers: readonly EnforcedMatcher[]): boolean {
  return matchers.every((matcher) => {
    const value = Object.hasOwn(labels, matcher.name) ? labels[matcher.name] : undefined;
    if (value === undefined) return false;
    return matcher.op === '=' ? value === matcher.value : matcher.values.includes(value);
  });
}

/** The object's own text members; anything else of it is left out. */
export function labelsOf(value: unknown): AnsweredLabels {
  const labels: Record<string, string> = Object.create(null);
  if (typeof value !== 'object' || value === null) return labels;
  for (const [name, text] of Object.entries(value)) {
    if (typeof text === 'string') labels[name] = text;
  }
  return labels;
}
