import type { AnsweredLabels } from '../../scope/label-scope.ts';

/** The object's own text members; anything else of it is left out. */
export function labelsOf(value: unknown): AnsweredLabels {
  const labels: Record<string, string> = Object.create(null);
  if (typeof value !== 'object' || value === null) return labels;
  for (const [name, text] of Object.entries(value)) {
    if (typeof text === 'string') labels[name] = text;
  }
  return labels;
}
